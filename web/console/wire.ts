// The shapes that the desk's part of the server speaks.

export type Instant = string;
export type Asked =
  { asap: true } | { from: Instant; to: Instant } | { days: string[]; parts: string[] };
export type Span = { from: Instant; to: Instant };
export type Holder = { id: string; name: string };
export type Place =
  'overdue' | 'held_back' | 'red_flag' | 'promised' | 'new' | 'retry' | 'later' | 'barred';
export type Target = 'on_time' | 'soon' | 'late';
export type Kind = 'callback' | 'consultation';
export type State =
  'quarantined' | 'new' | 'retry' | 'scheduled' | 'waiting' | 'escalated' | 'closed';

export type QueueItem = {
  id: string;
  reference: string;
  kind: Kind;
  topic: string;
  topic_label: string;
  language: string;
  interpreter: boolean;
  state: State;
  phone_masked: string;
  attempts: number;
  due_at: Instant;
  created_at: Instant;
  asked: Asked;
  promise: Span | null;
  red_flag: boolean;
  place: Place;
  why: string;
  target: Target;
  holder: Holder | null;
  held_until: Instant | null;
  in_call: boolean;
  // Why it can never be called, in a code; `why` says it in words.
  barred: string | null;
  // Nobody who speaks its language is in.
  no_speaker: boolean;
  // What is kept of it and cannot be read.
  unreadable: string[];
};

// What a search took its words for.
export type Understood = {
  kind: 'email' | 'phone' | 'seven_digits' | 'last_four' | 'reference' | 'name';
  value: string;
};

export type Counts = {
  due: number;
  later: number;
  claimed: number;
  escalated: number;
  quarantined: number;
  // Of these, with signs of an emergency.
  held_red_flags: number;
};
export type Queue = {
  seq: number;
  now: Instant;
  counts: Counts;
  // Open requests that are not among the items.
  more: number;
  items: QueueItem[];
};

// actor, reference and reason: of phone.revealed, which leads are told of.
export type Change = {
  seq: number;
  kind: string;
  request_id: string | null;
  at: Instant;
  actor?: string;
  reference?: string;
  reason?: string;
};
// Whose number was shown to whom, and why; for leads.
export type Reveal = {
  at: Instant;
  actor: string;
  request_id: string;
  reference: string;
  reason: string;
};
export type Changes = { seq: number; nonce: string; changes: Change[] };

export type Attempt = {
  id: string;
  number: number;
  agent: string;
  started_at: Instant;
  ended_at: Instant | null;
  outcome: string | null;
  outcome_label: string | null;
  note: string | null;
  reason: string | null;
  reason_label: string | null;
  // Which emergency text was read on it.
  advice: string | null;
};

export type Request = {
  id: string;
  reference: string;
  kind: Kind;
  state: State;
  name: string;
  phone: string | null;
  extension: string | null;
  phone_display: string | null;
  phone_masked: string;
  email: string | null;
  topic: string;
  topic_label: string;
  reason: string | null;
  language: string;
  interpreter: boolean;
  asked: Asked;
  voicemail_ok: boolean;
  text_ok: boolean;
  relation: 'self' | 'other' | null;
  // Who asked, where it is for somebody else.
  contact_name: string | null;
  existing_patient: boolean | null;
  // One was ticked, and no person was reached since.
  red_flag: boolean;
  red_flags: { id: string; label: string }[];
  source: Record<string, string> | null;
  created_at: Instant;
  due_at: Instant | null;
  promise: Span | null;
  resolution: string | null;
  attempts: Attempt[];
  history: { at: Instant; kind: string; actor: string | null; text: string }[];
  household: { id: string; reference: string; state: State }[];
  appointment: { visit_start: Instant; location: string; clinician: string | null } | null;
  holder: Holder | null;
  held_until: Instant | null;
  callable: {
    now: boolean;
    reason: string | null;
    reason_text: string | null;
    allowed_at: Instant | null;
  };
  open_attempt: { id: string; started_at: Instant } | null;
  // How many voicemails may still be left.
  voicemails_left: number;
  // The number must never be called.
  suppressed: boolean;
  barred: string | null;
  no_speaker: boolean;
  unreadable: string[];
  quarantine_reason: string | null;
  draft?: string | null;
};

export type Guide = {
  language: string;
  opening: string;
  voicemail: string;
  live_message: string;
  // Which text the emergency advice is; stored with the outcome as `advice`.
  emergency_id: string;
  emergency_title: string;
  emergency_signs: string[];
  emergency: string[];
  questions: { id: string; ask: string; note: string | null }[];
  closing: string;
};

export type Claim = {
  request: Request;
  fence: number;
  lease_seconds: number;
  guide: Guide;
  draft?: string | null;
};

export type Need =
  | 'note'
  | 'due_at'
  | 'language'
  | 'appointment'
  | 'reason'
  | 'advice'
  | 'voicemail_permission'
  | 'clinician';
export type Takes = 'due_at' | 'mine' | 'other_phone';
export type OutcomeKind = {
  code: string;
  label: string;
  reached: 'none' | 'machine' | 'third_party' | 'person';
  next: 'retry' | 'scheduled' | 'waiting' | 'escalated' | 'closed';
  needs: Need[];
  // What it has a place for beside what it needs.
  takes: Takes[];
  reasons: string[];
  position: number;
};

// What a lead may close a request with, without a call.
export type Resolution = { code: string; label: string };

export type AttemptStarted = {
  attempt_id: string;
  number: number;
  started_at: Instant;
  tel: string;
};
export type OutcomeLogged = {
  request_id: string;
  state: State;
  due_at: Instant | null;
  resolution: string | null;
  // Reference of the person's other request, which goes on instead.
  merged_into: string | null;
  // Of another number that was taken.
  phone_masked: string | null;
};
