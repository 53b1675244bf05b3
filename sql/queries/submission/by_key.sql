-- The answer that was given for a key.
select body_hash, reference, promise_from, promise_to, language, created_at
  from submission where key_hash = $1::bytea
