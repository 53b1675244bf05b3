-- Run once by the cluster's superuser. None of these is a superuser or may bypass row security.
--   backline_owner   owns the schema; migrations only
--   backline_app     what the server runs as; reads and writes data, but not the journal's past
--   backline_report  reads views that hold no identity
do $$
declare
    wanted text;
begin
    foreach wanted in array array['backline_owner', 'backline_app', 'backline_report'] loop
        if not exists (select from pg_roles where rolname = wanted) then
            execute format('create role %I login nosuperuser nocreatedb nocreaterole', wanted);
        end if;
    end loop;
end
$$;
alter role backline_app set idle_in_transaction_session_timeout = '30s';
alter role backline_app set statement_timeout = '15s';
alter role backline_report set default_transaction_read_only = on;
alter role backline_report set statement_timeout = '30s';
