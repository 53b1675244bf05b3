update staff set password_hash = $2, disabled_at = null where username = $1 returning id
