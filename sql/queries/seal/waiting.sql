-- How many entries wait for the sealer. $1 and $2 are the floor.
select count(*)
  from journal j left join journal_seal p using (epoch, xact, id)
 where (j.epoch, j.xact) >= ($1::int, $2::xid8) and p.position is null
