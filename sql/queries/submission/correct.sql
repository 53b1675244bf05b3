-- The only form of a request that stands says otherwise, before anybody has called: the request
-- becomes what it would have been, at the age it has, and what the form was told before is void.
-- One row, or none where it is no longer so.
with corrected as (
    update request r
       set kind = $3, topic = $4, language = $5, interpreter = $6::boolean, relation = $7,
           existing_patient = $8::boolean, voicemail_ok = $9::boolean, text_ok = $10::boolean,
           red_flags = $11::text[], flagged = $11::text[] <> '{}',
           asked_from = $12::timestamptz, asked_to = $13::timestamptz,
           asked_days = $14::smallint[], asked_parts = $15::text[], name_sealed = $16::bytea,
           phone_sealed = $17::bytea, email_sealed = $18::bytea, reason_sealed = $19::bytea,
           contact_name_sealed = $39::bytea,
           phone_index = $20::bytea, last_four_index = $21::bytea, email_index = $22::bytea,
           name_index = $23::bytea, name_word_index = $24::bytea[], consent_text_id = $25,
           consent_language = $26, consent_at = instant(),
           state = case when r.state = 'quarantined' then r.state else $27 end,
           due_at = case when r.state = 'quarantined' then null else $28::timestamptz end,
           own_due_at = null, own_rank = null, rank = $29::smallint,
           suppressed = r.state <> 'quarantined' and $30::boolean,
           barred = case when r.state <> 'quarantined' then $40::text end,
           promise_from = case when $40::text is null then $31::timestamptz end,
           promise_to = case when $40::text is null then $32::timestamptz end,
           wanted_at = $33::timestamptz
     where r.id = $1::uuid and r.open_attempt is null
       and (r.state in ('quarantined', 'new') or r.state = 'escalated'
            and (r.suppressed or r.barred is not null))
       and not exists (select from attempt a where a.request_id = r.id)
    returning r.id, r.state, r.due_at, r.wanted_at
), said as (
    update submission s
       set body_mac = $34::bytea, words_sealed = $35::bytea, edition = $36::int,
           answered_at = instant(), language = $26, red_flag = $11::text[] <> '{}',
           promise_from = $31::timestamptz, promise_to = $32::timestamptz,
           told_from = null, told_to = null, asked_from = null, asked_to = null, asked_days = null,
           asked_parts = null
      from corrected c where s.key_hash = $2::bytea
    returning s.number
), settled as (
    update promise set settled = 'void', settled_at = instant()
     where settled is null and request_id in (select id from corrected)
    returning request_id
), promised as (
    insert into promise (request_id, made_at, from_at, to_at, form)
    select c.id,
           greatest(instant(), (select max(made_at) + interval '1 microsecond' from promise b
                                 where b.request_id = c.id)),
           $31::timestamptz, $32::timestamptz, s.number
      from corrected c, said s, (select count(*) from settled) done where c.state = 'new'
), noted as (
    insert into journal (actor_kind, action, request_id, object_id, fields, detail, sealed)
    select 'patient', 'request.corrected', c.id, c.id::text, $37::text[],
           jsonb_build_object('fields', array_to_string($37::text[], ', '),
                              'form', s.number, 'edition', $36::int, 'state', c.state,
                              'due_at', c.due_at, 'wanted_at', c.wanted_at),
           $38::bytea
      from corrected c, said s
)
select id from corrected
