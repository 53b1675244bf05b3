-- Closed without a call by a lead or the system.
with closed as (
    update request set state = 'closed', resolution = $3, closed_at = instant(), due_at = null,
           claim_agent = null, claim_until = null, reserved_for = null,
           own_due_at = null, own_rank = null,
           closed_business_seconds = $4::int, quarantine_reason = null
     where id = $1::uuid and state <> 'closed' and open_attempt is null
    returning id
), settled as (
    update promise set settled = 'void', settled_at = instant()
     where settled is null and request_id in (select id from closed)
), noted as (
    insert into journal (actor_kind, actor_id, action, request_id, object_id, fields, detail)
    select 'staff', $2::uuid, 'request.closed', id, id::text, '{state}',
           jsonb_build_object('resolution', $3, 'state', 'closed') from closed
)
select id from closed
