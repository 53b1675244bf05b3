-- The schema as the migrations leave it, in pg_dump's words; nothing runs this file. It is here
-- to be read, and a test compares it. After a new migration write it anew and read the diff:
--   BACKLINE_RENEW_SCHEMA=1 tests/support/with-postgres build/dev/tests/store_test \
--     --gtest_filter='Schema.*'

CREATE FUNCTION public.instant() RETURNS timestamp with time zone
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ select coalesce(nullif(current_setting('backline.instant', true), '')::timestamptz,
                          transaction_timestamp()) $$;

ALTER FUNCTION public.instant() OWNER TO backline_owner;

CREATE FUNCTION public.journal_epoch() RETURNS integer
    LANGUAGE sql
    AS $$ select coalesce((select coalesce(epoch + (pg_current_xact_id() < floor)::int, epoch)
                          from public.journal_head), 0) $$;

ALTER FUNCTION public.journal_epoch() OWNER TO backline_owner;

CREATE FUNCTION public.number_lock(number bytea) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ select ('x' || encode(substr(number, 1, 4), 'hex'))::bit(32)::int $$;

ALTER FUNCTION public.number_lock(number bytea) OWNER TO backline_owner;

CREATE FUNCTION public.promise_was_missed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if new.settled = 'void' and old.settled is null
       and old.to_at < instant() - interval '15 minutes' then
        new.settled := 'broken';
        insert into journal (actor_kind, action, request_id, object_id, detail)
        values ('system', 'promise.broken', new.request_id, new.request_id::text,
                jsonb_build_object('from', old.from_at, 'to', old.to_at));
    end if;
    return new;
end $$;

ALTER FUNCTION public.promise_was_missed() OWNER TO backline_owner;

CREATE TABLE public.appointment (
    request_id uuid NOT NULL,
    attempt_id uuid NOT NULL,
    visit_start timestamp with time zone NOT NULL,
    location text,
    clinician text,
    sequence integer DEFAULT 0 NOT NULL,
    location_sealed bytea,
    clinician_sealed bytea
);

ALTER TABLE public.appointment OWNER TO backline_owner;

CREATE TABLE public.attempt (
    id uuid NOT NULL,
    request_id uuid NOT NULL,
    number integer NOT NULL,
    agent_id uuid NOT NULL,
    phone_index bytea NOT NULL,
    fence bigint NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    overdue_at timestamp with time zone,
    outcome text,
    reached text,
    counted boolean,
    reason text,
    advice text,
    note_sealed bytea,
    CONSTRAINT attempt_check CHECK ((ended_at >= started_at)),
    CONSTRAINT attempt_ends_with_one_outcome CHECK ((((ended_at IS NULL) = (outcome IS NULL)) AND ((ended_at IS NULL) = (reached IS NULL)) AND ((ended_at IS NULL) = (counted IS NULL)))),
    CONSTRAINT attempt_number_check CHECK ((number > 0)),
    CONSTRAINT attempt_reached_check CHECK ((reached = ANY (ARRAY['none'::text, 'machine'::text, 'third_party'::text, 'person'::text])))
);

ALTER TABLE public.attempt OWNER TO backline_owner;

CREATE TABLE public.cadence_step (
    number integer NOT NULL,
    after_minutes integer DEFAULT 0 NOT NULL,
    on_day integer DEFAULT 0 NOT NULL,
    other_half_of_day boolean DEFAULT false NOT NULL,
    CONSTRAINT cadence_step_after_minutes_check CHECK ((after_minutes >= 0)),
    CONSTRAINT cadence_step_number_check CHECK ((number >= 2)),
    CONSTRAINT cadence_step_on_day_check CHECK ((on_day >= 0))
);

ALTER TABLE public.cadence_step OWNER TO backline_owner;

CREATE TABLE public.consent_text (
    purpose text DEFAULT 'call'::text NOT NULL,
    id text NOT NULL,
    language text NOT NULL,
    body text NOT NULL,
    current boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT public.instant() NOT NULL
);

ALTER TABLE public.consent_text OWNER TO backline_owner;

CREATE TABLE public.data_key (
    id text NOT NULL,
    purpose text NOT NULL,
    wrapped bytea NOT NULL,
    current boolean NOT NULL,
    created_at timestamp with time zone DEFAULT public.instant() NOT NULL,
    CONSTRAINT data_key_purpose_check CHECK ((purpose = ANY (ARRAY['field'::text, 'index'::text])))
);

ALTER TABLE public.data_key OWNER TO backline_owner;

