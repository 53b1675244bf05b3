-- Who may do what. backline_app may add to the journal and read it, never change it;
-- backline_report sees views without identities.
create view report_request as
    select id, created_at, wanted_at, first_attempt_at, first_attempt_business_seconds, reached_at,
           reached_business_seconds, closed_at, closed_business_seconds, state, resolution, kind,
           topic, language, source_from, attempts
      from request
     where quarantine_reason is null and merged_into is null and not is_test
       and resolution is distinct from 'spam';
create view report_institute as select zone, first_within_seconds, version from institute;

do $$
begin
    execute format('grant connect, temporary on database %I to backline_app, backline_report',
                   current_database());
end
$$;
grant usage on schema public to backline_app, backline_report;
grant execute on function instant() to backline_app, backline_report;
grant select, insert, update on data_key, institute, staff, request, submission, promise, attempt,
      appointment to backline_app;
grant select, insert, update, delete on cadence_step, opening, holiday, holiday_opening, topic,
      spoken_language, outcome, consent_text, red_flag, wording, guide, guide_question, session,
      draft, sign_in_delay, suppression to backline_app;
revoke delete on outcome, topic, red_flag, consent_text from backline_app;
grant select, insert on journal, journal_seal to backline_app;
grant select, insert, update on journal_head to backline_app;
grant select on unmet_promise to backline_app;
grant select on report_request, report_institute, opening, holiday, holiday_opening
   to backline_report;
