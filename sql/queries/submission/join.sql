-- The form becomes part of an open request, whose row is locked (see submission/open_of_person).
-- The strictest permission stands; red flags add up and bring the request to the head of the queue;
-- what is told is a promise like any other, and the request is never due later than it. Email,
-- language and consent of this form are kept with it and overwrite nobody's.
with joined as (
    update submission
       set request_id = $2::uuid,
           number = 1 + (select max(number) from submission where request_id = $2::uuid),
           asked_from = $7::timestamptz, asked_to = $8::timestamptz,
           asked_days = $9::smallint[], asked_parts = $10::text[]
     where key_hash = $1::bytea
    returning request_id, number, language, promise_from, promise_to
), changed as (
    update request r
       set voicemail_ok = r.voicemail_ok and $3::boolean,
           text_ok = r.text_ok and $4::boolean,
           interpreter = r.interpreter or $5::boolean,
           red_flags = (select coalesce(array_agg(distinct flag), '{}')
                        from unnest(r.red_flags || $6::text[]) flag),
           rank = case when cardinality($6::text[]) > 0 then 0
                       when r.state in ('retry', 'waiting') and $11::timestamptz < r.due_at
                       then least(r.rank, 2::smallint) else r.rank end,
           due_at = case when r.state = 'scheduled' then least(r.promise_from, j.promise_from)
                         when cardinality($6::text[]) > 0 then least(r.due_at, instant())
                         else least(r.due_at, $11::timestamptz) end,
           promise_from = case when j.promise_from >= r.promise_from then r.promise_from
                               else j.promise_from end,
           promise_to = case when j.promise_from >= r.promise_from then r.promise_to
                             else j.promise_to end
      from joined j
     where r.id = $2::uuid
), promised as (
    insert into promise (request_id, made_at, from_at, to_at, form)
    select request_id, instant(), promise_from, promise_to, number from joined
)
insert into journal (actor_kind, action, request_id, object_id, fields, detail, sealed)
select 'patient', 'request.joined', request_id, $12, '{reason,email}',
       jsonb_build_object('form', number, 'kind', $13::text, 'topic', $14::text,
                          'language', $15::text, 'relation', $16::text,
                          'existing_patient', $17::boolean, 'voicemail_ok', $3::boolean,
                          'text_ok', $4::boolean, 'interpreter', $5::boolean,
                          'red_flags', $6::text[], 'consent', $18::text,
                          'consent_language', language, 'from', promise_from, 'to', promise_to),
       $19::bytea
  from joined
