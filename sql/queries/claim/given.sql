-- A given request, when it is free or ($4) a lead takes it over from its holder; from under a call
-- only once that has been open for an hour. No row: it is held, in a call, or not callable (see
-- claim/state). A claim that had lapsed and nobody had freed yet (claim/lapse) is told of first;
-- one under a call never lapses.
with before as (
    select id, claim_agent, fence,
           coalesce(claim_until <= instant(), false) and open_attempt is null as lapsed
      from request where id = $2::uuid for update
), taken as (
    update request r
       set claim_agent = $1::uuid, claim_until = instant() + make_interval(secs => $3::int),
           fence = r.fence + 1
      from before b
     where r.id = b.id and r.state in ('new', 'retry', 'scheduled', 'waiting', 'escalated')
       and ($4::boolean
            or r.open_attempt is null and r.state <> 'escalated'
               and (b.claim_agent is null or b.lapsed or b.claim_agent = $1::uuid))
       and (r.open_attempt is null
            or exists (select from attempt a
                        where a.id = r.open_attempt
                          and a.started_at <= instant() - interval '60 minutes'))
    returning r.id, r.fence, r.claim_until, b.claim_agent as holder_before, b.lapsed,
              b.fence as fence_before
), noted as (
    insert into journal (actor_kind, actor_id, action, request_id, object_id, detail, sealed)
    select actor_kind, actor_id, action, id, id::text, detail, reason
      from (select 1 as n, 'system' as actor_kind, holder_before as actor_id,
                   'claim.lapsed' as action, id,
                   jsonb_build_object('fence', fence_before) as detail, null::bytea as reason
              from taken
             where lapsed
            union all
            select 2, 'staff', $1::uuid,
                   case when holder_before is null or holder_before = $1::uuid or lapsed
                        then 'claim.taken' else 'claim.taken_over' end, id,
                   jsonb_build_object('fence', fence, 'until', claim_until, 'picked', true,
                                      'from', case when not lapsed then holder_before end),
                   $5::bytea
              from taken
           ) entry
     order by n
)
select id, fence, claim_until from taken
