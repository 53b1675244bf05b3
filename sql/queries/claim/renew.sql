-- Only a claim that still runs can be renewed, and only under its own fence. A call has longer
-- anyway.
update request
   set claim_until = greatest(claim_until, instant() + make_interval(secs => $4::int))
 where id = $1::uuid and claim_agent = $2::uuid and fence = $3::bigint and claim_until > instant()
returning claim_until
