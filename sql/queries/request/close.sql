-- Closed without a call by a lead. A claim ends with it, and its fence: what its holder sends later
-- is refused. Promises are void; a form that is said to be withdrawn is; a number that must not be
-- called again ($6) is kept as such. $5: the lead's words.
with closed as (
    update request set state = 'closed', resolution = $3, closed_at = instant(), due_at = null,
           claim_agent = null, claim_until = null, fence = fence + 1, reserved_for = null,
           own_due_at = null, own_rank = null, barred = null,
           suppressed = suppressed or $6::boolean,
           closed_business_seconds = $4::int, quarantine_reason = null
     where id = $1::uuid and state <> 'closed' and open_attempt is null
    returning id, phone_index
), settled as (
    update promise set settled = 'void', settled_at = instant()
     where settled is null and request_id in (select id from closed)
), taken_back as (
    update submission set withdrawn_at = instant()
     where $3 = 'withdrawn' and withdrawn_at is null and request_id in (select id from closed)
), put_down as (
    delete from draft where request_id in (select id from closed)
), suppressed as (
    insert into suppression (phone_index, request_id)
    select phone_index, id from closed where $6::boolean
    on conflict (phone_index) do nothing
), noted as (
    insert into journal (actor_kind, actor_id, action, request_id, object_id, fields, detail,
                         sealed)
    select 'staff', $2::uuid, 'request.closed', id, id::text, '{state,note}',
           jsonb_build_object('resolution', $3, 'state', 'closed'), $5::bytea from closed
)
select id from closed
