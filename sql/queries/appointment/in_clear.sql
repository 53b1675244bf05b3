-- Visits that were kept in clear, locked.
select request_id, attempt_id, location, clinician from appointment
 where location is not null order by request_id limit $1::int for update skip locked
