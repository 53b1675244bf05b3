-- Kept only while the writer holds the request under this fence.
insert into draft (request_id, agent_id, note_sealed)
select id, $2::uuid, $4::bytea from request
 where id = $1::uuid and claim_agent = $2::uuid and fence = $3::bigint and claim_until > instant()
on conflict (request_id, agent_id) do update
   set note_sealed = excluded.note_sealed, written_at = instant()
returning request_id
