-- The only form of a request that nobody has called says otherwise, and what it says now is
-- another open request's: this one ends in that, which is as old as the older of the two.
with closed as (
    update request r
       set state = 'closed', resolution = 'duplicate', closed_at = instant(), due_at = null,
           claim_agent = null, claim_until = null, reserved_for = null, own_due_at = null,
           own_rank = null, barred = null, quarantine_reason = null, closed_business_seconds = 0,
           merged_into = $2::uuid
     where id = $1::uuid and state <> 'closed' and open_attempt is null
    returning id, merged_into, created_at, wanted_at
), settled as (
    update promise set settled = 'void', settled_at = instant()
     where settled is null and request_id in (select id from closed)
), older as (
    update request o
       set created_at = least(o.created_at, c.created_at),
           wanted_at = case when o.first_attempt_at is null then least(o.wanted_at, c.wanted_at)
                            else o.wanted_at end
      from closed c where o.id = c.merged_into
)
insert into journal (actor_kind, action, request_id, object_id, fields, detail)
select 'patient', 'request.closed', id, id::text, '{state}',
       jsonb_build_object('resolution', 'duplicate', 'state', 'closed', 'merged_into', merged_into)
  from closed
