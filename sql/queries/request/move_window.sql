-- Another time, asked by the patient of a request with no other form: a new promise takes the place
-- of what its form and, on a call, the patient was told. Who may be called at once goes on waiting
-- since before: their clock starts again only where the new time lies ahead. What was called before
-- is scheduled for it and ranks so; a call then puts it back on its own course.
with moved as (
    update request
       set asked_from = $2::timestamptz, asked_to = $3::timestamptz, asked_days = $4::smallint[],
           asked_parts = $5::text[], due_at = $6::timestamptz, promise_from = $7::timestamptz,
           promise_to = $8::timestamptz,
           wanted_at = case when first_attempt_at is not null then wanted_at
                            when $9::timestamptz <= instant() then least(wanted_at, $9::timestamptz)
                            else $9::timestamptz end,
           reserved_for = null, own_due_at = null, own_rank = null,
           state = case when state = 'new' then 'new' else 'scheduled' end,
           rank = case when flagged or state = 'new' then rank else 1 end
     where id = $1::uuid and state in ('new', 'retry', 'scheduled', 'waiting')
       and open_attempt is null
    returning id, due_at, wanted_at
), settled as (
    update promise set settled = 'void', settled_at = instant()
     where settled is null and request_id in (select id from moved)
    returning request_id
), promised as (
    insert into promise (request_id, made_at, from_at, to_at, form)
    select id,
           greatest(instant(), (select max(made_at) + interval '1 microsecond' from promise b
                                 where b.request_id = moved.id)), $7::timestamptz, $8::timestamptz,
           $10::smallint
      from moved, (select count(*) from settled) done
), noted as (
    insert into journal (actor_kind, action, request_id, object_id, fields, detail)
    select 'patient', 'request.moved', id, id::text, '{window}',
           jsonb_build_object('due_at', due_at, 'wanted_at', wanted_at) from moved
)
select id from moved
