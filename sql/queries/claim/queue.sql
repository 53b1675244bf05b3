-- The live queue in the order of serving. What can be served fills it first, at most 200: each
-- rank's head is read off the index by itself, so that a long queue costs no more than a short one.
-- What only a lead can act on never hides it: of what is escalated a lead ($1) sees 200 beside it,
-- and 200 of what must not or cannot be called, anybody else what room is left. What somebody holds
-- is always there. For a lead calls that are open for too long stand before everything else, then
-- 50 forms that were held back with signs of an emergency, those without a machine's mark first,
-- the oldest first. A red flag that must not or
-- cannot be called stands among the red flags.
-- no_speaker: nobody who signed in within $2 minutes speaks the language (see claim/next).
with spoken as (
    select array(select distinct unnest(s.languages)
                   from session x join staff s on s.id = x.staff_id
                  where s.role in ('agent', 'lead') and s.disabled_at is null
                    and x.expires_at > instant()
                    and x.seen_at > instant() - make_interval(mins => $2::int)) as languages
), overdue as (
    select a.request_id, s.name as agent
      from attempt a join staff s on s.id = a.agent_id
     where $1::boolean and a.ended_at is null and a.overdue_at is not null
), held_red_flags as (
    select id from request
     where $1::boolean and state = 'quarantined' and cardinality(red_flags) > 0
     order by quarantine_reason in ('no_render_time', 'too_fast', 'render_token_reused',
                                    'address_of_suspects', 'address_without_proof',
                                    'red_flags_of_address'), created_at, id limit 50
), heads as (
    select h.id
      from generate_series(0, 3) as k(rank)
     cross join lateral (
        (select id from request
          where state in ('new', 'retry', 'scheduled', 'waiting', 'escalated')
            and state <> 'escalated' and barred is null and not suppressed and rank = k.rank
            and due_at <= instant()
          order by due_at, created_at, id limit 200)
        union all
        (select id from request
          where state in ('new', 'retry', 'scheduled', 'waiting', 'escalated')
            and state <> 'escalated' and barred is null and not suppressed and rank = k.rank
            and due_at > instant()
          order by due_at, created_at, id limit 200)) h
), served as (
    select id from heads join request r using (id)
     order by (r.due_at > instant()), case when r.due_at > instant() then 0 else r.rank end,
              r.due_at, r.created_at, r.id
     limit 200
), a_leads as (
    (select 1 as n, id, due_at, created_at from request
      where state = 'escalated' and barred is null and not suppressed
      order by due_at, created_at, id limit 200)
    union all
    (select 0, id, due_at, created_at from request
      where state = 'escalated' and flagged and (barred is not null or suppressed)
      order by due_at, created_at, id limit 200)
    union all
    (select 2, id, due_at, created_at from request
      where state = 'escalated' and (barred is not null or suppressed) and not flagged
      order by due_at, created_at, id limit 200)
), shown as (
    select id from served
    union (select id from a_leads order by n, due_at, created_at, id
            limit (select case when $1::boolean then 400 else 200 - count(*) end from served))
    union select id from request where claim_agent is not null
    union select request_id from overdue
    union select id from held_red_flags
)
select r.id, r.reference, r.topic, r.language, r.state, r.kind, r.interpreter, r.attempts,
       coalesce(r.due_at, r.created_at) as due_at, r.created_at,
       cardinality(r.red_flags) > 0 as red_flag, r.flagged, r.rank, r.asked_from,
       r.asked_to, r.asked_days, r.asked_parts, r.promise_from, r.promise_to, r.phone_sealed,
       case when r.suppressed then 'suppressed' else r.barred end as barred,
       r.language <> all (spoken.languages) as no_speaker,
       r.open_attempt is not null as in_call,
       case when held then r.claim_agent end as claim_agent,
       case when held then s.name end as claim_name,
       case when held then r.claim_until end as claim_until, o.agent as overdue_agent
  from shown join request r using (id) cross join spoken
 cross join lateral (select r.claim_until > instant() or r.open_attempt is not null as held) claim
  left join staff s on s.id = r.claim_agent left join overdue o on o.request_id = r.id
 order by (o.agent is null), (r.state <> 'quarantined'),
          ((r.barred is not null or r.suppressed) and not r.flagged), (r.due_at > instant()),
          case when r.due_at > instant() then 0 else r.rank end, r.due_at, r.created_at, r.id
