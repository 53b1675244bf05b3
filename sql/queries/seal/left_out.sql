-- The first entry that slipped in below the chain's end without a seal, by the position it would
-- have taken: there must be none.
select (select count(*) + 1 from journal_seal b where (b.xact, b.id) < (j.xact, j.id)) as position
  from journal j left join journal_seal p using (xact, id)
 where p.position is null
   and (j.xact, j.id) <= (select x.xact, x.id from journal_seal x order by x.position desc limit 1)
 order by j.xact, j.id limit 1
