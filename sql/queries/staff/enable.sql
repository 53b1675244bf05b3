update staff set disabled_at = null where username = $1 and disabled_at is not null returning id
