-- No instant allows a call, and $2 says why: from now on it is a lead's, who closes it without a
-- call or brings it back (request/unbar). What was promised is void. $3 may hold it meanwhile. A
-- suppressed number says so by itself.
with barred as (
    update request r
       set barred = $2, state = 'escalated', rank = 0, due_at = least(r.due_at, instant()),
           own_due_at = null, own_rank = null, reserved_for = null, promise_from = null,
           promise_to = null
     where r.id = $1::uuid and r.state in ('new', 'retry', 'scheduled', 'waiting', 'escalated')
       and r.open_attempt is null and not r.suppressed and r.barred is distinct from $2
       and (r.claim_agent is null or r.claim_until <= instant() or r.claim_agent = $3::uuid)
    returning r.id, r.due_at
), settled as (
    update promise set settled = 'void', settled_at = instant()
     where settled is null and request_id in (select id from barred)
)
insert into journal (actor_kind, action, request_id, object_id, fields, detail)
select 'system', 'request.barred', id, id::text, '{state,due_at}',
       jsonb_build_object('why', $2, 'state', 'escalated', 'due_at', due_at)
  from barred
returning request_id
