-- What this agent holds now.
select id, fence, claim_until from request where claim_agent = $1::uuid and claim_until > instant()
