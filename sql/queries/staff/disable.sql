update staff set disabled_at = instant() where username = $1 and disabled_at is null returning id
