-- The sealed journal from a position on, for verification. An entry that is gone has no row in
-- journal.
select p.position, p.mac, j.id is not null as present, p.epoch, p.xact::text as xact, p.id,
       extract(epoch from j.at)::numeric(20, 6)::text as at, j.actor_kind, j.actor_id, j.action,
       j.request_id, j.object_id, j.fields::text as fields, j.detail::text as detail, j.sealed
  from journal_seal p left join journal j using (epoch, xact, id)
 where p.position > $1
 order by p.position limit $2
