-- The journal is sealed as it is seen. An entry gets its position when the sealer first sees it,
-- not by its transaction's number: so nobody's open transaction holds up what others did. What is
-- below the signed floor (the oldest transaction under way at an earlier look) and has no seal was
-- slipped in. Transaction numbers begin anew where a dump is restored; the epoch tells the two
-- apart.
alter table journal add column epoch integer not null default 0;
alter table journal_seal add column epoch integer not null default 0;
alter table journal_head add column epoch integer not null default 0, add column floor xid8;

alter table journal drop constraint journal_pkey, add primary key (epoch, xact, id);
alter table journal_seal drop constraint journal_seal_xact_id_key, add unique (epoch, xact, id);

-- Below the floor nobody is under way any more: whoever writes with such a number has come after a
-- restore that the sealer has not seen yet.
create function journal_epoch() returns integer language sql as
    $$ select coalesce((select coalesce(epoch + (pg_current_xact_id() < floor)::int, epoch)
                          from public.journal_head), 0) $$;
grant execute on function journal_epoch() to backline_app;
alter table journal alter column epoch set default journal_epoch();

-- Who writes an entry does not choose where it stands or when it was.
revoke insert on journal from backline_app;
grant insert (actor_kind, actor_id, action, request_id, object_id, fields, detail, sealed)
   on journal to backline_app;
