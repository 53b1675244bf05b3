update staff set password_hash = $2 where username = $1
returning id, disabled_at is not null as disabled
