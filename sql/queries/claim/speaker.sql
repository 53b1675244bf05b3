-- Whether somebody who speaks $1 signed in within $2 minutes: else a request is for everyone, with
-- an interpreter (see claim/next).
select exists (select from session x join staff s on s.id = x.staff_id
                where s.role in ('agent', 'lead') and s.disabled_at is null
                  and x.expires_at > instant() and $1::text = any (s.languages)
                  and x.seen_at > instant() - make_interval(mins => $2::int)) as speaker
