-- Requests, what was submitted for them, the calls made, and the journal of it all. The rules live
-- in server/domain; what must hold whoever writes is a constraint here.

create table request (
    id                uuid primary key, -- version 7: by age
    reference         text not null check (reference ~ '^[2-9A-HJ-NP-Z]{8}$'),
    kind              text not null check (kind in ('callback', 'consultation')),
    -- one of topic's, checked where it is read; topics are never deleted
    topic             text not null,
    language          text not null,
    interpreter       boolean not null default false,
    relation          text not null check (relation in ('self', 'other')),
    existing_patient  boolean,
    voicemail_ok      boolean not null default false,
    text_ok           boolean not null default false,
    red_flags         text[] not null default '{}',
    -- when the patient asked to be called
    asked_from        timestamptz,
    asked_to          timestamptz,
    asked_days        smallint[] not null default '{}',
    asked_parts       text[] not null default '{}',
    -- who; AES-256-GCM by the server, the place of each value bound in
    name_sealed       bytea not null,
    phone_sealed      bytea not null,
    email_sealed      bytea,
    reason_sealed     bytea,
    phone_index       bytea not null,
    last_four_index   bytea not null,
    email_index       bytea,
    name_index        bytea not null, -- of the whole folded name
    name_word_index   bytea[] not null,
    consent_text_id   text not null,
    consent_language  text not null,
    consent_at        timestamptz not null,
    source_from       text,
    utm_source        text,
    utm_medium        text,
    utm_campaign      text,
    utm_content       text,
    utm_term          text,
    taken_by          uuid references staff, -- a request taken by phone
    -- state
    state             text not null
        check (state in
               ('quarantined', 'new', 'retry', 'scheduled', 'waiting', 'escalated', 'closed')),
    quarantine_reason text,
    due_at            timestamptz,
    rank              smallint not null default 2 check (rank between 0 and 3),
    -- by its own course, while a form that joined brings it forward
    own_due_at        timestamptz,
    own_rank          smallint,
    promise_from      timestamptz,
    promise_to        timestamptz,
    reserved_for      uuid references staff, -- callback_requested, "mine"
    resolution        text,
    closed_at         timestamptz,
    suppressed        boolean not null default false,
    merged_into       uuid references request,
    is_test           boolean not null default false,
    -- the claim: an agent's exclusive, expiring hold
    claim_agent       uuid references staff,
    claim_until       timestamptz,
    fence             bigint not null default 0,
    open_attempt      uuid,
    -- the figures' clocks, stored when they happen
    created_at        timestamptz not null,
    wanted_at         timestamptz not null, -- s = max(created, start of the asked window)
    first_attempt_at  timestamptz,
    first_attempt_business_seconds integer,
    reached_at        timestamptz,
    reached_business_seconds integer,
    closed_business_seconds integer, -- BH(s,z)
    attempts          integer not null default 0, -- counted ones
    constraint request_due_while_open
        check ((state in ('new', 'retry', 'scheduled', 'waiting', 'escalated'))
               = (due_at is not null)),
    constraint request_sooner_whole check ((own_due_at is null) = (own_rank is null)
                                           and due_at < own_due_at),
    constraint request_closed_once check ((state = 'closed') = (resolution is not null)
                                          and (state = 'closed') = (closed_at is not null)),
    constraint request_no_claim_when_over check (state not in ('closed', 'quarantined')
                                                 or (claim_agent is null and open_attempt is null)),
    constraint request_claim_whole check ((claim_agent is null) = (claim_until is null)),
    constraint request_scheduled_promised check (state <> 'scheduled' or promise_from is not null),
    constraint request_promise_whole check ((promise_from is null) = (promise_to is null)
                                            and promise_from < promise_to),
    constraint request_asked_whole check ((asked_from is null) = (asked_to is null)
                                          and asked_from < asked_to),
    constraint request_quarantine_reason check (state <> 'quarantined'
                                                or quarantine_reason is not null),
    constraint request_first_attempt_whole
        check ((first_attempt_at is null) = (first_attempt_business_seconds is null)),
    constraint request_reached_whole
        check ((reached_at is null) = (reached_business_seconds is null)),
    constraint request_not_merged_into_itself check (merged_into <> id)
) with (fillfactor = 80);

-- The queue's head, each rank probed by itself. Narrow and only of what can be served.
create index request_queue on request (rank, due_at, created_at, id)
    where state in ('new', 'retry', 'scheduled', 'waiting', 'escalated');
create index request_claim_ends on request (claim_until) where claim_agent is not null;
create unique index request_one_claim_per_agent on request (claim_agent)
    where claim_agent is not null;
-- One open request of a person: the next submission joins it. The same phone with another name is a
-- household, linked by phone_index and never merged.
create unique index request_one_open_per_person on request (phone_index, name_index)
    where state not in ('quarantined', 'closed') and not suppressed;
create index request_phone on request (phone_index);
create index request_last_four on request (last_four_index);
create index request_email on request (email_index) where email_index is not null;
create index request_name_words on request using gin (name_word_index);
create index request_created on request (created_at);
create index request_quarantine on request (created_at) where state = 'quarantined';
alter table request set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500,
                         autovacuum_vacuum_cost_delay = 0);