CREATE TABLE public.draft (
    request_id uuid NOT NULL,
    agent_id uuid NOT NULL,
    note_sealed bytea NOT NULL,
    written_at timestamp with time zone DEFAULT public.instant() NOT NULL
);

ALTER TABLE public.draft OWNER TO backline_owner;

CREATE TABLE public.guide (
    topic text NOT NULL,
    language text NOT NULL,
    opening text DEFAULT ''::text NOT NULL,
    closing text DEFAULT ''::text NOT NULL
);

ALTER TABLE public.guide OWNER TO backline_owner;

CREATE TABLE public.guide_question (
    topic text NOT NULL,
    language text NOT NULL,
    "position" integer NOT NULL,
    id text NOT NULL,
    ask text NOT NULL,
    note text DEFAULT ''::text NOT NULL
);

ALTER TABLE public.guide_question OWNER TO backline_owner;

CREATE TABLE public.holiday (
    day date NOT NULL,
    name text NOT NULL
);

ALTER TABLE public.holiday OWNER TO backline_owner;

CREATE TABLE public.holiday_opening (
    day date NOT NULL,
    from_minute smallint NOT NULL,
    to_minute smallint NOT NULL,
    CONSTRAINT holiday_opening_check CHECK ((from_minute < to_minute)),
    CONSTRAINT holiday_opening_from_minute_check CHECK ((from_minute >= 0)),
    CONSTRAINT holiday_opening_to_minute_check CHECK ((to_minute <= 1440))
);

ALTER TABLE public.holiday_opening OWNER TO backline_owner;

CREATE TABLE public.institute (
    only_row boolean DEFAULT true NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    name text NOT NULL,
    phone text NOT NULL,
    zone text NOT NULL,
    first_within_seconds integer NOT NULL,
    most_a_day integer NOT NULL,
    spacing_minutes integer NOT NULL,
    inside_window_at_least integer NOT NULL,
    most_voicemails integer NOT NULL,
    earliest_local_minute integer NOT NULL,
    latest_local_minute integer NOT NULL,
    speaker_minutes integer DEFAULT 15 NOT NULL,
    CONSTRAINT institute_check CHECK ((earliest_local_minute < latest_local_minute)),
    CONSTRAINT institute_earliest_local_minute_check CHECK (((earliest_local_minute >= 0) AND (earliest_local_minute <= 1440))),
    CONSTRAINT institute_first_within_seconds_check CHECK ((first_within_seconds > 0)),
    CONSTRAINT institute_inside_window_at_least_check CHECK ((inside_window_at_least >= 0)),
    CONSTRAINT institute_latest_local_minute_check CHECK (((latest_local_minute >= 0) AND (latest_local_minute <= 1440))),
    CONSTRAINT institute_most_a_day_check CHECK ((most_a_day > 0)),
    CONSTRAINT institute_most_voicemails_check CHECK ((most_voicemails >= 0)),
    CONSTRAINT institute_only_row_check CHECK (only_row),
    CONSTRAINT institute_spacing_minutes_check CHECK ((spacing_minutes >= 0)),
    CONSTRAINT institute_speaker_minutes_check CHECK ((speaker_minutes >= 0))
);

ALTER TABLE public.institute OWNER TO backline_owner;

CREATE TABLE public.journal (
    id bigint NOT NULL,
    xact xid8 DEFAULT pg_current_xact_id() NOT NULL,
    at timestamp with time zone DEFAULT public.instant() NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    action text NOT NULL,
    request_id uuid,
    object_id text,
    fields text[] DEFAULT '{}'::text[] NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    sealed bytea,
    epoch integer DEFAULT public.journal_epoch() NOT NULL,
    CONSTRAINT journal_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['patient'::text, 'staff'::text, 'system'::text, 'operator'::text])))
);

ALTER TABLE public.journal OWNER TO backline_owner;

CREATE TABLE public.journal_head (
    only_row boolean DEFAULT true NOT NULL,
    "position" bigint NOT NULL,
    mac bytea NOT NULL,
    epoch integer DEFAULT 0 NOT NULL,
    floor xid8,
    CONSTRAINT journal_head_only_row_check CHECK (only_row)
);

ALTER TABLE public.journal_head OWNER TO backline_owner;

ALTER TABLE public.journal ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.journal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.journal_seal (
    "position" bigint NOT NULL,
    xact xid8 NOT NULL,
    id bigint NOT NULL,
    mac bytea NOT NULL,
    epoch integer DEFAULT 0 NOT NULL,
    CONSTRAINT journal_seal_position_check CHECK (("position" > 0))
);

