-- Another number of the same person, learned on a call ($6). From now on the request is called,
-- found and limited by this one; the old one stays in the journal, sealed. A number that must not
-- be called ($5) or that no instant allows ($9) leaves no promise to keep.
with changed as (
    update request
       set phone_sealed = $2::bytea, phone_index = $3::bytea, last_four_index = $4::bytea,
           suppressed = $5::boolean, barred = $9
     where id = $1::uuid
    returning id, suppressed, barred
), settled as (
    update promise p set settled = 'void', settled_at = instant()
      from changed c where p.request_id = c.id and p.settled is null
       and (c.suppressed or c.barred is not null)
)
insert into journal (actor_kind, actor_id, action, request_id, object_id, fields, detail, sealed)
select 'staff', $7::uuid, 'request.number_changed', id, $6, '{phone}',
       jsonb_build_object('suppressed', suppressed, 'barred', barred), $8::bytea
  from changed
