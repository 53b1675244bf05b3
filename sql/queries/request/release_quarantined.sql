-- A person after all. A number that must not be called goes to a lead, as its later forms do; so
-- does one that no instant allows ($7).
with number as (
    select r.id, x.phone_index is not null as suppressed,
           case when x.phone_index is null then $7::text end as barred,
           x.phone_index is not null or $7::text is not null as a_leads
      from request r left join suppression x using (phone_index) where r.id = $1::uuid
), released as (
    update request r
       set state = case when n.a_leads then 'escalated' else 'new' end,
           suppressed = n.suppressed, barred = n.barred, quarantine_reason = null,
           flagged = cardinality(red_flags) > 0,
           due_at = case when n.a_leads then instant() else $3::timestamptz end,
           rank = case when n.a_leads then 0 else $4::smallint end,
           promise_from = case when n.barred is null then $5::timestamptz end,
           promise_to = case when n.barred is null then $6::timestamptz end
      from number n
     where r.id = n.id and r.state = 'quarantined'
    returning r.id, r.due_at, r.state
), promised as (
    insert into promise (request_id, made_at, from_at, to_at, form)
    select id, instant(), $5::timestamptz, $6::timestamptz, 1 from released where state = 'new'
), noted as (
    insert into journal (actor_kind, actor_id, action, request_id, object_id, fields, detail)
    select 'staff', $2::uuid, 'request.released', id, id::text, '{state}',
           jsonb_build_object('state', state, 'due_at', due_at, 'why', $7::text) from released
)
select id from released
