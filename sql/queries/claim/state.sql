-- Why a given request was not to be had.
select r.state, s.name as holder, r.claim_agent = $2::uuid as mine,
       r.claim_until > instant() as live, r.open_attempt is not null as in_call
  from request r left join staff s on s.id = r.claim_agent
 where r.id = $1::uuid
