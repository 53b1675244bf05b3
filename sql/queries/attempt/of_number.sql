-- Calls to a number for other requests than $2 within the days that the gate looks at.
select started_at, outcome, coalesce(counted, true) as counted
  from attempt
 where phone_index = $1::bytea and request_id <> $2::uuid and ended_at is not null
   and started_at > instant() - interval '2 days'
 order by started_at
