with released as (
    update request set state = 'new', quarantine_reason = null, due_at = $3::timestamptz,
           rank = $4::smallint, promise_from = $5::timestamptz, promise_to = $6::timestamptz
     where id = $1::uuid and state = 'quarantined'
    returning id, due_at
), promised as (
    insert into promise (request_id, made_at, from_at, to_at)
    select id, instant(), $5::timestamptz, $6::timestamptz from released
), noted as (
    insert into journal (actor_kind, actor_id, action, request_id, object_id, fields, detail)
    select 'staff', $2::uuid, 'request.released', id, id::text, '{state}',
           jsonb_build_object('state', 'new', 'due_at', due_at) from released
)
select id from released
