-- Before a change that is decided by rules outside the database.
select id from request where id = $1::uuid for update
