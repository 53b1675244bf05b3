-- The form becomes part of an open request. The strictest permission stands; red flags add up and
-- bring the request to the head of the queue.
with joined as (
    update submission
       set request_id = $2::uuid, joined = true, asked_from = $12::timestamptz,
           asked_to = $13::timestamptz, asked_days = $14::smallint[], asked_parts = $15::text[]
     where key_hash = $1::bytea
), changed as (
    update request
       set voicemail_ok = voicemail_ok and $3::boolean,
           text_ok = text_ok and $4::boolean,
           interpreter = interpreter or $5::boolean,
           red_flags = (select coalesce(array_agg(distinct flag), '{}')
                        from unnest(red_flags || $6::text[]) flag),
           rank = case when cardinality($6::text[]) > 0 then 0 else rank end,
           due_at = case when cardinality($6::text[]) > 0 and state in ('new', 'retry', 'waiting')
                         then least(due_at, $7::timestamptz) else due_at end
     where id = $2::uuid
)
insert into journal (actor_kind, action, request_id, object_id, fields, detail, sealed)
values ('patient', 'request.joined', $2::uuid, $8, '{reason}',
        jsonb_build_object('topic', $9::text, 'kind', $10::text), $11::bytea)
