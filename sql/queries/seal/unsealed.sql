-- Entries that have no seal yet, in the order they were written. $1 and $2 are the floor: below it
-- every transaction was over and sealed at an earlier look.
select j.epoch, j.xact::text as xact, j.id, extract(epoch from j.at)::numeric(20, 6)::text as at,
       j.actor_kind, j.actor_id, j.action, j.request_id, j.object_id, j.fields::text as fields,
       j.detail::text as detail, j.sealed
  from journal j left join journal_seal p using (epoch, xact, id)
 where (j.epoch, j.xact) >= ($1::int, $2::xid8) and p.position is null
 order by j.id limit $3
