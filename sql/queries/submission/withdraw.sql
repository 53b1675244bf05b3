-- One of several forms of a request is taken back; the request goes on for the others.
with withdrawn as (
    update submission set withdrawn_at = instant()
     where token_hash = $1::bytea and withdrawn_at is null
    returning request_id, number
), settled as (
    update promise p set settled = 'void', settled_at = instant()
      from withdrawn w
     where p.request_id = w.request_id and p.form = w.number and p.settled is null
)
insert into journal (actor_kind, action, request_id, object_id, fields, detail)
select 'patient', 'form.withdrawn', request_id, request_id::text, '{withdrawn_at}',
       jsonb_build_object('form', number) from withdrawn
