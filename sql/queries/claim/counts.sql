-- Due and later are what can be served, to a lead ($1) also what is escalated; open is all of it,
-- also what must not or cannot be called.
select instant() as now, (select coalesce(max(position), 0) from journal_seal) as seq,
       count(*) filter (where due_at <= instant() and barred is null and not suppressed
                          and ($1::boolean or state <> 'escalated')) as due,
       count(*) filter (where due_at > instant() and barred is null and not suppressed
                          and ($1::boolean or state <> 'escalated')) as later,
       count(*) filter (where claim_until > instant() or open_attempt is not null) as claimed,
       count(*) filter (where state = 'escalated') as escalated,
       count(*) filter (where state = 'quarantined') as quarantined,
       count(*) filter (where state = 'quarantined'
                          and cardinality(red_flags) > 0) as held_red_flags,
       count(*) filter (where state <> 'quarantined') as open
  from request where state <> 'closed'
