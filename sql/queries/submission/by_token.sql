-- The patient's page of a link; nothing for a wrong link and for an expired one: 30 days after
-- closing, and for a form beside an earlier one 30 days after what it was told, whatever became of
-- the request. A form has news of its own (news) once a call that began, or an end that came, when
-- no earlier form stood: alone_since. So have a visit and a last call.
select s.key_hash, s.edition, s.body_mac, s.words_sealed,
       s.request_id, s.reference, s.language, s.number, s.red_flag, s.withdrawn_at,
       s.created_at as submitted_at, p.from_at as standing_from, p.to_at as standing_to,
       coalesce(s.told_from, s.promise_from) as told_from,
       coalesce(s.told_to, s.promise_to) as told_to, instant() as now,
       r.state, r.resolution, r.closed_at, r.promise_from, r.promise_to, r.suppressed,
       r.barred is not null as barred,
       r.claim_agent, r.open_attempt,
       case when s.asked_days is null then r.asked_from else s.asked_from end as asked_from,
       case when s.asked_days is null then r.asked_to else s.asked_to end as asked_to,
       coalesce(s.asked_days, r.asked_days) as asked_days,
       coalesce(s.asked_parts, r.asked_parts) as asked_parts,
       coalesce(r.closed_at > e.alone_since, false)
       and not exists (select from attempt c
                        where c.request_id = r.id and c.ended_at = r.closed_at
                          and c.started_at <= e.alone_since)
       or exists (select from attempt c
                   where c.request_id = r.id and c.ended_at is not null
                     and c.started_at > e.alone_since) as news,
       exists (select from attempt c where c.request_id = r.id) as called,
       exists (select from submission o
                where o.request_id = s.request_id and o.number <> s.number
                  and o.withdrawn_at is null) as others_stand,
       exists (select from promise g
                where g.request_id = r.id and g.form is null
                  and g.made_at > e.alone_since) as agreed_since,
       (select outcome from attempt l
         where l.request_id = r.id and l.ended_at is not null
           and (e.stands is null or l.started_at > e.alone_since)
         order by l.number desc limit 1) as last_outcome,
       coalesce(greatest((select max(p.created_at) from submission p
                           where p.request_id = r.id and p.withdrawn_at is null),
                         (select max(c.ended_at) from attempt c
                           where c.request_id = r.id and c.reached = 'person')),
                r.created_at) as permitted_since,
       r.voicemail_ok, r.created_at, r.wanted_at, r.due_at, r.quarantine_reason,
       r.phone_sealed, r.phone_index, r.name_index, r.attempts,
       a.visit_start, a.attempt_id as visit_attempt, a.location, a.clinician, a.location_sealed,
       a.clinician_sealed, a.sequence
  from submission s join request r on r.id = s.request_id
 cross join lateral (
       select bool_or(o.withdrawn_at is null) as stands,
              case when bool_or(o.withdrawn_at is null) then null
                   else greatest(s.created_at, max(o.withdrawn_at)) end as alone_since
         from submission o where o.request_id = s.request_id and o.number < s.number) e
  left join appointment a on a.request_id = r.id
   and (e.stands is null or exists (select from attempt c where c.id = a.attempt_id
                                       and c.started_at > e.alone_since))
  left join promise p on p.request_id = r.id and p.form = s.number and p.settled is null
 where s.token_hash = $1::bytea
   and case when e.stands then coalesce(s.told_to, s.promise_to) > instant() - interval '30 days'
            else r.closed_at is null or r.closed_at > instant() - interval '30 days' end
