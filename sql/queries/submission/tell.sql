-- Another time, asked for by this link: its page tells this from now on. Where the request did not
-- follow ($8 false: it is held back, or with a lead), the journal keeps that it was asked.
with told as (
    update submission
       set told_from = $2::timestamptz, told_to = $3::timestamptz,
           asked_from = $4::timestamptz, asked_to = $5::timestamptz,
           asked_days = $6::smallint[], asked_parts = $7::text[]
     where token_hash = $1::bytea
    returning request_id
)
insert into journal (actor_kind, action, request_id, object_id, fields, detail)
select 'patient', 'request.time_asked', request_id, request_id::text, '{window}', '{}'
  from told where not $8::boolean
