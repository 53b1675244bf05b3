-- The patient's page of a link; nothing for a wrong link and, 30 days after closing, for an expired
-- one.
select s.request_id, s.reference, s.language, s.joined, s.created_at as submitted_at,
       s.promise_from as told_from, s.promise_to as told_to, instant() as now,
       r.state, r.resolution, r.closed_at, r.promise_from, r.promise_to, r.suppressed,
       r.claim_agent, r.open_attempt, r.asked_from, r.asked_to, r.asked_days, r.asked_parts,
       r.voicemail_ok, r.created_at, r.wanted_at, r.due_at, r.quarantine_reason,
       cardinality(r.red_flags) > 0 as red_flag, r.phone_sealed, r.attempts,
       a.visit_start, a.location, a.clinician
  from submission s join request r on r.id = s.request_id
  left join appointment a on a.request_id = r.id
 where s.token_hash = $1::bytea
   and (r.closed_at is null or r.closed_at > instant() - interval '30 days')
