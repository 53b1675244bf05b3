-- Others with the same number: one household, never merged.
select id, reference, state from request
 where phone_index = $2::bytea and id <> $1::uuid and merged_into is null
 order by created_at desc limit 10
