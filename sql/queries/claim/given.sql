-- A given request, when it is free or ($4) a lead takes it over from its holder. No row: it is
-- held, in a call, or not callable (see claim/state).
with before as (
    select id, claim_agent, claim_until from request where id = $2::uuid for update
), taken as (
    update request r
       set claim_agent = $1::uuid, claim_until = instant() + make_interval(secs => $3::int),
           fence = fence + 1
      from before b
     where r.id = b.id and r.state in ('new', 'retry', 'scheduled', 'waiting', 'escalated')
       and (b.claim_agent is null or b.claim_until <= instant() or b.claim_agent = $1::uuid
            or ($4::boolean and r.open_attempt is null))
       and (r.open_attempt is null or b.claim_until <= instant() and $4::boolean)
       and ($4::boolean or r.state <> 'escalated')
    returning r.id, r.fence, r.claim_until, b.claim_agent as holder_before
), noted as (
    insert into journal (actor_kind, actor_id, action, request_id, object_id, detail, sealed)
    select 'staff', $1::uuid,
           case when holder_before is null or holder_before = $1::uuid then 'claim.taken'
                                   else 'claim.taken_over' end, id, id::text,
           jsonb_build_object('fence', fence, 'until', claim_until, 'from', holder_before),
           $5::bytea
      from taken
)
select id, fence, claim_until from taken
