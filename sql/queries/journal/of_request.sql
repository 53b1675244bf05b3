-- A request's history, newest last; what was merely looked at is left out. Of each kind the latest
-- fifty: nobody pushes another's words out by doing one thing over and over.
select at, action, actor_kind, actor, detail, object_id, sealed
  from (select j.id, j.at, j.action, j.actor_kind, s.name as actor, j.detail::text as detail,
               j.object_id, j.sealed,
               row_number() over (partition by j.action order by j.id desc) as nth
          from journal j left join staff s on s.id = j.actor_id
         where j.request_id = $1::uuid
           and j.action not in ('request.viewed', 'draft.saved', 'claim.viewed')) history
 where nth <= 50
 order by id desc
