-- Claims whose lease is over become free; a call under way keeps its claim for an hour (claim_until
-- was set so when the call began) and then is a lead's matter. $1: only this agent's; null:
-- everybody's.
with lapsed as (
    select id, claim_agent, fence from request
     where claim_agent is not null and claim_until <= instant()
       and open_attempt is null
       and ($1::uuid is null or claim_agent = $1::uuid)
     for update skip locked
), freed as (
    update request r set claim_agent = null, claim_until = null from lapsed l where r.id = l.id
)
insert into journal (actor_kind, actor_id, action, request_id, object_id, detail)
select 'system', claim_agent, 'claim.lapsed', id, id::text, jsonb_build_object('fence', fence)
  from lapsed
returning request_id
