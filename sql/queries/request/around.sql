-- What stands beside a request: others with the same number (one household, never merged), those in
-- quarantine for leads only ($4), and the note this agent is still writing.
(select 'relative' as what, id, reference, state, null::bytea as note_sealed
   from request
  where phone_index = $3::bytea and id <> $1::uuid and merged_into is null
    and (state <> 'quarantined' or $4::boolean)
  order by created_at desc limit 10)
union all
select 'draft', request_id, null, null, note_sealed
  from draft where request_id = $1::uuid and agent_id = $2::uuid
