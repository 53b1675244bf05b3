-- A batch of forms: each key once, each person's open request once, with its promise and its
-- journal entry. Answers, by place in the batch, which keys were fresh and which made a request;
-- what is fresh and made none joins the open request of the same person.
with incoming as (
    select * from unnest(
        $1::int[], $2::bytea[], $3::bytea[], $4::uuid[], $5::text[], $6::bytea[], $7::timestamptz[],
        $8::timestamptz[], $9::text[], $10::bytea[], $11::bytea[], $12::text[], $13::text[],
        $14::text[], $15::boolean[], $16::text[], $17::boolean[], $18::boolean[], $19::boolean[],
        $20::text[], $21::timestamptz[], $22::timestamptz[], $23::text[], $24::text[],
        $25::bytea[], $26::bytea[], $27::bytea[], $28::bytea[], $29::bytea[], $30::bytea[],
        $31::bytea[], $32::bytea[], $33::text[], $34::text[], $35::text[], $36::text[],
        $37::text[], $38::text[], $39::text[], $40::text[], $41::uuid[], $42::text[], $43::text[],
        $44::timestamptz[], $45::smallint[], $46::boolean[], $47::timestamptz[], $48::bytea[],
        $49::int[], $50::bytea[], $51::text[], $52::boolean[])
      as t(n, key_hash, body_mac, id, reference, token_hash, promise_from, promise_to,
           page_language, address_index, render_nonce, kind, topic, language, interpreter,
           relation, existing_patient, voicemail_ok, text_ok, red_flags, asked_from, asked_to,
           asked_days, asked_parts, name_sealed, phone_sealed, email_sealed, reason_sealed,
           phone_index, last_four_index, email_index, name_index, name_word_index, consent_text_id,
           source_from, utm_source, utm_medium, utm_campaign, utm_content, utm_term, taken_by,
           state, quarantine_reason, due_at, rank, suppressed, wanted_at, contact_name_sealed,
           edition, words_sealed, barred, proven)
), fresh as (
    insert into submission (key_hash, body_mac, request_id, reference, token_hash, promise_from,
                            promise_to, language, red_flag, address_index, render_nonce,
                            created_at, edition, words_sealed, proven)
    select key_hash, body_mac, id, reference, token_hash, promise_from, promise_to, page_language,
           red_flags <> '{}', address_index, render_nonce, instant(), edition, words_sealed, proven
      from incoming order by render_nonce, key_hash, n -- in one order by every server
    on conflict do nothing
    returning request_id as id
), made as (
    insert into request (id, reference, kind, topic, language, interpreter, relation,
                         existing_patient, voicemail_ok, text_ok, red_flags, asked_from, asked_to,
                         asked_days, asked_parts, name_sealed, phone_sealed, email_sealed,
                         reason_sealed, phone_index, last_four_index, email_index, name_index,
                         name_word_index, consent_text_id, consent_language, consent_at,
                         source_from, utm_source, utm_medium, utm_campaign, utm_content, utm_term,
                         taken_by, state, quarantine_reason, due_at, rank, promise_from,
                         promise_to, suppressed, barred, created_at, wanted_at, contact_name_sealed,
                         flagged)
    select id, reference, kind, topic, language, interpreter, relation, existing_patient,
           voicemail_ok, text_ok, red_flags::text[], asked_from, asked_to, asked_days::smallint[],
           asked_parts::text[], name_sealed, phone_sealed, email_sealed, reason_sealed,
           phone_index, last_four_index, email_index, name_index, name_word_index::bytea[],
           consent_text_id, page_language, instant(), source_from, utm_source, utm_medium,
           utm_campaign, utm_content, utm_term, taken_by, state, quarantine_reason, due_at, rank,
           case when barred is null then promise_from end,
           case when barred is null then promise_to end, suppressed, barred, instant(), wanted_at,
           contact_name_sealed, red_flags <> '{}'
      from incoming join fresh using (id) order by phone_index, name_index
    on conflict (phone_index, name_index)
          where state not in ('quarantined', 'closed') and not suppressed do nothing
    returning id
), promised as (
    insert into promise (request_id, made_at, from_at, to_at, form)
    select id, instant(), promise_from, promise_to, 1
      from incoming join made using (id) where state = 'new'
), noted as (
    insert into journal (actor_kind, actor_id, action, request_id, object_id, fields, detail)
    select case when taken_by is null then 'patient' else 'staff' end, taken_by,
           case state when 'quarantined' then 'request.quarantined' else 'request.submitted' end,
           id, id::text, '{name,phone,email,reason,contact_name}',
           jsonb_build_object('state', state, 'kind', kind, 'topic', topic, 'language', language,
                              'wanted_at', wanted_at, 'due_at', due_at,
                              'why', coalesce(quarantine_reason, barred))
      from incoming join made using (id)
)
select i.n, f.id is not null as fresh, m.id is not null as made
  from incoming i left join fresh f using (id) left join made m using (id)
