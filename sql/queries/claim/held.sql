-- What this agent holds now; a call that is open for too long is still theirs to end, until a lead
-- takes it over.
select id, fence, claim_until from request
 where claim_agent = $1::uuid and (claim_until > instant() or open_attempt is not null)
