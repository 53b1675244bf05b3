-- One entry of what was done or seen, in the transaction of the thing itself.
insert into journal (actor_kind, actor_id, action, request_id, object_id, fields, detail, sealed)
values ($1, $2::uuid, $3, $4::uuid, $5, $6::text[], $7::jsonb, $8::bytea)
