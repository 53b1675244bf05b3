-- A call that does not count keeps no promise: those that its start met stand again, save what was
-- taken back, told anew or barred while the call went on.
with again as (
    update promise p set settled = null, settled_at = null
      from attempt a join request r on r.id = a.request_id
     where a.id = $1::uuid and p.request_id = r.id and p.settled = 'kept'
       and p.settled_at = a.started_at and not r.suppressed
       and (p.form is null
            or exists (select from submission s where s.request_id = r.id
                          and s.number = p.form and s.withdrawn_at is null))
       and not exists (select from promise b where b.request_id = r.id
                          and b.form is not distinct from p.form and b.made_at > p.made_at)
    returning p.request_id, p.from_at
)
insert into journal (actor_kind, action, request_id, object_id, detail)
select 'system', 'promise.reopened', request_id, request_id::text,
       jsonb_build_object('from', from_at) from again
