-- A session that is neither over nor idle nor of a disabled person. Doing something keeps it alive
-- ($3); the mark is moved at most every 30 seconds, so that a busy desk does not rewrite it all
-- day.
with found as (
    select x.token_hash, x.seen_at, s.id, s.username, s.name, s.role, s.languages
      from session x join staff s on s.id = x.staff_id
     where x.token_hash = $1::bytea and s.disabled_at is null and x.expires_at > instant()
       and x.seen_at > instant() - make_interval(mins => $2::int)
), kept as (
    update session x set seen_at = instant() from found
     where x.token_hash = found.token_hash and $3::boolean
       and found.seen_at < instant() - interval '30 seconds'
)
select id, username, name, role, languages from found
