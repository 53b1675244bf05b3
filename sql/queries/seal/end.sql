-- Where the chain ends: as the signed head says, and as the seals do; what stands at the position
-- that was told outside the database ($1); and the oldest transaction under way. One row, always.
select h.position as head_position, h.mac as head_mac, coalesce(h.epoch, 0) as epoch,
       coalesce(h.floor, l.xact, '0')::text as floor, h.floor is not null as whole,
       coalesce(l.position, 0) as position, l.mac, l.present,
       (select mac from journal_seal where position = $1::bigint) as told,
       pg_snapshot_xmin(pg_current_snapshot())::text as under_way
  from (select 1) one
  left join journal_head h on true
  left join (select p.position, p.mac, p.xact, j.id is not null as present
               from journal_seal p left join journal j using (epoch, xact, id)
              order by p.position desc limit 1) l on true
