delete from session where staff_id = $1::uuid and token_hash <> $2::bytea
