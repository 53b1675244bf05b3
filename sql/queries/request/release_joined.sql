-- A person after all, who has asked again meanwhile: held back, this form was not called, and the
-- other request goes on for both. The strictest permission stands; red flags add up.
with other as (
    select o.id from request o join request r using (phone_index, name_index)
     where r.id = $1::uuid and o.state not in ('quarantined', 'closed') and not o.suppressed
       for update of o
), closed as (
    update request r
       set state = 'closed', resolution = 'duplicate', closed_at = instant(),
           quarantine_reason = null, closed_business_seconds = 0, merged_into = o.id
      from other o where r.id = $1::uuid and r.state = 'quarantined'
    returning r.id, r.merged_into, r.red_flags, r.voicemail_ok, r.text_ok, r.interpreter
), merged as (
    update request o
       set voicemail_ok = o.voicemail_ok and c.voicemail_ok, text_ok = o.text_ok and c.text_ok,
           interpreter = o.interpreter or c.interpreter,
           red_flags = (select coalesce(array_agg(distinct flag), '{}')
                          from unnest(o.red_flags || c.red_flags) flag),
           flagged = o.flagged or cardinality(c.red_flags) > 0,
           wanted_at = case when cardinality(c.red_flags) > 0 and o.first_attempt_at is null
                            then least(o.wanted_at, instant()) else o.wanted_at end,
           rank = case when cardinality(c.red_flags) > 0 then 0 else o.rank end,
           due_at = case when cardinality(c.red_flags) > 0 then least(o.due_at, instant())
                         else o.due_at end,
           promise_from = case when cardinality(c.red_flags) = 0 or o.state <> 'new'
                               then o.promise_from end,
           promise_to = case when cardinality(c.red_flags) = 0 or o.state <> 'new'
                             then o.promise_to end,
           own_due_at = case when cardinality(c.red_flags) > 0 and o.state <> 'new'
                                  and instant() < o.due_at
                             then coalesce(o.own_due_at, o.due_at) else o.own_due_at end,
           own_rank = case when cardinality(c.red_flags) > 0 and o.state <> 'new'
                                and instant() < o.due_at
                           then coalesce(o.own_rank, o.rank) else o.own_rank end
      from closed c where o.id = c.merged_into
    returning o.id
), noted as (
    insert into journal (actor_kind, actor_id, action, request_id, object_id, fields, detail)
    select 'staff', $2::uuid, 'request.closed', c.id, c.id::text, '{state}'::text[],
           jsonb_build_object('resolution', 'duplicate', 'state', 'closed',
                              'merged_into', c.merged_into,
                              'red_flag', cardinality(c.red_flags) > 0)
      from closed c
    union all
    select 'staff', $2::uuid, 'request.merged', m.id, c.id::text,
           '{red_flags,permissions}'::text[], '{}'::jsonb
      from merged m, closed c
)
select id from closed
