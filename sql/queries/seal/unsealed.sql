-- Entries of transactions that are over, in the order of the chain, after the last sealed one.
-- Nothing can still commit below the oldest transaction under way, so no entry is ever passed over.
select j.xact::text as xact, j.id, extract(epoch from j.at)::numeric(20, 6)::text as at,
       j.actor_kind, j.actor_id, j.action, j.request_id, j.object_id, j.fields::text as fields,
       j.detail::text as detail, j.sealed
  from journal j
 where (j.xact, j.id) > ($1::xid8, $2::bigint) and j.xact < pg_snapshot_xmin(pg_current_snapshot())
 order by j.xact, j.id limit $3
