select a.id, a.number, s.name as agent, a.agent_id, a.fence, a.phone_index, a.started_at,
       a.ended_at, a.outcome, a.reached, a.counted, a.note_sealed, a.reason, a.advice
  from attempt a join staff s on s.id = a.agent_id
 where a.request_id = $1::uuid order by a.number
