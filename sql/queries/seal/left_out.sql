-- The first entry that slipped in below the floor ($1, $2) without a seal, by the position it would
-- have taken: there must be none.
select coalesce((select min(b.position) from journal_seal b
                  where (b.epoch, b.xact, b.id) > (j.epoch, j.xact, j.id)),
                (select coalesce(max(position), 0) + 1 from journal_seal)) as position
  from journal j left join journal_seal p using (epoch, xact, id)
 where p.position is null and (j.epoch, j.xact) < ($1::int, $2::xid8)
 order by j.epoch, j.xact, j.id limit 1
