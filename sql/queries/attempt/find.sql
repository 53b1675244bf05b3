-- The attempt's request and whether it is over.
select request_id, agent_id, fence, started_at, ended_at, outcome, number from attempt
  where id = $1::uuid
