insert into session (token_hash, staff_id, expires_at)
values ($1::bytea, $2::uuid, instant() + make_interval(hours => $3::int))
