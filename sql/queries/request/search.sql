-- By reference, whole number (also one that was called before another took its place), last four,
-- email, or all words of a name; the newest first, 50 a page.
select r.id, r.reference, r.topic, r.language, r.state, r.kind, r.interpreter, r.attempts,
       coalesce(r.due_at, r.closed_at, r.created_at) as due_at, r.created_at,
       cardinality(r.red_flags) > 0 as red_flag, r.flagged, r.rank, r.asked_from, r.asked_to,
       r.asked_days, r.asked_parts, r.promise_from, r.promise_to, r.phone_sealed,
       case when r.suppressed then 'suppressed' else r.barred end as barred,
       r.open_attempt is not null as in_call,
       case when r.claim_until > instant() then r.claim_agent end as claim_agent,
       case when r.claim_until > instant() then s.name end as claim_name,
       case when r.claim_until > instant() then r.claim_until end as claim_until
  from request r left join staff s on s.id = r.claim_agent
 where ($1::text is null or r.state = $1)
   and ($2::text is null or r.id in (select request_id from submission where reference = $2))
   and ($3::bytea is null
        or r.id in (select id from request where phone_index = $3
                    union all select request_id from attempt where phone_index = $3))
   and ($4::bytea is null or r.last_four_index = $4)
   and ($5::bytea is null or r.email_index = $5)
   and ($6::bytea[] is null or r.name_word_index @> $6::bytea[])
   and ($7::uuid is null or r.id < $7::uuid)
   and (r.state <> 'quarantined' or $8::boolean)
   and ($9::timestamptz is null or r.created_at >= $9)
   and ($10::timestamptz is null or r.created_at < $10)
 order by r.id desc limit 51
