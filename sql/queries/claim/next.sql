-- The next request to call: each rank probed by itself, the first that yields one wins; what
-- another desk is just taking is skipped. Languages filter before order: $2 are the agent's own;
-- what nobody who signed in within $4 minutes speaks is offered to everyone. Escalated ones are a
-- lead's ($5); what no instant allows is served to nobody. One row or none; none as well when this
-- agent holds a live claim already (see claim/held). A claim that had lapsed and nobody had freed
-- yet (claim/lapse) is told of first, as it would have been.
with spoken as (
    select array(select distinct unnest(s.languages)
                   from session x join staff s on s.id = x.staff_id
                  where s.role in ('agent', 'lead') and s.disabled_at is null
                    and x.expires_at > instant()
                    and x.seen_at > instant() - make_interval(mins => $4::int)) as languages
), r0 as (
    select id, claim_agent, fence from request, spoken
     where state in ('new', 'retry', 'scheduled', 'waiting', 'escalated') and rank = 0
       and due_at <= instant() and barred is null and not suppressed
       and (claim_agent is null or claim_until <= instant()) and open_attempt is null
       and (language = any ($2::text[]) or language <> all (spoken.languages))
       and ($5::boolean or state <> 'escalated')
       and (reserved_for is null or reserved_for = $1::uuid or own_due_at is not null
            or flagged or due_at < instant() - interval '15 minutes')
     order by due_at, created_at, id limit 1 for update of request skip locked
), r1 as (
    select id, claim_agent, fence from request, spoken
     where state in ('new', 'retry', 'scheduled', 'waiting', 'escalated') and rank = 1
       and due_at <= instant() and barred is null and not suppressed
       and (claim_agent is null or claim_until <= instant()) and open_attempt is null
       and (language = any ($2::text[]) or language <> all (spoken.languages))
       and (reserved_for is null or reserved_for = $1::uuid or own_due_at is not null
            or due_at < instant() - interval '15 minutes')
     order by due_at, created_at, id limit 1 for update of request skip locked
), r2 as (
    select id, claim_agent, fence from request, spoken
     where state in ('new', 'retry', 'scheduled', 'waiting', 'escalated') and rank = 2
       and due_at <= instant() and barred is null and not suppressed
       and (claim_agent is null or claim_until <= instant()) and open_attempt is null
       and (language = any ($2::text[]) or language <> all (spoken.languages))
     order by due_at, created_at, id limit 1 for update of request skip locked
), r3 as (
    select id, claim_agent, fence from request, spoken
     where state in ('new', 'retry', 'scheduled', 'waiting', 'escalated') and rank = 3
       and due_at <= instant() and barred is null and not suppressed
       and (claim_agent is null or claim_until <= instant()) and open_attempt is null
       and (language = any ($2::text[]) or language <> all (spoken.languages))
     order by due_at, created_at, id limit 1 for update of request skip locked
), picked as (
    select * from (select * from r0 union all select * from r1
                   union all select * from r2 union all select * from r3) ranked
     where not exists (select from request where claim_agent = $1::uuid
                          and (claim_until > instant() or open_attempt is not null))
     limit 1
), taken as (
    update request r
       set claim_agent = $1::uuid, claim_until = instant() + make_interval(secs => $3::int),
           fence = r.fence + 1
      from picked where r.id = picked.id
    returning r.id, r.fence, r.claim_until, picked.claim_agent as lapsed_agent,
              picked.fence as lapsed_fence
), noted as (
    insert into journal (actor_kind, actor_id, action, request_id, object_id, detail)
    select actor_kind, actor_id, action, id, id::text, detail
      from (select 1 as n, 'system' as actor_kind, lapsed_agent as actor_id,
                   'claim.lapsed' as action, id, jsonb_build_object('fence', lapsed_fence) as detail
              from taken
             where lapsed_agent is not null
            union all
            select 2, 'staff', $1::uuid, 'claim.taken', id,
                   jsonb_build_object('fence', fence, 'until', claim_until)
              from taken
           ) entry
     order by n
)
select id, fence, claim_until from taken