ALTER TABLE public.journal_seal OWNER TO backline_owner;

CREATE TABLE public.migration (
    number integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.migration OWNER TO backline_owner;

CREATE TABLE public.opening (
    weekday smallint NOT NULL,
    from_minute smallint NOT NULL,
    to_minute smallint NOT NULL,
    CONSTRAINT opening_check CHECK ((from_minute < to_minute)),
    CONSTRAINT opening_from_minute_check CHECK ((from_minute >= 0)),
    CONSTRAINT opening_to_minute_check CHECK ((to_minute <= 1440)),
    CONSTRAINT opening_weekday_check CHECK (((weekday >= 0) AND (weekday <= 6)))
);

ALTER TABLE public.opening OWNER TO backline_owner;

CREATE TABLE public.outcome (
    code text NOT NULL,
    label text NOT NULL,
    "position" integer NOT NULL,
    reached text NOT NULL,
    next_state text NOT NULL,
    delay text NOT NULL,
    delay_minutes integer DEFAULT 0 NOT NULL,
    counted boolean DEFAULT true NOT NULL,
    needs_note boolean DEFAULT false NOT NULL,
    needs_due_at boolean DEFAULT false NOT NULL,
    needs_language boolean DEFAULT false NOT NULL,
    needs_appointment boolean DEFAULT false NOT NULL,
    needs_reason boolean DEFAULT false NOT NULL,
    needs_advice boolean DEFAULT false NOT NULL,
    needs_voicemail_permission boolean DEFAULT false NOT NULL,
    needs_clinician boolean DEFAULT false NOT NULL,
    suppresses_number boolean DEFAULT false NOT NULL,
    by_agent boolean DEFAULT true NOT NULL,
    retired boolean DEFAULT false NOT NULL,
    reasons text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT outcome_delay_check CHECK ((delay = ANY (ARRAY['cadence'::text, 'fixed_minutes'::text, 'one_business_day'::text, 'asked'::text, 'now'::text, 'none'::text]))),
    CONSTRAINT outcome_delay_minutes_check CHECK ((delay_minutes >= 0)),
    CONSTRAINT outcome_next_state_check CHECK ((next_state = ANY (ARRAY['retry'::text, 'scheduled'::text, 'waiting'::text, 'escalated'::text, 'closed'::text]))),
    CONSTRAINT outcome_reached_check CHECK ((reached = ANY (ARRAY['none'::text, 'machine'::text, 'third_party'::text, 'person'::text])))
);

ALTER TABLE public.outcome OWNER TO backline_owner;

CREATE TABLE public.promise (
    request_id uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    from_at timestamp with time zone NOT NULL,
    to_at timestamp with time zone NOT NULL,
    settled text,
    settled_at timestamp with time zone,
    form smallint,
    CONSTRAINT promise_check CHECK ((from_at < to_at)),
    CONSTRAINT promise_check1 CHECK (((settled IS NULL) = (settled_at IS NULL))),
    CONSTRAINT promise_settled_check CHECK ((settled = ANY (ARRAY['kept'::text, 'broken'::text, 'void'::text])))
);

ALTER TABLE public.promise OWNER TO backline_owner;

CREATE TABLE public.red_flag (
    id text NOT NULL,
    "position" integer NOT NULL,
    label_en text NOT NULL,
    label_es text NOT NULL,
    retired boolean DEFAULT false NOT NULL
);

ALTER TABLE public.red_flag OWNER TO backline_owner;

CREATE VIEW public.report_institute AS
 SELECT institute.zone,
    institute.first_within_seconds,
    institute.version
   FROM public.institute;

ALTER TABLE public.report_institute OWNER TO backline_owner;

CREATE TABLE public.request (
    id uuid NOT NULL,
    reference text NOT NULL,
    kind text NOT NULL,
    topic text NOT NULL,
    language text NOT NULL,
    interpreter boolean DEFAULT false NOT NULL,
    relation text NOT NULL,
    existing_patient boolean,
    voicemail_ok boolean DEFAULT false NOT NULL,
    text_ok boolean DEFAULT false NOT NULL,
    red_flags text[] DEFAULT '{}'::text[] NOT NULL,
    asked_from timestamp with time zone,
    asked_to timestamp with time zone,
    asked_days smallint[] DEFAULT '{}'::smallint[] NOT NULL,
    asked_parts text[] DEFAULT '{}'::text[] NOT NULL,
    name_sealed bytea NOT NULL,
    phone_sealed bytea NOT NULL,
    email_sealed bytea,
    reason_sealed bytea,
    phone_index bytea NOT NULL,
    last_four_index bytea NOT NULL,
    email_index bytea,
    name_index bytea NOT NULL,
    name_word_index bytea[] NOT NULL,
    consent_text_id text NOT NULL,
    consent_language text NOT NULL,
    consent_at timestamp with time zone NOT NULL,
    source_from text,
    utm_source text,
    utm_medium text,
    utm_campaign text,
    utm_content text,
    utm_term text,
    taken_by uuid,
    state text NOT NULL,
    quarantine_reason text,
    due_at timestamp with time zone,
    rank smallint DEFAULT 2 NOT NULL,
    own_due_at timestamp with time zone,
    own_rank smallint,
    promise_from timestamp with time zone,
    promise_to timestamp with time zone,
    reserved_for uuid,
    resolution text,
    closed_at timestamp with time zone,
    suppressed boolean DEFAULT false NOT NULL,
    merged_into uuid,
    is_test boolean DEFAULT false NOT NULL,
    claim_agent uuid,
    claim_until timestamp with time zone,
    fence bigint DEFAULT 0 NOT NULL,
    open_attempt uuid,
    created_at timestamp with time zone NOT NULL,
    wanted_at timestamp with time zone NOT NULL,
    first_attempt_at timestamp with time zone,
    first_attempt_business_seconds integer,
    reached_at timestamp with time zone,
    reached_business_seconds integer,
    closed_business_seconds integer,
    attempts integer DEFAULT 0 NOT NULL,
    flagged boolean DEFAULT false NOT NULL,
    barred text,
    name_folding smallint DEFAULT 2 NOT NULL,
    contact_name_sealed bytea,
    CONSTRAINT request_asked_whole CHECK ((((asked_from IS NULL) = (asked_to IS NULL)) AND (asked_from < asked_to))),
    CONSTRAINT request_barred_is_a_leads CHECK (((barred IS NULL) OR (state = 'escalated'::text))),
    CONSTRAINT request_claim_whole CHECK (((claim_agent IS NULL) = (claim_until IS NULL))),
    CONSTRAINT request_closed_once CHECK ((((state = 'closed'::text) = (resolution IS NOT NULL)) AND ((state = 'closed'::text) = (closed_at IS NOT NULL)))),
    CONSTRAINT request_due_while_open CHECK (((state = ANY (ARRAY['new'::text, 'retry'::text, 'scheduled'::text, 'waiting'::text, 'escalated'::text])) = (due_at IS NOT NULL))),
    CONSTRAINT request_first_attempt_whole CHECK (((first_attempt_at IS NULL) = (first_attempt_business_seconds IS NULL))),
    CONSTRAINT request_kind_check CHECK ((kind = ANY (ARRAY['callback'::text, 'consultation'::text]))),
    CONSTRAINT request_no_claim_when_over CHECK (((state <> ALL (ARRAY['closed'::text, 'quarantined'::text])) OR ((claim_agent IS NULL) AND (open_attempt IS NULL)))),
    CONSTRAINT request_not_merged_into_itself CHECK ((merged_into <> id)),
    CONSTRAINT request_promise_whole CHECK ((((promise_from IS NULL) = (promise_to IS NULL)) AND (promise_from < promise_to))),
    CONSTRAINT request_quarantine_reason CHECK (((state <> 'quarantined'::text) OR (quarantine_reason IS NOT NULL))),
    CONSTRAINT request_rank_check CHECK (((rank >= 0) AND (rank <= 3))),
    CONSTRAINT request_reached_whole CHECK (((reached_at IS NULL) = (reached_business_seconds IS NULL))),
    CONSTRAINT request_reference_check CHECK ((reference ~ '^[2-9A-HJ-NP-Z]{8}$'::text)),
    CONSTRAINT request_relation_check CHECK ((relation = ANY (ARRAY['self'::text, 'other'::text]))),
    CONSTRAINT request_scheduled_promised CHECK (((state <> 'scheduled'::text) OR (promise_from IS NOT NULL))),
    CONSTRAINT request_sooner_whole CHECK ((((own_due_at IS NULL) = (own_rank IS NULL)) AND (due_at < own_due_at))),
    CONSTRAINT request_state_check CHECK ((state = ANY (ARRAY['quarantined'::text, 'new'::text, 'retry'::text, 'scheduled'::text, 'waiting'::text, 'escalated'::text, 'closed'::text])))
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.01', autovacuum_vacuum_threshold='500', autovacuum_vacuum_cost_delay='0');

ALTER TABLE public.request OWNER TO backline_owner;

CREATE VIEW public.report_request AS
 SELECT request.id,
    request.created_at,
    request.wanted_at,
    request.first_attempt_at,
    request.first_attempt_business_seconds,
    request.reached_at,
    request.reached_business_seconds,
    request.closed_at,
    request.closed_business_seconds,
    request.state,
    request.resolution,
    request.kind,
    request.topic,
    request.language,
    request.source_from,
    request.attempts
   FROM public.request
  WHERE ((request.quarantine_reason IS NULL) AND (request.merged_into IS NULL) AND (NOT request.is_test) AND (request.resolution IS DISTINCT FROM 'spam'::text));

ALTER TABLE public.report_request OWNER TO backline_owner;

CREATE VIEW public.report_open_first_call AS
 SELECT r.id,
    a.started_at,
    r.wanted_at
   FROM ((public.report_request r
     JOIN public.request q ON ((q.id = r.id)))
     JOIN public.attempt a ON ((a.id = q.open_attempt)))
  WHERE (r.first_attempt_at IS NULL);

ALTER TABLE public.report_open_first_call OWNER TO backline_owner;

CREATE TABLE public.session (
    token_hash bytea NOT NULL,
    staff_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT public.instant() NOT NULL,
    seen_at timestamp with time zone DEFAULT public.instant() NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

ALTER TABLE public.session OWNER TO backline_owner;

CREATE TABLE public.sign_in_delay (
    subject text NOT NULL,
    failures integer NOT NULL,
    next_at timestamp with time zone NOT NULL,
    failed_at timestamp with time zone DEFAULT public.instant() NOT NULL
);

ALTER TABLE public.sign_in_delay OWNER TO backline_owner;

CREATE TABLE public.spoken_language (
    code text NOT NULL,
    "position" integer NOT NULL,
    label text NOT NULL
);

ALTER TABLE public.spoken_language OWNER TO backline_owner;

CREATE TABLE public.staff (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    username text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    languages text[] DEFAULT '{en}'::text[] NOT NULL,
    password_hash text NOT NULL,
    created_at timestamp with time zone DEFAULT public.instant() NOT NULL,
    disabled_at timestamp with time zone,
    CONSTRAINT staff_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
    CONSTRAINT staff_role_check CHECK ((role = ANY (ARRAY['agent'::text, 'lead'::text, 'manager'::text, 'administrator'::text, 'auditor'::text]))),
    CONSTRAINT staff_username_check CHECK ((username ~ '^[a-z][a-z0-9._-]{0,63}$'::text))
);

ALTER TABLE public.staff OWNER TO backline_owner;

CREATE TABLE public.submission (
    key_hash bytea NOT NULL,
    body_mac bytea,
    request_id uuid NOT NULL,
    reference text NOT NULL,
    token_hash bytea NOT NULL,
    promise_from timestamp with time zone NOT NULL,
    promise_to timestamp with time zone NOT NULL,
    language text NOT NULL,
    number smallint DEFAULT 1 NOT NULL,
    red_flag boolean NOT NULL,
    address_index bytea,
    render_nonce bytea,
    created_at timestamp with time zone NOT NULL,
    asked_from timestamp with time zone,
    asked_to timestamp with time zone,
    asked_days smallint[],
    asked_parts text[],
    told_from timestamp with time zone,
    told_to timestamp with time zone,
    withdrawn_at timestamp with time zone,
    edition integer DEFAULT 0 NOT NULL,
    answered_at timestamp with time zone,
    words_sealed bytea,
    proven boolean DEFAULT false NOT NULL,
    CONSTRAINT submission_edition_check CHECK ((edition >= 0)),
    CONSTRAINT submission_number_check CHECK ((number > 0))
);

ALTER TABLE public.submission OWNER TO backline_owner;

CREATE TABLE public.suppression (
    phone_index bytea NOT NULL,
    since timestamp with time zone DEFAULT public.instant() NOT NULL,
    request_id uuid,
    attempt_id uuid
);

ALTER TABLE public.suppression OWNER TO backline_owner;

CREATE TABLE public.topic (
    code text NOT NULL,
    "position" integer NOT NULL,
    label_en text NOT NULL,
    label_es text NOT NULL,
    retired boolean DEFAULT false NOT NULL
);

ALTER TABLE public.topic OWNER TO backline_owner;

CREATE VIEW public.unmet_promise AS
 SELECT p.request_id,
    p.form,
    p.from_at,
    p.to_at
   FROM public.promise p
  WHERE (((p.settled IS NULL) OR ((p.settled = 'broken'::text) AND (NOT (EXISTS ( SELECT
           FROM public.attempt a
          WHERE ((a.request_id = p.request_id) AND (a.counted IS DISTINCT FROM false) AND (a.started_at >= GREATEST(p.from_at, p.made_at)))))) AND (NOT (EXISTS ( SELECT
           FROM public.promise b
          WHERE ((b.request_id = p.request_id) AND (NOT (b.form IS DISTINCT FROM p.form)) AND (b.made_at > p.made_at))))))) AND ((p.form IS NULL) OR (EXISTS ( SELECT
           FROM public.submission s
          WHERE ((s.request_id = p.request_id) AND (s.number = p.form) AND (s.withdrawn_at IS NULL))))));

ALTER TABLE public.unmet_promise OWNER TO backline_owner;

CREATE TABLE public.wording (
    language text NOT NULL,
    key text NOT NULL,
    body text NOT NULL
);

ALTER TABLE public.wording OWNER TO backline_owner;

ALTER TABLE ONLY public.appointment
    ADD CONSTRAINT appointment_pkey PRIMARY KEY (request_id);

ALTER TABLE ONLY public.attempt
    ADD CONSTRAINT attempt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.attempt
    ADD CONSTRAINT attempt_request_id_number_key UNIQUE (request_id, number);

ALTER TABLE ONLY public.cadence_step
    ADD CONSTRAINT cadence_step_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.consent_text
    ADD CONSTRAINT consent_text_pkey PRIMARY KEY (id, language);

ALTER TABLE ONLY public.data_key
    ADD CONSTRAINT data_key_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_pkey PRIMARY KEY (request_id, agent_id);

ALTER TABLE ONLY public.guide
    ADD CONSTRAINT guide_pkey PRIMARY KEY (topic, language);

ALTER TABLE ONLY public.guide_question
    ADD CONSTRAINT guide_question_pkey PRIMARY KEY (topic, language, id);

ALTER TABLE ONLY public.holiday_opening
    ADD CONSTRAINT holiday_opening_pkey PRIMARY KEY (day, from_minute);

ALTER TABLE ONLY public.holiday
    ADD CONSTRAINT holiday_pkey PRIMARY KEY (day);

ALTER TABLE ONLY public.institute
    ADD CONSTRAINT institute_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY public.journal_head
    ADD CONSTRAINT journal_head_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY public.journal
    ADD CONSTRAINT journal_pkey PRIMARY KEY (epoch, xact, id);

ALTER TABLE ONLY public.journal_seal
    ADD CONSTRAINT journal_seal_epoch_xact_id_key UNIQUE (epoch, xact, id);

ALTER TABLE ONLY public.journal_seal
    ADD CONSTRAINT journal_seal_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY public.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.opening
    ADD CONSTRAINT opening_pkey PRIMARY KEY (weekday, from_minute);

ALTER TABLE ONLY public.outcome
    ADD CONSTRAINT outcome_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.red_flag
    ADD CONSTRAINT red_flag_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.request
    ADD CONSTRAINT request_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.sign_in_delay
    ADD CONSTRAINT sign_in_delay_pkey PRIMARY KEY (subject);

ALTER TABLE ONLY public.spoken_language
    ADD CONSTRAINT spoken_language_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.staff
    ADD CONSTRAINT staff_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.staff
    ADD CONSTRAINT staff_username_key UNIQUE (username);

ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_pkey PRIMARY KEY (key_hash);

ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_reference_key UNIQUE (reference);

ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_render_nonce_key UNIQUE (render_nonce);

ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.suppression
    ADD CONSTRAINT suppression_pkey PRIMARY KEY (phone_index);

ALTER TABLE ONLY public.topic
    ADD CONSTRAINT topic_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.wording
    ADD CONSTRAINT wording_pkey PRIMARY KEY (language, key);

CREATE INDEX appointment_in_clear ON public.appointment USING btree (request_id) WHERE (location IS NOT NULL);

CREATE UNIQUE INDEX attempt_one_open_per_agent ON public.attempt USING btree (agent_id) WHERE (ended_at IS NULL);

CREATE UNIQUE INDEX attempt_one_open_per_phone ON public.attempt USING btree (phone_index) WHERE (ended_at IS NULL);

CREATE UNIQUE INDEX attempt_one_open_per_request ON public.attempt USING btree (request_id) WHERE (ended_at IS NULL);

CREATE INDEX attempt_phone ON public.attempt USING btree (phone_index);

CREATE UNIQUE INDEX data_key_one_current ON public.data_key USING btree (purpose) WHERE current;

CREATE INDEX journal_of_request ON public.journal USING btree (request_id, id) WHERE (request_id IS NOT NULL);

CREATE INDEX journal_picked ON public.journal USING btree (actor_id, at) WHERE ((action = 'claim.taken'::text) AND (detail ? 'picked'::text));

CREATE INDEX journal_reveals ON public.journal USING btree (actor_id, at) WHERE (action = 'phone.revealed'::text);

CREATE INDEX journal_shown_numbers ON public.journal USING btree (at) WHERE (action = 'phone.revealed'::text);

CREATE UNIQUE INDEX promise_one_pending ON public.promise USING btree (request_id, form) NULLS NOT DISTINCT WHERE (settled IS NULL);

CREATE INDEX promise_settled ON public.promise USING btree (request_id, made_at) WHERE (settled IS NOT NULL);

CREATE INDEX promise_unsettled ON public.promise USING btree (to_at) WHERE (settled IS NULL);

CREATE INDEX request_claim_ends ON public.request USING btree (claim_until) WHERE (claim_agent IS NOT NULL);

CREATE INDEX request_created ON public.request USING btree (created_at);

CREATE INDEX request_email ON public.request USING btree (email_index) WHERE (email_index IS NOT NULL);

CREATE INDEX request_held_red_flags ON public.request USING btree (((quarantine_reason = ANY (ARRAY['no_render_time'::text, 'too_fast'::text, 'render_token_reused'::text, 'address_of_suspects'::text, 'address_without_proof'::text, 'red_flags_of_address'::text]))), created_at, id) WHERE ((state = 'quarantined'::text) AND (cardinality(red_flags) > 0));

CREATE INDEX request_last_four ON public.request USING btree (last_four_index);

CREATE INDEX request_name_folding ON public.request USING btree (name_folding, id) WHERE (name_folding < 2);

CREATE INDEX request_name_words ON public.request USING gin (name_word_index);

CREATE INDEX request_of_lead ON public.request USING btree (due_at, created_at, id) WHERE (state = 'escalated'::text);

CREATE INDEX request_of_number ON public.request USING btree (phone_index, COALESCE(closed_at, 'infinity'::timestamp with time zone)) WHERE ((state <> 'quarantined'::text) AND (resolution IS DISTINCT FROM 'spam'::text));

CREATE UNIQUE INDEX request_one_claim_per_agent ON public.request USING btree (claim_agent) WHERE (claim_agent IS NOT NULL);

CREATE UNIQUE INDEX request_one_open_per_person ON public.request USING btree (phone_index, name_index) WHERE ((state <> ALL (ARRAY['quarantined'::text, 'closed'::text])) AND (NOT suppressed));

CREATE INDEX request_phone ON public.request USING btree (phone_index);

CREATE INDEX request_quarantine ON public.request USING btree (created_at) WHERE (state = 'quarantined'::text);

CREATE INDEX request_queue ON public.request USING btree (rank, due_at, created_at, id) WHERE ((state = ANY (ARRAY['new'::text, 'retry'::text, 'scheduled'::text, 'waiting'::text, 'escalated'::text])) AND (barred IS NULL) AND (NOT suppressed));

CREATE INDEX request_red_flags_of_lead ON public.request USING btree (due_at, created_at, id) WHERE ((state = 'escalated'::text) AND flagged);

CREATE INDEX session_of_staff ON public.session USING btree (staff_id);

CREATE INDEX sign_in_delay_failed ON public.sign_in_delay USING btree (failed_at);

CREATE INDEX submission_by_address ON public.submission USING btree (address_index, created_at) WHERE (address_index IS NOT NULL);

CREATE UNIQUE INDEX submission_of_request ON public.submission USING btree (request_id, number);

CREATE TRIGGER promise_was_missed BEFORE UPDATE OF settled ON public.promise FOR EACH ROW EXECUTE FUNCTION public.promise_was_missed();

ALTER TABLE ONLY public.appointment
    ADD CONSTRAINT appointment_attempt_id_fkey FOREIGN KEY (attempt_id) REFERENCES public.attempt(id);

ALTER TABLE ONLY public.appointment
    ADD CONSTRAINT appointment_request_id_fkey FOREIGN KEY (request_id) REFERENCES public.request(id);

ALTER TABLE ONLY public.attempt
    ADD CONSTRAINT attempt_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.attempt
    ADD CONSTRAINT attempt_outcome_fkey FOREIGN KEY (outcome) REFERENCES public.outcome(code);

ALTER TABLE ONLY public.attempt
    ADD CONSTRAINT attempt_request_id_fkey FOREIGN KEY (request_id) REFERENCES public.request(id);

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_request_id_fkey FOREIGN KEY (request_id) REFERENCES public.request(id);

ALTER TABLE ONLY public.guide_question
    ADD CONSTRAINT guide_question_topic_language_fkey FOREIGN KEY (topic, language) REFERENCES public.guide(topic, language);

ALTER TABLE ONLY public.holiday_opening
    ADD CONSTRAINT holiday_opening_day_fkey FOREIGN KEY (day) REFERENCES public.holiday(day) ON DELETE CASCADE;

ALTER TABLE ONLY public.promise
    ADD CONSTRAINT promise_request_id_fkey FOREIGN KEY (request_id) REFERENCES public.request(id);

ALTER TABLE ONLY public.request
    ADD CONSTRAINT request_claim_agent_fkey FOREIGN KEY (claim_agent) REFERENCES public.staff(id);

ALTER TABLE ONLY public.request
    ADD CONSTRAINT request_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES public.request(id);

ALTER TABLE ONLY public.request
    ADD CONSTRAINT request_open_attempt_fkey FOREIGN KEY (open_attempt) REFERENCES public.attempt(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.request
    ADD CONSTRAINT request_reserved_for_fkey FOREIGN KEY (reserved_for) REFERENCES public.staff(id);

ALTER TABLE ONLY public.request
    ADD CONSTRAINT request_taken_by_fkey FOREIGN KEY (taken_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_request_id_fkey FOREIGN KEY (request_id) REFERENCES public.request(id) DEFERRABLE INITIALLY DEFERRED;

GRANT USAGE ON SCHEMA public TO backline_app;
GRANT USAGE ON SCHEMA public TO backline_report;

GRANT ALL ON FUNCTION public.instant() TO backline_app;
GRANT ALL ON FUNCTION public.instant() TO backline_report;

GRANT ALL ON FUNCTION public.journal_epoch() TO backline_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.appointment TO backline_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.attempt TO backline_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cadence_step TO backline_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.consent_text TO backline_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.data_key TO backline_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.draft TO backline_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.guide TO backline_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.guide_question TO backline_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.holiday TO backline_app;
GRANT SELECT ON TABLE public.holiday TO backline_report;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.holiday_opening TO backline_app;
GRANT SELECT ON TABLE public.holiday_opening TO backline_report;

GRANT SELECT,INSERT,UPDATE ON TABLE public.institute TO backline_app;

GRANT SELECT ON TABLE public.journal TO backline_app;

GRANT INSERT(actor_kind) ON TABLE public.journal TO backline_app;

GRANT INSERT(actor_id) ON TABLE public.journal TO backline_app;

GRANT INSERT(action) ON TABLE public.journal TO backline_app;

GRANT INSERT(request_id) ON TABLE public.journal TO backline_app;

GRANT INSERT(object_id) ON TABLE public.journal TO backline_app;

GRANT INSERT(fields) ON TABLE public.journal TO backline_app;

GRANT INSERT(detail) ON TABLE public.journal TO backline_app;

GRANT INSERT(sealed) ON TABLE public.journal TO backline_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.journal_head TO backline_app;

GRANT SELECT,INSERT ON TABLE public.journal_seal TO backline_app;

GRANT SELECT ON TABLE public.migration TO backline_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.opening TO backline_app;
GRANT SELECT ON TABLE public.opening TO backline_report;

GRANT SELECT,INSERT,UPDATE ON TABLE public.outcome TO backline_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.promise TO backline_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.red_flag TO backline_app;

GRANT SELECT ON TABLE public.report_institute TO backline_report;

GRANT SELECT,INSERT,UPDATE ON TABLE public.request TO backline_app;

GRANT SELECT ON TABLE public.report_request TO backline_report;

GRANT SELECT ON TABLE public.report_open_first_call TO backline_report;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.session TO backline_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sign_in_delay TO backline_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.spoken_language TO backline_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.staff TO backline_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.submission TO backline_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.suppression TO backline_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.topic TO backline_app;

GRANT SELECT ON TABLE public.unmet_promise TO backline_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.wording TO backline_app;
