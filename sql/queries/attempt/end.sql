-- The call is over: outcome, the request's next state and clocks, the appointment, a new promise,
-- the suppressed number and the journal, all or nothing. No row: the fence is stale or the attempt
-- ended. A red flag stands until a person was reached. Who was spoken to has agreed to what comes
-- next: what was told before is void.
with ended as (
    update attempt a
       set ended_at = greatest(instant(), a.started_at), outcome = $4, reached = $5,
           counted = $6::boolean,
           note_sealed = $7::bytea, reason = $8, advice = $9, fence = r.fence
      from request r
     where a.id = $1::uuid and a.ended_at is null and r.id = a.request_id and r.open_attempt = a.id
       and r.claim_agent = $2::uuid and r.fence = $3::bigint
    returning a.id, a.request_id, a.number, a.started_at, a.counted
), changed as (
    update request r
       set open_attempt = null, claim_agent = null, claim_until = null,
           state = $10, due_at = $11::timestamptz, rank = $12::smallint,
           own_due_at = $26::timestamptz, own_rank = $27::smallint,
           promise_from = $13::timestamptz, promise_to = $14::timestamptz,
           resolution = $15, closed_at = case when $10 = 'closed' then instant() end,
           closed_business_seconds = $16::int, language = coalesce($17, language),
           flagged = flagged and $5 <> 'person', reserved_for = $18::uuid,
           suppressed = suppressed or $19::boolean,
           attempts = attempts + (e.counted)::int,
           first_attempt_at = coalesce(first_attempt_at, case when e.counted then e.started_at end),
           first_attempt_business_seconds = case
               when first_attempt_at is null and e.counted then $20::int
                                                 else first_attempt_business_seconds end,
           reached_at = coalesce(reached_at, case when $5 = 'person' then e.started_at end),
           reached_business_seconds = case when reached_at is null and $5 = 'person' then $20::int
                                           else reached_business_seconds end
      from ended e where r.id = e.request_id
    returning r.id, r.phone_index, r.state, r.due_at, r.resolution, r.wanted_at
), put_down as (
    delete from draft d using ended e where d.request_id = e.request_id and d.agent_id = $2::uuid
), booked as (
    insert into appointment (request_id, attempt_id, visit_start, location_sealed,
                             clinician_sealed)
    select request_id, id, $21::timestamptz, $22::bytea, $23::bytea from ended
      where $21::timestamptz is not null
    on conflict (request_id) do update
       set attempt_id = excluded.attempt_id, visit_start = excluded.visit_start,
           location = null, clinician = null, location_sealed = excluded.location_sealed,
           clinician_sealed = excluded.clinician_sealed,
           sequence = appointment.sequence + 1
), voided as (
    update promise p set settled = 'void', settled_at = instant()
      from changed c where p.request_id = c.id and p.settled is null
       and (c.state = 'closed' or $25::boolean or $5 = 'person')
    returning p.request_id
), promised as (
    insert into promise (request_id, made_at, from_at, to_at)
    select c.id,
           greatest(instant(), (select max(made_at) + interval '1 microsecond' from promise b
                                 where b.request_id = c.id)), $13::timestamptz, $14::timestamptz
      from changed c, (select count(*) from voided) done where $25::boolean
), suppressed as (
    insert into suppression (phone_index, request_id, attempt_id)
    select c.phone_index, c.id, $1::uuid from changed c where $19::boolean
    on conflict (phone_index) do nothing
), noted as (
    insert into journal (actor_kind, actor_id, action, request_id, object_id, fields, detail,
                         sealed)
    select 'staff', $2::uuid, 'attempt.ended', e.request_id,
           e.id::text, '{outcome,state,due_at,note}',
           jsonb_build_object('number', e.number, 'started_at', e.started_at, 'outcome', $4,
                              'reached', $5, 'counted', e.counted, 'state', c.state,
                              'due_at', c.due_at, 'promise_to', $14::timestamptz,
                              'resolution', c.resolution, 'reason', $8, 'advice', $9),
           $24::bytea
      from ended e join changed c on c.id = e.request_id
)
select c.id, c.state, c.due_at, c.resolution from changed c
