-- Who may do what: every role × table × verb, really tried, not read from the catalogue. A table
-- that is missing here fails too. Run by tests/store/schema_test.cpp; by hand, as the superuser:
-- psql -X -At -f FILE DATABASE. Everything is rolled back.
begin;
create extension pgtap;
set local client_min_messages = warning;

-- s select, i insert, u update, d delete, t truncate
create temporary table matrix (relation text primary key, app text not null, report text not null);
insert into matrix values
    ('appointment',      'siu',  ''),
    ('attempt',          'siu',  ''),
    ('cadence_step',     'siud', ''),
    ('consent_text',     'siu',  ''),
    ('data_key',         'siu',  ''),
    ('draft',            'siud', ''),
    ('guide',            'siud', ''),
    ('guide_question',   'siud', ''),
    ('holiday',          'siud', 's'),
    ('holiday_opening',  'siud', 's'),
    ('institute',        'siu',  ''),
    ('journal',          'si',   ''), -- its past can't be changed
    ('journal_head',     'siu',  ''),
    ('journal_seal',     'si',   ''),
    ('migration',        's',    ''),
    ('opening',          'siud', 's'),
    ('outcome',          'siu',  ''),
    ('promise',          'siu',  ''),
    ('red_flag',         'siu',  ''),
    ('report_institute', '',     's'),
    ('report_open_first_call', '', 's'),
    ('report_request',   '',     's'),
    ('request',          'siu',  ''),
    ('session',          'siud', ''),
    ('sign_in_delay',    'siud', ''),
    ('spoken_language',  'siud', ''),
    ('staff',            'siu',  ''),
    ('submission',       'siu',  ''),
    ('suppression',      'siud', ''),
    ('topic',            'siu',  ''),
    ('unmet_promise',    's',    ''),
    ('wording',          'siud', '');

create temporary view relation as
    select c.oid, c.relname::text as name, c.relkind = 'v' as is_view
      from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
       and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e');

-- A statement of the verb that touches no row; PostgreSQL checks the privilege all the same.
create function pg_temp.trial(relation oid, verb text) returns text language sql as $$
    select case verb
        when 's' then format('select 1 from %s limit 0', relation::regclass)
        when 'i' then format('insert into %s (%s) select %s where false', relation::regclass,
                             string_agg(quote_ident(attname), ', '),
                             string_agg('null::' || format_type(atttypid, atttypmod), ', '))
        when 'u' then format('update %s set %I = null where false', relation::regclass,
                             min(attname))
        when 'd' then format('delete from %s where false', relation::regclass)
        when 't' then format('truncate %s cascade', relation::regclass)
        end
      from pg_attribute
     where attrelid = relation and attnum > 0 and not attisdropped and attidentity = ''
       and not (relation = 'journal'::regclass and attname in ('epoch', 'xact', 'at'))
$$;

-- 'allowed', 'refused', or the SQLSTATE of something else.
create function pg_temp.tried(who text, statement text) returns text language plpgsql as $$
begin
    execute format('set local role %I', who);
    begin
        execute statement;
        raise exception 'undo' using errcode = 'P0U01';
    exception
        when insufficient_privilege then return 'refused';
        -- Nobody writes through a view of several tables.
        when object_not_in_prerequisite_state then return 'refused';
        when sqlstate 'P0U01' then return 'allowed';
        when others then return sqlstate;
    end;
end
$$;
create function pg_temp.told(who text, statement text) returns text language plpgsql as $$
declare
    told text := pg_temp.tried(who, statement);
begin
    reset role;
    return told;
end
$$;

select * from no_plan();

select set_eq('select name from relation', 'select relation from matrix',
              'every table and view stands in the matrix');

select is(pg_temp.told(who, pg_temp.trial(r.oid, verb)),
          case when strpos(case who when 'backline_app' then m.app else m.report end, verb) > 0
               then 'allowed' else 'refused' end,
          format('%s: %s on %s', who, verb, r.name))
  from relation r
  join matrix m on m.relation = r.name
 cross join (values ('backline_app'), ('backline_report')) as role (who)
 cross join regexp_split_to_table('siudt', '') as verb
 where not (r.is_view and verb = 't')
 order by who, r.name, verb;

select is(pg_temp.told(who, statement), 'refused', format('%s: %s', who, statement))
  from (values ('backline_app'), ('backline_report')) as role (who)
 cross join (values
    ('insert into journal (actor_kind, action, at) values (''system'', ''x'', now())'),
    ('insert into journal (actor_kind, action, xact) values (''system'', ''x'', ''9'')'),
    ('insert into journal (actor_kind, action, epoch) values (''system'', ''x'', 9)'),
    ('create table public.mine (a int)'),
    ('alter table journal add column a int'),
    ('alter table journal disable trigger all'),
    ('drop table journal'),
    ('create or replace function instant() returns timestamptz language sql as ''select now()'''),
    ('create role another'),
    ('copy journal to program ''true''')) as try (statement);

select is(pg_temp.told('backline_report', format('select %I from request limit 0', attname)),
          'refused', format('backline_report: request.%s', attname))
  from pg_attribute
 where attrelid = 'request'::regclass and attnum > 0 and not attisdropped;

select isnt_superuser(name, format('%s is no superuser', name))
  from unnest('{backline_owner,backline_app,backline_report}'::name[]) name;
select ok(not (rolbypassrls or rolcreaterole or rolcreatedb or rolreplication),
          format('%s may not go round anything', rolname))
  from pg_roles where rolname like 'backline\_%';
select is_empty($$select roleid::regrole, member::regrole from pg_auth_members
                   where member::regrole::text like 'backline\_%'$$,
                'none of them is a member of another role');
select is_empty($$select oid::regprocedure from pg_proc
                   where pronamespace = 'public'::regnamespace and prosecdef$$,
                'no function runs with its owner''s rights');
select is_empty($$select oid::regclass from pg_class
                   where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')
                     and pg_get_userbyid(relowner) <> 'backline_owner'
                     and not exists (select from pg_depend d
                                      where d.objid = pg_class.oid and d.deptype = 'e')$$,
                'all of it belongs to backline_owner');
select is_empty($$select table_name, column_name from information_schema.columns
                   where table_schema = 'public' and table_name like 'report\_%'
                     and (data_type in ('bytea', 'ARRAY') or column_name ~
                          'name|phone|email|reason|reference|token|agent|staff|note')$$,
                'what reports see holds no identity');

select * from finish();
rollback;
