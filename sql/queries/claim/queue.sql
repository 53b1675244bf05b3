-- The live queue in the order of serving, at most 200: each rank's head is read off the index by
-- itself, so that a long queue costs no more than a short one. For a lead ($1) calls that are open
-- for too long stand before everything else.
with overdue as (
    select a.request_id, s.name as agent
      from attempt a join staff s on s.id = a.agent_id
     where $1::boolean and a.ended_at is null and a.overdue_at is not null
), heads as (
    select h.id
      from generate_series(0, 3) as k(rank)
     cross join lateral (
        (select id from request
          where state in ('new', 'retry', 'scheduled', 'waiting', 'escalated') and rank = k.rank
            and due_at <= instant()
          order by due_at, created_at, id limit 200)
        union all
        (select id from request
          where state in ('new', 'retry', 'scheduled', 'waiting', 'escalated') and rank = k.rank
            and due_at > instant()
          order by due_at, created_at, id limit 200)) h
    union
    select request_id from overdue
)
select r.id, r.reference, r.topic, r.language, r.state, r.kind, r.interpreter, r.attempts,
       r.due_at, r.created_at, cardinality(r.red_flags) > 0 as red_flag, r.rank, r.asked_from,
       r.asked_to, r.asked_days, r.asked_parts, r.promise_from, r.promise_to, r.phone_sealed,
       r.open_attempt is not null as in_call,
       case when held then r.claim_agent end as claim_agent,
       case when held then s.name end as claim_name,
       case when held then r.claim_until end as claim_until, o.agent as overdue_agent
  from heads join request r using (id)
 cross join lateral (select r.claim_until > instant() or r.open_attempt is not null as held) claim
  left join staff s on s.id = r.claim_agent left join overdue o on o.request_id = r.id
 order by (o.agent is null), (r.due_at > instant()),
          case when r.due_at > instant() then 0 else r.rank end, r.due_at, r.created_at, r.id
 limit 200
