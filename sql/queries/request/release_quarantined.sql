-- A person after all. A number that must not be called goes to a lead, as its later forms do.
with number as (
    select r.id,
           exists (select from suppression x where x.phone_index = r.phone_index) as suppressed
      from request r where r.id = $1::uuid
), released as (
    update request r
       set state = case when n.suppressed then 'escalated' else 'new' end,
           suppressed = n.suppressed, quarantine_reason = null,
           flagged = cardinality(red_flags) > 0,
           due_at = case when n.suppressed then instant() else $3::timestamptz end,
           rank = case when n.suppressed then 0 else $4::smallint end,
           promise_from = $5::timestamptz, promise_to = $6::timestamptz
      from number n
     where r.id = n.id and r.state = 'quarantined'
    returning r.id, r.due_at, r.state
), promised as (
    insert into promise (request_id, made_at, from_at, to_at, form)
    select id, instant(), $5::timestamptz, $6::timestamptz, 1 from released where state = 'new'
), noted as (
    insert into journal (actor_kind, actor_id, action, request_id, object_id, fields, detail)
    select 'staff', $2::uuid, 'request.released', id, id::text, '{state}',
           jsonb_build_object('state', state, 'due_at', due_at) from released
)
select id from released
