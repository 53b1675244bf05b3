-- What changed for the desks after a position. Looking at something changes nothing, but leads ($2)
-- are told who was shown whose number. Which request is held in quarantine is for leads alone.
-- Who is in is news, too, since languages are served by it.
select p.position, j.action,
       case when $2::boolean or r.state <> 'quarantined' then j.request_id end as request_id,
       j.at, s.name as actor, r.reference,
       case j.action when 'phone.revealed' then j.sealed end as sealed
  from journal_seal p join journal j using (epoch, xact, id)
  left join request r on r.id = j.request_id
  left join staff s on s.id = j.actor_id and j.action = 'phone.revealed'
 where p.position > $1::bigint
   and (j.action like 'request.%' or j.action like 'form.%' or j.action like 'claim.%'
        or j.action like 'attempt.%'
        or j.action like 'promise.%' or j.action in ('session.opened', 'session.closed')
        or j.action = 'phone.revealed' and $2::boolean)
   and j.action not in ('request.viewed', 'request.searched', 'claim.viewed')
 order by p.position limit 500
