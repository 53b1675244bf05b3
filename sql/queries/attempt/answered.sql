-- What was answered when this call ended, for who sends its outcome once more.
select j.detail->>'state' as state, (j.detail->>'due_at')::timestamptz as due_at,
       (j.detail->>'promise_to')::timestamptz as promise_to, j.detail->>'resolution' as resolution,
       j.at,
       (select g.detail->>'goes_on' from journal g
         where g.request_id = a.request_id and g.action = 'request.closed'
           and g.detail ? 'goes_on' and g.at = j.at) as goes_on,
       exists (select from journal n
                where n.request_id = a.request_id and n.action = 'request.number_changed'
                  and n.object_id = a.id::text) as number_changed
  from attempt a join journal j on j.request_id = a.request_id and j.object_id = a.id::text
                               and j.action = 'attempt.ended'
 where a.id = $1::uuid
