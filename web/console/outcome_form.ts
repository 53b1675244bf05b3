// What an outcome needs, as a small form: which fields, what is still missing, what is sent. Pure.
import type { FieldFault } from '../shared/api';
import { instantOf } from '../shared/time';
import type { OutcomeKind, Request } from './wire';

export type Entry = {
  note: string;
  dueAt: string; // wall time in the institute's zone
  mine: boolean;
  language: string;
  visitStart: string; // wall time in the institute's zone
  location: string;
  clinician: string;
  reason: string;
  adviceRead: boolean;
  otherPhone: string;
};

export const EMPTY_ENTRY: Entry = {
  note: '',
  dueAt: '',
  mine: false,
  language: '',
  visitStart: '',
  location: '',
  clinician: '',
  reason: '',
  adviceRead: false,
  otherPhone: '',
};

const FORM_FIELDS = [
  'due_at',
  'language',
  'appointment',
  'reason',
  'other_phone',
  'advice',
] as const;
export type FormField = (typeof FORM_FIELDS)[number];
// Somebody who ticked a red flag and was reached must have heard the emergency advice.
// The server knows best: one may have been ticked meanwhile.
const adviceDue = (outcome: OutcomeKind, redFlag: boolean, found: FieldFault[]): boolean =>
  outcome.needs.includes('advice') ||
  (redFlag && outcome.reached === 'person') ||
  found.some((fault) => fault.field === 'advice');

// The fields to show, in order. A field that the server found fault with is always shown.
export function fieldsOf(
  outcome: OutcomeKind,
  redFlag: boolean,
  faults: FieldFault[] = [],
): FormField[] {
  return FORM_FIELDS.filter(
    (field) =>
      (outcome.needs as string[]).includes(field) ||
      (outcome.takes as string[]).includes(field) ||
      (field === 'advice' && adviceDue(outcome, redFlag, faults)) ||
      faults.some((fault) => fault.field.split('.')[0] === field),
  );
}

export function faultOf(faults: FieldFault[], field: string): string | undefined {
  return faults.find((fault) => fault.field === field)?.message;
}

// `found`: the faults that stand beside the fields by now.
type Context = { redFlag: boolean; zone: string; adviceId: string; found: FieldFault[] };

const missing = (field: string, message: string): FieldFault => ({
  field,
  code: 'required',
  message,
});

function faultsOf(
  outcome: OutcomeKind,
  { redFlag, zone, found }: Context,
  entry: Entry,
): FieldFault[] {
  const faults: FieldFault[] = [];
  const needs = (need: OutcomeKind['needs'][number]): boolean => outcome.needs.includes(need);
  if (needs('note') && !entry.note.trim()) {
    faults.push(missing('note', 'Write a note: what was said, and what is needed'));
  }
  if (needs('due_at') && !instantOf(entry.dueAt, zone)) {
    faults.push(missing('due_at', 'Give the day and time to call'));
  }
  if (needs('language') && !entry.language) faults.push(missing('language', 'Choose a language'));
  if (needs('appointment') && !instantOf(entry.visitStart, zone)) {
    faults.push(missing('appointment.visit_start', 'Give the day and time of the visit'));
  }
  if (needs('appointment') && !entry.location.trim()) {
    faults.push(missing('appointment.location', 'Say where the visit is'));
  }
  if (needs('reason') && !entry.reason) faults.push(missing('reason', 'Choose a reason'));
  if (adviceDue(outcome, redFlag, found) && !entry.adviceRead) {
    faults.push(missing('advice', 'Read the emergency advice to them, then tick this'));
  }
  return faults;
}

export type OutcomeBody = {
  outcome: string;
  note?: string;
  due_at?: string;
  mine?: boolean;
  language?: string;
  appointment?: { visit_start: string; location: string; clinician?: string };
  reason?: string;
  advice?: string;
  other_phone?: string;
};

// What to send, or everything that is missing at once.
export function outcomeBody(
  outcome: OutcomeKind,
  entry: Entry,
  context: Context,
): { body: OutcomeBody } | { faults: FieldFault[] } {
  const faults = faultsOf(outcome, context, entry);
  if (faults.length > 0) return { faults };
  const body: OutcomeBody = { outcome: outcome.code };
  const fields = fieldsOf(outcome, context.redFlag, context.found);
  if (entry.note.trim()) body.note = entry.note.trim();
  if (fields.includes('due_at')) {
    const at = instantOf(entry.dueAt, context.zone);
    if (at) body.due_at = at;
  }
  if (outcome.takes.includes('mine') && entry.mine) body.mine = true;
  if (fields.includes('language')) body.language = entry.language;
  if (fields.includes('appointment')) {
    body.appointment = {
      visit_start: instantOf(entry.visitStart, context.zone) ?? '',
      location: entry.location.trim(),
      ...(entry.clinician.trim() ? { clinician: entry.clinician.trim() } : {}),
    };
  }
  if (fields.includes('reason')) body.reason = entry.reason;
  if (fields.includes('other_phone') && entry.otherPhone.trim()) {
    body.other_phone = entry.otherPhone.trim();
  }
  if (fields.includes('advice')) body.advice = context.adviceId;
  return { body };
}

// Why an outcome cannot be logged for this request, or null.
export function barredBy(
  outcome: OutcomeKind,
  request: Pick<Request, 'voicemail_ok' | 'voicemails_left' | 'state'>,
): string | null {
  if (outcome.needs.includes('voicemail_permission')) {
    if (!request.voicemail_ok) return 'They did not allow a voicemail.';
    if (request.voicemails_left === 0) return 'No more voicemails for this request.';
  }
  if (outcome.needs.includes('clinician') && request.state !== 'escalated') {
    return 'Only after a clinician decided.';
  }
  return null;
}
