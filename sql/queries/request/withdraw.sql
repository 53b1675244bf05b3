-- The patient takes back the last form that stood, and a claim ends with it. Not during a call: the
-- use case says so.
with withdrawn as (
    update request
       set state = 'closed', resolution = 'withdrawn', closed_at = instant(), due_at = null,
           claim_agent = null, claim_until = null, reserved_for = null,
           own_due_at = null, own_rank = null, barred = null,
           closed_business_seconds = $2::int, fence = fence + 1
     where id = $1::uuid and state not in ('closed') and open_attempt is null
    returning id
), taken_back as (
    update submission set withdrawn_at = instant()
     where withdrawn_at is null and request_id in (select id from withdrawn)
), settled as (
    update promise set settled = 'void', settled_at = instant()
     where settled is null and request_id in (select id from withdrawn)
), noted as (
    insert into journal (actor_kind, action, request_id, object_id, fields, detail)
    select 'patient', 'request.closed', id, id::text, '{state}',
           jsonb_build_object('resolution', 'withdrawn', 'state', 'closed') from withdrawn
)
select id from withdrawn
