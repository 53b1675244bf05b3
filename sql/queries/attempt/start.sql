-- The gate has said yes in this very transaction. An open call of this request, this agent or this
-- number makes no row. The claim is kept for as long as a call may take (60 minutes), then a lead
-- is told.
with started as (
    insert into attempt (id, request_id, number, agent_id, phone_index, fence, started_at)
    select $1::uuid, r.id, 1 + (select coalesce(max(number), 0) from attempt
                                where request_id = r.id),
           $3::uuid, r.phone_index, r.fence, instant()
      from request r
     where r.id = $2::uuid and r.claim_agent = $3::uuid and r.fence = $4::bigint
    on conflict do nothing
    returning id, request_id, number, started_at
), kept as (
    update request r
       set open_attempt = s.id, claim_until = instant() + interval '60 minutes', barred = null
      from started s where r.id = s.request_id
), promised as (
    update promise p set settled = 'kept', settled_at = instant()
      from started s
     where p.request_id = s.request_id and p.settled is null
       and s.started_at >= p.from_at and s.started_at <= p.to_at + interval '15 minutes'
    returning p.request_id, p.from_at
), noted_promise as (
    insert into journal (actor_kind, action, request_id, object_id, detail)
    select 'system', 'promise.kept', request_id, request_id::text,
           jsonb_build_object('from', from_at) from promised
), noted as (
    insert into journal (actor_kind, actor_id, action, request_id, object_id, detail)
    select 'staff', $3::uuid, 'attempt.started', request_id, id::text,
           jsonb_build_object('number', number, 'started_at', started_at) from started
)
select id, number, started_at from started
