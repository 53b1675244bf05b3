-- A request's history, newest last; what was merely looked at is left out.
select j.at, j.action, j.actor_kind, s.name as actor, j.detail::text as detail, j.object_id,
       j.sealed
  from journal j left join staff s on s.id = j.actor_id
 where j.request_id = $1::uuid and j.action not in ('request.viewed', 'draft.saved', 'claim.viewed')
 order by j.id desc limit 200
