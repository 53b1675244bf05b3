-- Requests whose indexes of name and email were made by an earlier folding, locked.
select id, name_sealed, email_sealed from request
 where name_folding < 2
 order by id limit $1::int for update skip locked
