delete from session where token_hash = $1::bytea returning staff_id
