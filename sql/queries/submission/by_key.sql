-- The answer that was given for a key.
select body_mac, edition, reference, promise_from, promise_to, language,
       coalesce(answered_at, created_at) as answered_at
  from submission where key_hash = $1::bytea
