-- The open request that a further form of the same person joins, locked.
select id from request
 where phone_index = $1::bytea and name_index = $2::bytea
   and state not in ('quarantined', 'closed') and not suppressed
   for update
