-- The clock, the keys, the institute's own data, and the people who work with it.

-- The one clock: every rule, lease and figure asks instant(), never now(). A session may set
-- backline.instant to live at another time: demo data is made in the past that way. Tests replace
-- the function to move a running server's clock.
create function instant() returns timestamptz
    language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('backline.instant', true), '')::timestamptz,
                          transaction_timestamp()) $$;

-- Data keys, wrapped by the master key, which is a file outside this database.
create table data_key (
    id         text primary key,
    purpose    text not null check (purpose in ('field', 'index')),
    wrapped    bytea not null,
    current    boolean not null,
    created_at timestamptz not null default instant()
);
create unique index data_key_one_current on data_key (purpose) where current;

-- One row. version grows with every change, so that servers know when to read the rules again.
create table institute (
    only_row               boolean primary key default true check (only_row),
    version                bigint not null default 1,
    name                   text not null,
    phone                  text not null,
    zone                   text not null,
    first_within_seconds   integer not null check (first_within_seconds > 0),
    most_a_day             integer not null check (most_a_day > 0),
    spacing_minutes        integer not null check (spacing_minutes >= 0),
    inside_window_at_least integer not null check (inside_window_at_least >= 0),
    most_voicemails        integer not null check (most_voicemails >= 0),
    earliest_local_minute  integer not null check (earliest_local_minute between 0 and 1440),
    latest_local_minute    integer not null check (latest_local_minute between 0 and 1440),
    speaker_minutes        integer not null default 15 check (speaker_minutes >= 0),
    check (earliest_local_minute < latest_local_minute)
);

create table cadence_step (
    number            integer primary key check (number >= 2), -- of the attempt
    after_minutes     integer not null default 0 check (after_minutes >= 0),
    on_day            integer not null default 0 check (on_day >= 0),
    other_half_of_day boolean not null default false
);

create table opening (
    weekday     smallint not null check (weekday between 0 and 6), -- 0 is Sunday
    from_minute smallint not null check (from_minute >= 0),
    to_minute   smallint not null check (to_minute <= 1440),
    check (from_minute < to_minute),
    primary key (weekday, from_minute)
);

create table holiday (
    day  date primary key,
    name text not null
);

-- A holiday without a row here is closed all day.
create table holiday_opening (
    day         date not null references holiday on delete cascade,
    from_minute smallint not null check (from_minute >= 0),
    to_minute   smallint not null check (to_minute <= 1440),
    check (from_minute < to_minute),
    primary key (day, from_minute)
);

create table topic (
    code     text primary key,
    position integer not null,
    label_en text not null,
    label_es text not null,
    retired  boolean not null default false
);

create table spoken_language (
    code     text primary key,
    position integer not null,
    label    text not null -- in itself: "Español"
);

-- Outcomes are edited and retired, never deleted: attempts refer to them for ever.
create table outcome (
    code                       text primary key,
    label                      text not null,
    position                   integer not null,
    reached                    text not null
        check (reached in ('none', 'machine', 'third_party', 'person')),
    next_state                 text not null
        check (next_state in ('retry', 'scheduled', 'waiting', 'escalated', 'closed')),
    delay                      text not null
        check (delay in ('cadence', 'fixed_minutes', 'one_business_day', 'asked', 'now', 'none')),
    delay_minutes              integer not null default 0 check (delay_minutes >= 0),
    counted                    boolean not null default true,
    needs_note                 boolean not null default false,
    needs_due_at               boolean not null default false,
    needs_language             boolean not null default false,
    needs_appointment          boolean not null default false,
    needs_reason               boolean not null default false,
    needs_advice               boolean not null default false,
    needs_voicemail_permission boolean not null default false,
    needs_clinician            boolean not null default false,
    suppresses_number          boolean not null default false,
    by_agent                   boolean not null default true,
    retired                    boolean not null default false,
    reasons                    text[] not null default '{}'
);

create table consent_text (
    purpose    text not null default 'call',
    id         text not null,
    language   text not null,
    body       text not null,
    current    boolean not null default true,
    created_at timestamptz not null default instant(),
    primary key (id, language)
);

create table red_flag (
    id       text primary key,
    position integer not null,
    label_en text not null,
    label_es text not null,
    retired  boolean not null default false
);

-- Every word a patient or an agent is shown, by language and key.
create table wording (
    language text not null,
    key      text not null,
    body     text not null,
    primary key (language, key)
);

-- The call guide: topic "*" is asked for every topic, before the topic's own.
create table guide (
    topic    text not null,
    language text not null,
    opening  text not null default '',
    closing  text not null default '',
    primary key (topic, language)
);
create table guide_question (
    topic    text not null,
    language text not null,
    position integer not null,
    id       text not null,
    ask      text not null,
    note     text not null default '',
    primary key (topic, language, id),
    foreign key (topic, language) references guide
);

create table staff (
    id            uuid primary key default gen_random_uuid(),
    username      text not null unique check (username ~ '^[a-z][a-z0-9._-]{0,63}$'),
    name          text not null check (length(name) between 1 and 100),
    role          text not null
        check (role in ('agent', 'lead', 'manager', 'administrator', 'auditor')),
    languages     text[] not null default '{en}',
    password_hash text not null,
    created_at    timestamptz not null default instant(),
    disabled_at   timestamptz
);

-- Wrong passwords, so that each further one costs more time. An open session is never locked out.
create table sign_in_delay (
    username   text primary key, -- keyed hash of what was typed as a name
    failures   integer not null,
    next_at    timestamptz not null
);

create table session (
    token_hash bytea primary key, -- SHA-256 of the cookie
    staff_id   uuid not null references staff,
    created_at timestamptz not null default instant(),
    seen_at    timestamptz not null default instant(), -- of something done, not of polling
    expires_at timestamptz not null
);
create index session_of_staff on session (staff_id);
