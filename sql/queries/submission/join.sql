-- The form becomes part of an open request, whose row is locked (see submission/open_of_person)
-- and which is meant for it, too, afterwards (see request/aim). The strictest permission stands;
-- red flags add up; what is told is a promise like any other. Email, language and consent of this
-- form are kept with it and overwrite nobody's. Permission that had run out is given anew ($20:
-- due then). A red flag wants its call now, whatever time was picked before.
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
           flagged = r.flagged or cardinality($6::text[]) > 0,
           wanted_at = case when cardinality($6::text[]) > 0 and r.first_attempt_at is null
                            then least(r.wanted_at, instant()) else r.wanted_at end,
           rank = case when cardinality($6::text[]) > 0 or r.flagged then 0
                       when r.barred = 'permission_over' then 2 else r.rank end,
           state = case when r.barred = 'permission_over' then 'retry' else r.state end,
           due_at = case when r.barred = 'permission_over' then $20::timestamptz
                         else r.due_at end,
           barred = nullif(r.barred, 'permission_over')
     where r.id = $2::uuid
), promised as (
    insert into promise (request_id, made_at, from_at, to_at, form)
    select request_id, instant(), promise_from, promise_to, number from joined
     where not exists (select from request r
                        where r.id = $2::uuid and r.barred <> 'permission_over')
)
insert into journal (actor_kind, actor_id, action, request_id, object_id, fields, detail, sealed)
select case when $19::uuid is null then 'patient' else 'staff' end, $19::uuid, 'request.joined',
       request_id, $11, '{reason,email,contact_name}',
       jsonb_build_object('form', number, 'kind', $12::text, 'topic', $13::text,
                          'language', $14::text, 'relation', $15::text,
                          'existing_patient', $16::boolean, 'voicemail_ok', $3::boolean,
                          'text_ok', $4::boolean, 'interpreter', $5::boolean,
                          'red_flags', $6::text[], 'consent', $17::text,
                          'consent_language', language, 'from', promise_from, 'to', promise_to),
       $18::bytea
  from joined
