-- Before a request ($1) takes another number ($2): its row, and the one of the same person's open
-- request under that number if there is one, locked in one order by everybody (see
-- submission/join).
select r.id, r.reference
  from request r
 where r.id = $1::uuid
    or r.phone_index = $2::bytea
       and r.name_index = (select name_index from request where id = $1::uuid)
       and r.state not in ('quarantined', 'closed') and not r.suppressed
 order by r.phone_index, r.name_index
   for update
