-- Whose numbers were shown to whom on request, and why, within a day: the newest first, at most 50.
select j.at, s.name as actor, r.id as request_id, r.reference, j.sealed
  from journal j join staff s on s.id = j.actor_id join request r on r.id = j.request_id
 where j.action = 'phone.revealed' and j.at > instant() - interval '24 hours'
 order by j.at desc, j.id desc limit 50
