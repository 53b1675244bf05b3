-- The number must not be called again: its other open requests go to a lead. The callable flag goes
-- with it; the lead closes them.
with found as (
    select id from request where phone_index = $1::bytea and id <> $2::uuid
       and state in ('new', 'retry', 'scheduled', 'waiting', 'escalated') and not suppressed
       for update
), marked as (
    update request r set suppressed = true, state = 'escalated', rank = 0, due_at = instant(),
           own_due_at = null, own_rank = null,
           claim_agent = case when open_attempt is null then null else claim_agent end,
           claim_until = case when open_attempt is null then null else claim_until end
      from found f where r.id = f.id
), settled as (
    update promise set settled = 'void', settled_at = instant()
     where settled is null and request_id in (select id from found)
)
insert into journal (actor_kind, action, request_id, object_id, fields, detail)
select 'system', 'request.suppressed', id, id::text, '{state}', '{"state": "escalated"}' from found
