-- Everything about one request, for who may see it; sealed values are opened by the server.
select r.id, r.reference, r.kind, r.topic, r.language, r.interpreter, r.relation,
       r.existing_patient, r.voicemail_ok, r.text_ok, r.red_flags, r.flagged, r.asked_from,
       r.asked_to,
       r.asked_days, r.asked_parts, r.name_sealed, r.phone_sealed, r.email_sealed, r.reason_sealed,
       r.contact_name_sealed,
       r.phone_index, r.source_from, r.utm_source, r.utm_medium, r.utm_campaign, r.utm_content,
       r.utm_term, r.state, r.quarantine_reason, r.due_at, r.rank, r.promise_from, r.promise_to,
       r.resolution, r.closed_at, r.suppressed, r.claim_agent, h.name as claim_name, r.claim_until,
       r.fence, r.open_attempt, r.created_at, r.wanted_at, r.first_attempt_at, r.reached_at,
       r.attempts, r.reserved_for, r.claim_until > instant() as claim_live, instant() as now,
       exists (select from attempt where request_id = r.id) as called,
       r.own_due_at, r.barred, p.standing_from, p.standing_to, p.standing_agreed, p.standing_first,
       p.standing_picked,
       exists (select from submission where request_id = r.id and number > 1) as joined,
       greatest((select max(created_at) from submission
                  where request_id = r.id and withdrawn_at is null),
                (select max(ended_at) from attempt
                  where request_id = r.id and reached = 'person')) as permitted_since,
       a.visit_start, a.attempt_id as visit_attempt, a.location, a.clinician, a.location_sealed,
       a.clinician_sealed
  from request r left join staff h on h.id = r.claim_agent
  left join appointment a on a.request_id = r.id
 cross join lateral (select array_agg(from_at order by from_at, to_at) as standing_from,
                            array_agg(to_at order by from_at, to_at) as standing_to,
                            array_agg(form is null order by from_at, to_at) as standing_agreed,
                            array_agg(coalesce(form = (select min(number) from submission
                                                        where request_id = r.id
                                                          and withdrawn_at is null), false)
                                      order by from_at, to_at) as standing_first,
                            array_agg(exists (select from submission
                                               where request_id = r.id and number = form
                                                 and told_from = from_at)
                                      order by from_at, to_at) as standing_picked
                       from unmet_promise where request_id = r.id) p
 where r.id = $1::uuid
