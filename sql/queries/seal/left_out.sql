-- Entries that slipped in below the chain's end without a seal: there must be none.
select count(*) as count
  from journal j left join journal_seal p using (xact, id)
 where p.position is null
   and (j.xact, j.id) <= (select x.xact, x.id from journal_seal x order by x.position desc limit 1)
