-- A call that does not count (the line failed) meets no promise, so one that was broken before it
-- is unmet still.
create or replace view unmet_promise as
    select p.request_id, p.form, p.from_at, p.to_at
      from promise p
     where (p.settled is null
            or p.settled = 'broken'
               and not exists (select from attempt a where a.request_id = p.request_id
                                  and a.counted is distinct from false
                                  and a.started_at >= greatest(p.from_at, p.made_at))
               and not exists (select from promise b where b.request_id = p.request_id
                                  and b.form is not distinct from p.form
                                  and b.made_at > p.made_at))
       and (p.form is null
            or exists (select from submission s where s.request_id = p.request_id
                          and s.number = p.form and s.withdrawn_at is null));
