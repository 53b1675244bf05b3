-- The gate would say no by now: due at the first instant it allows, and free again.
with put_off as (
    update request set claim_agent = null, claim_until = null, due_at = $3::timestamptz
     where id = $1::uuid and claim_agent = $2::uuid
    returning id, due_at
)
insert into journal (actor_kind, action, request_id, object_id, fields, detail)
select 'system', 'request.put_off', id, id::text, '{due_at}', jsonb_build_object('due_at', due_at, 'why', $4::text)
  from put_off
