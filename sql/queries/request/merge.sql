-- A request that a call has just closed ($1) was of a person who has another one open ($2, its row
-- locked): that one goes on for both. The earliest time and the strictest permission stand; red
-- flags add up.
with gone as (
    update request set merged_into = $2::uuid
     where id = $1::uuid and state = 'closed' and merged_into is null
    returning id, reference, red_flags, flagged, voicemail_ok, text_ok, interpreter, created_at,
              wanted_at
), merged as (
    update request o
       set voicemail_ok = o.voicemail_ok and g.voicemail_ok, text_ok = o.text_ok and g.text_ok,
           interpreter = o.interpreter or g.interpreter,
           created_at = least(o.created_at, g.created_at),
           -- The patient's clock began with the earlier one; what was measured stays as it was.
           wanted_at = case when o.first_attempt_at is null
                                 and (g.flagged or o.wanted_at = o.created_at)
                            then least(o.wanted_at, g.wanted_at) else o.wanted_at end,
           red_flags = (select coalesce(array_agg(distinct flag), '{}')
                          from unnest(o.red_flags || g.red_flags) flag),
           flagged = o.flagged or g.flagged,
           rank = case when g.flagged then 0 else o.rank end,
           due_at = case when g.flagged then least(o.due_at, instant())
                         else o.due_at end,
           -- Called before what it was promised, which stands with its form.
           promise_from = case when not g.flagged or o.state <> 'new' then o.promise_from end,
           promise_to = case when not g.flagged or o.state <> 'new' then o.promise_to end,
           own_due_at = case when g.flagged and o.state <> 'new'
                                  and instant() < o.due_at
                             then coalesce(o.own_due_at, o.due_at) else o.own_due_at end,
           own_rank = case when g.flagged and o.state <> 'new'
                                and instant() < o.due_at
                           then coalesce(o.own_rank, o.rank) else o.own_rank end
      from gone g where o.id = $2::uuid
    returning o.id, o.reference
), noted as (
    insert into journal (actor_kind, actor_id, action, request_id, object_id, fields, detail)
    select 'staff', $3::uuid, 'request.closed', g.id, g.id::text, '{state}'::text[],
           jsonb_build_object('resolution', 'duplicate', 'state', 'closed', 'merged_into', m.id,
                              'goes_on', m.reference, 'red_flag', g.flagged)
      from gone g, merged m
    union all
    select 'staff', $3::uuid, 'request.merged', m.id, g.id::text,
           '{red_flags,permissions,created_at}'::text[],
           jsonb_build_object('reference', g.reference)
      from gone g, merged m
)
select reference from merged