-- One row for each accepted form: the idempotency key, the answer that was given, the patient's
-- link. A form of a person who already has an open request joins that request and keeps its own
-- link, which acts on this form alone: the request goes on for as long as one of its forms stands.
create table submission (
    key_hash      bytea primary key, -- HMAC of the idempotency key
    body_hash     bytea not null,
    request_id    uuid not null references request deferrable initially deferred,
    reference     text not null unique,
    token_hash    bytea not null unique,
    promise_from  timestamptz not null,
    promise_to    timestamptz not null,
    language      text not null, -- the page's
    -- which form of its request; the first made it, the others joined
    number        smallint not null default 1 check (number > 0),
    red_flag      boolean not null, -- this form's own
    address_index bytea,  -- HMAC of the client's address, for the limit per address
    render_nonce  bytea unique, -- a render token counts once
    created_at    timestamptz not null,
    -- the time that this link asked for, where it is not the request's: of a form that joined
    asked_from    timestamptz,
    asked_to      timestamptz,
    asked_days    smallint[],
    asked_parts   text[],
    -- what its page tells since another time was asked for; the answer above never changes
    told_from     timestamptz,
    told_to       timestamptz,
    withdrawn_at  timestamptz
);
create unique index submission_of_request on submission (request_id, number);
create index submission_by_address on submission (address_index, created_at)
    where address_index is not null;

-- What was told to a patient, and whether it came true. Of each form one at a time stands, and one
-- that was told on a call.
create table promise (
    request_id uuid not null references request,
    made_at    timestamptz not null,
    from_at    timestamptz not null,
    to_at      timestamptz not null,
    settled    text check (settled in ('kept', 'broken', 'void')),
    settled_at timestamptz,
    form       smallint, -- number of the form that was answered so; none: told on a call
    check (from_at < to_at),
    check ((settled is null) = (settled_at is null))
);
-- Each row is in one of the first two, so that a new promise costs two entries and not three.
create unique index promise_one_pending on promise (request_id, form) nulls not distinct
    where settled is null;
create index promise_settled on promise (request_id, made_at) where settled is not null;
create index promise_unsettled on promise (to_at) where settled is null;

create table attempt (
    id               uuid primary key,
    request_id       uuid not null references request,
    number           integer not null check (number > 0),
    agent_id         uuid not null references staff,
    phone_index      bytea not null,
    fence            bigint not null,
    started_at       timestamptz not null,
    ended_at         timestamptz,
    overdue_at       timestamptz, -- when leads were told that it is open for too long
    outcome          text references outcome,
    reached          text check (reached in ('none', 'machine', 'third_party', 'person')),
    counted          boolean,
    reason           text,
    advice           text,
    note_sealed      bytea,
    constraint attempt_ends_with_one_outcome check ((ended_at is null) = (outcome is null) and
                                                    (ended_at is null) = (reached is null) and
                                                    (ended_at is null) = (counted is null)),
    check (ended_at >= started_at),
    unique (request_id, number)
);
create unique index attempt_one_open_per_request on attempt (request_id) where ended_at is null;
create unique index attempt_one_open_per_agent on attempt (agent_id) where ended_at is null;
create unique index attempt_one_open_per_phone on attempt (phone_index) where ended_at is null;
alter table request add foreign key (open_attempt) references attempt deferrable initially deferred;

create table appointment (
    request_id  uuid primary key references request,
    attempt_id  uuid not null references attempt,
    visit_start timestamptz not null,
    location    text not null,
    clinician   text not null default ''
);

-- A note of an agent that is still being written; gone with the claim's outcome.
create table draft (
    request_id  uuid not null references request,
    agent_id    uuid not null references staff,
    note_sealed bytea not null,
    written_at  timestamptz not null default instant(),
    primary key (request_id, agent_id)
);

-- What was told and no call has met yet, be it past, unless something else was told since: of forms
-- that stand (form is their number) and on a call (form is null).
create view unmet_promise as
    select p.request_id, p.form, p.from_at, p.to_at
      from promise p
     where (p.settled is null
            or p.settled = 'broken'
               and not exists (select from attempt a where a.request_id = p.request_id
                                  and a.started_at >= greatest(p.from_at, p.made_at))
               and not exists (select from promise b where b.request_id = p.request_id
                                  and b.form is not distinct from p.form
                                  and b.made_at > p.made_at))
       and (p.form is null
            or exists (select from submission s where s.request_id = p.request_id
                          and s.number = p.form and s.withdrawn_at is null));

-- Numbers never to be called again; kept five years, as a keyed hash that survives erasure.
create table suppression (
    phone_index bytea primary key,
    since       timestamptz not null default instant(),
    request_id  uuid,
    attempt_id  uuid
);

-- What was done or seen. Insert only: no role but the owner may change or delete. xact orders
-- entries for the sealer, who takes only transactions that are over, so that no position is ever
-- skipped.
create table journal (
    id         bigint generated always as identity,
    xact       xid8 not null default pg_current_xact_id(),
    at         timestamptz not null default instant(),
    actor_kind text not null check (actor_kind in ('patient', 'staff', 'system', 'operator')),
    actor_id   uuid,
    action     text not null,
    request_id uuid,
    object_id  text,
    fields     text[] not null default '{}',
    detail     jsonb not null default '{}', -- codes, counts and instants; never an identity
    -- values that identify, sealed under (journal, action, object_id)
    sealed     bytea,
    primary key (xact, id)
);
create index journal_of_request on journal (request_id, id) where request_id is not null;

-- The journal's order and its HMAC chain (key outside the database).
create table journal_seal (
    position bigint primary key check (position > 0),
    xact     xid8 not null,
    id       bigint not null,
    mac      bytea not null,
    unique (xact, id)
);

-- Where the chain ends, signed, so that a cut end shows. One row.
create table journal_head (
    only_row boolean primary key default true check (only_row),
    position bigint not null,
    mac      bytea not null
);
