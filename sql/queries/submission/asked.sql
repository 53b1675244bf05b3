-- What the forms of a request asked for that stand, save what stands in the request's own row.
select asked_from, asked_to, asked_days, asked_parts from submission
 where request_id = $1::uuid and withdrawn_at is null and asked_days is not null
