select request_id from submission where key_hash = $1::bytea
