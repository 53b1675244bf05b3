-- When the next request comes due for an agent, for who would wait for it.
select min(due_at) as at from request
 where state in ('new', 'retry', 'scheduled', 'waiting') and due_at > instant() and not suppressed
   and barred is null
