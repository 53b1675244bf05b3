-- The gate would say no by now: due at the first instant it allows, unless somebody has it
-- meanwhile.
with put_off as (
    update request set due_at = $2::timestamptz,
           rank = case when $2::timestamptz >= own_due_at and not flagged
                       then own_rank else rank end,
           own_rank = case when $2::timestamptz < own_due_at then own_rank end,
           own_due_at = case when $2::timestamptz < own_due_at then own_due_at end
     where id = $1::uuid and due_at <= instant() and open_attempt is null
       and $2::timestamptz > due_at
       and (claim_agent is null or claim_until <= instant())
       and state in ('new', 'retry', 'scheduled', 'waiting', 'escalated')
    returning id, due_at
)
insert into journal (actor_kind, action, request_id, object_id, fields, detail)
select 'system', 'request.put_off', id, id::text, '{due_at}',
       jsonb_build_object('due_at', due_at, 'why', $3::text)
  from put_off
