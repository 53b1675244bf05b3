select instant() as now, (select coalesce(max(position), 0) from journal_seal) as seq,
       count(*) filter (where due_at <= instant()) as due,
       count(*) filter (where due_at > instant()) as later,
       count(*) filter (where claim_until > instant() or open_attempt is not null) as claimed,
       count(*) filter (where state = 'escalated') as escalated,
       count(*) filter (where state = 'quarantined') as quarantined
  from request where state <> 'closed'
