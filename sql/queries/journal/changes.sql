-- What changed for the desks after a position. Looking at something changes nothing.
select p.position, j.action, j.request_id, j.at
  from journal_seal p join journal j using (epoch, xact, id)
 where p.position > $1
   and (j.action like 'request.%' or j.action like 'claim.%' or j.action like 'attempt.%'
        or j.action like 'promise.%')
   and j.action not in ('request.viewed', 'request.searched', 'claim.viewed')
 order by p.position limit 500
