// The desk's state and what can be done with it. Every action asks the server and shows its answer;
// nothing is assumed to have happened. Needs no document: the browser's parts come in as doors.
import { batch, computed, signal } from '@preact/signals';
import {
  type Answer,
  type Api,
  type FieldFault,
  type OpenTime,
  type Problem,
  saying,
} from '../shared/api';
import { moment } from '../shared/time';
import { phone as phoneWords, words } from '../shared/format';
import { changesBetween, withTel } from './hold_changes';
import { type Lease, type LeaseMood, leftMs, moodOf, shouldRenew } from './lease';
import { barredBy, EMPTY_ENTRY, type Entry, outcomeBody } from './outcome_form';
import { type News, newsOf } from './queue_order';
import type {
  AttemptStarted,
  Change,
  Claim,
  Guide,
  OutcomeKind,
  OutcomeLogged,
  Queue,
  QueueItem,
  Request,
  Resolution,
  Reveal,
  Understood,
} from './wire';

export type Hold = { request: Request; fence: number; guide: Guide };
export type Call = { id: string; number: number; startedAt: number };
// What a search found, shown in place of the queue.
export type Found = {
  title: string;
  q: string;
  items: QueueItem[];
  understood?: Understood;
  // How many more are in quarantine, which only a lead may see.
  heldAside: number;
};

const SOUGHT_BY: Record<Understood['kind'], string> = {
  email: 'the email',
  phone: 'the number',
  seven_digits: 'the number without its area code,',
  last_four: 'the last four digits',
  reference: 'the reference',
  name: 'words of a name:',
};

// "the last four digits 0131"
export function understoodWords({ kind, value }: Understood): string {
  const shown = kind === 'seven_digits' ? `${value.slice(0, 3)}-${value.slice(3)}` : value;
  return `${SOUGHT_BY[kind]} ${kind === 'phone' ? phoneWords(value) : shown}`;
}

// "1 is held aside as suspected spam: a lead can open it."
export function heldAsideWords(count: number): string {
  const [verb, object] = count === 1 ? ['is', 'it'] : ['are', 'them'];
  return `${count} ${verb} held aside as suspected spam: a lead can open ${object}.`;
}

export type DraftState = 'saved' | 'saving' | 'unsaved';
// What to show once work on a request has ended, well or not.
export type Ending =
  | { kind: 'logged' | 'released'; reference: string; text: string }
  | { kind: 'lost'; reference: string; text: string; note: string };

export type DeskDoors = {
  now: () => number;
  zone: () => string;
  personId: () => string;
  // Opens the tel: link.
  dial: (tel: string) => void;
  // Runs `work` after so long; the answer cancels it.
  later: (ms: number, work: () => void) => () => void;
  announceNews: (news: News) => void;
};

const DRAFT_PAUSE_MS = 700;
const DRAFT_RETRY_MS = 4_000;
const QUEUE_PAUSE_MS = 150;
const RING_PAUSE_MS = 120_000;
// Changes that concern who may look, not what there is to see.
const QUIET_CHANGE = /view|search|reveal|draft|export|queue/;
// Of these, what concerns none of a request's claim and calls.
const PATIENTS_CHANGE = /^(request|form)\./;

export class Desk {
  readonly queue = signal<Queue | null>(null);
  readonly outcomes = signal<OutcomeKind[]>([]);
  readonly resolutions = signal<Resolution[]>([]);
  readonly languages = signal<string[]>(['en', 'es']);
  readonly hold = signal<Hold | null>(null);
  readonly lease = signal<Lease>({ seconds: 0, renewedAt: 0 });
  readonly call = signal<Call | null>(null);
  readonly chosen = signal<OutcomeKind | null>(null);
  readonly entry = signal<Entry>(EMPTY_ENTRY);
  readonly faults = signal<FieldFault[]>([]);
  // Times at which we may call, beside a refused one.
  readonly openTimes = signal<OpenTime[]>([]);
  readonly draft = signal<DraftState>('saved');
  // What of the request in hand has changed since it was shown first.
  readonly changed = signal<string[]>([]);
  // Numbers shown to others within a day; for leads.
  readonly reveals = signal<Reveal[]>([]);
  // A request that is looked at, not held.
  readonly viewed = signal<Request | null>(null);
  // And it has changed since.
  readonly outOfDate = signal(false);
  readonly found = signal<Found | null>(null);
  readonly ending = signal<Ending | null>(null);
  // Why the last thing asked for was refused; stands beside the person's buttons.
  readonly refusal = signal<string | null>(null);
  // Read out politely.
  readonly said = signal('');
  readonly busy = signal(false);
  // The server's clock less this machine's.
  readonly skewMs = signal(0);
  readonly redFlag = computed(() => this.hold.value?.request.red_flag ?? false);

  private lastActive = 0;
  private reloading = false;
  private outdated = false;
  private rangAt = 0;
  private renewing = false;
  private mood: LeaseMood = 'calm';
  private cancelDraft: () => void = () => {};
  private cancelQueue: (() => void) | null = null;
  private savedNote = '';

  constructor(
    private readonly api: Api,
    private readonly doors: DeskDoors,
  ) {}

  // Everything anew after a sign-in; what was in hand is kept if it still can be.
  async open(): Promise<void> {
    const [outcomes, form] = await Promise.all([
      this.api.call<{ outcomes: OutcomeKind[]; resolutions?: Resolution[] }>(
        'GET',
        '/api/outcomes',
      ),
      this.api.call<{ languages: { code: string }[] }>('GET', '/api/form'),
      this.loadQueue(),
    ]);
    if (outcomes.ok) {
      this.outcomes.value = outcomes.body.outcomes;
      this.resolutions.value = outcomes.body.resolutions ?? [];
    }
    if (form.ok) this.languages.value = form.body.languages.map((language) => language.code);
    if (this.hold.value) {
      await this.renew();
      if (this.hold.value && this.draft.value !== 'saved') await this.saveDraft();
      return;
    }
    const mine = this.queue.value?.items.some((item) => item.holder?.id === this.doors.personId());
    if (mine) await this.takeNext();
  }

  // Another person signs in at this desk: nothing of the one before remains.
  forget(): void {
    this.cancelDraft();
    batch(() => {
      this.endHold(null);
      this.queue.value = null;
      this.viewed.value = null;
      this.found.value = null;
      this.reveals.value = [];
      this.refusal.value = null;
      this.said.value = '';
    });
  }

  // --- the queue ---

  async loadQueue(): Promise<void> {
    const asked = this.doors.now();
    const answer = await this.api.call<Queue>('GET', '/api/desk/queue');
    if (!answer.ok) return;
    const middle = (asked + this.doors.now()) / 2;
    const news = newsOf(this.queue.value, answer.body);
    batch(() => {
      this.skewMs.value = Date.parse(answer.body.now) - middle;
      this.queue.value = answer.body;
    });
    if (news && this.mayRing(news)) this.doors.announceNews(news);
    this.checkHolder();
  }

  // Only leads may: whoever may not is not told.
  async loadReveals(): Promise<void> {
    const person = this.doors.personId();
    const answer = await this.api.call<{ reveals: Reveal[] }>('GET', '/api/desk/reveals');
    if (answer.ok && person === this.doors.personId()) this.reveals.value = answer.body.reveals;
  }

  // A flood of forms with every sign ticked does not ring for each of them, in every call.
  private mayRing({ urgent }: News): boolean {
    if (!urgent) return true;
    const now = this.doors.now();
    if (this.rangAt > 0 && now - this.rangAt < RING_PAUSE_MS) return false;
    this.rangAt = now;
    return true;
  }

  takeChanges(changes: Change[]): void {
    for (const { kind, actor, reference, reason } of changes) {
      if (kind !== 'phone.revealed' || !actor) continue;
      this.say(`${actor} was shown the number of ${reference ?? 'a request'}: ${reason ?? ''}`);
      void this.loadReveals();
    }
    const loud = changes.filter((change) => !QUIET_CHANGE.test(change.kind));
    const held = this.hold.value?.request.id;
    const viewed = this.viewed.value?.id;
    if (loud.some(({ kind, request_id: id }) => id === held && PATIENTS_CHANGE.test(kind))) {
      void this.reloadHeld();
    }
    if (loud.some(({ request_id: id }) => id === viewed)) this.outOfDate.value = true;
    if (loud.length === 0 || this.cancelQueue) return;
    this.cancelQueue = this.doors.later(QUEUE_PAUSE_MS, () => {
      this.cancelQueue = null;
      void this.loadQueue();
    });
  }

  // Somebody else has what we thought we held: ask, and learn that it is gone.
  private checkHolder(): void {
    const hold = this.hold.value;
    if (!hold || this.busy.value) return;
    const item = this.queue.value?.items.find((one) => one.id === hold.request.id);
    if (item?.holder && item.holder.id !== this.doors.personId()) void this.renew();
  }

  // --- claims ---

  async takeNext(): Promise<void> {
    if (this.hold.value) {
      this.say('You hold a request. Log how the call ended, or release it, then take the next.');
      return;
    }
    const answer = await this.alone(() =>
      this.api.call<Claim | null>('POST', '/api/desk/claims', {}),
    );
    if (!answer) return;
    if (!answer.ok) return this.refuse(answer.problem);
    if (!answer.body) {
      this.say('Nothing is due now.');
      this.ending.value = null;
      return;
    }
    this.take(answer.body);
  }

  async takeGiven(id: string, reason: string): Promise<boolean> {
    const answer = await this.alone(() =>
      this.api.call<Claim>('POST', '/api/desk/claims', { request_id: id, reason }),
    );
    if (!answer) return false;
    if (!answer.ok) {
      this.refuse(answer.problem);
      return false;
    }
    this.take(answer.body);
    return true;
  }

  private take(claim: Claim): void {
    const note = claim.draft ?? claim.request.draft ?? '';
    const open = claim.request.open_attempt;
    batch(() => {
      this.hold.value = { request: claim.request, fence: claim.fence, guide: claim.guide };
      this.lease.value = { seconds: claim.lease_seconds, renewedAt: this.doors.now() };
      this.call.value = open ? this.resumed(claim.request) : null;
      this.entry.value = { ...EMPTY_ENTRY, note };
      this.chosen.value = null;
      this.fault([]);
      this.draft.value = 'saved';
      this.viewed.value = null;
      this.ending.value = null;
      this.refusal.value = null;
      this.changed.value = [];
    });
    this.savedNote = note;
    this.say(`You have request ${claim.request.reference}, ${claim.request.topic_label}.`);
    void this.loadQueue();
  }

  private holds({ request, fence }: Hold): boolean {
    return this.hold.value?.request.id === request.id && this.hold.value.fence === fence;
  }

  // The request in hand as it is by now: the patient may have mended it since it was shown. One
  // look at a time, so that the last one is the latest; one that fails is made again.
  async reloadHeld(): Promise<void> {
    if (!this.hold.value) return;
    this.outdated = true;
    if (this.reloading) return;
    this.reloading = true;
    while (this.outdated && this.hold.value) {
      this.outdated = false;
      const answer = await this.api.call<Claim | null>('GET', '/api/desk/claim');
      if (answer.ok) this.takeReloaded(answer.body);
      else if (answer.problem.status !== 401) {
        this.doors.later(DRAFT_RETRY_MS, () => void this.reloadHeld());
      }
    }
    this.reloading = false;
  }

  // Where it is another one's by now, the renewal tells.
  private takeReloaded(claim: Claim | null): void {
    const hold = this.hold.value;
    if (!claim || !hold || claim.request.id !== hold.request.id || claim.fence !== hold.fence) {
      return;
    }
    const changed = changesBetween(hold.request, claim.request);
    batch(() => {
      this.hold.value = { request: claim.request, fence: hold.fence, guide: claim.guide };
      this.changed.value = [...new Set([...this.changed.value, ...changed])];
    });
    if (changed.length > 0) this.say(`Changed meanwhile: ${changed.join(', ')}.`);
  }

  private resumed(request: Request): Call | null {
    const open = request.open_attempt;
    if (!open) return null;
    const startedAt = Date.parse(open.started_at) - this.skewMs.value;
    const known = request.attempts.find((attempt) => attempt.id === open.id);
    return { id: open.id, number: known?.number ?? request.attempts.length, startedAt };
  }

  // Somebody pressed a key or moved the pointer.
  touch(): void {
    this.lastActive = this.doors.now();
    if (this.hold.value && leftMs(this.lease.value, this.lastActive) === 0) void this.tick();
  }

  // Called each second.
  async tick(): Promise<void> {
    if (!this.hold.value || this.renewing) return;
    const now = this.doors.now();
    if (shouldRenew(this.lease.value, this.lastActive, now)) await this.renew();
    const mood = moodOf(this.lease.value, now);
    if (mood === 'short' && this.mood !== 'short' && !this.call.value) {
      this.say('Your hold on this request is about to end. Press any key to keep it.');
    }
    this.mood = mood;
  }

  private async renew(): Promise<void> {
    const hold = this.hold.value;
    if (!hold || this.renewing) return;
    this.renewing = true;
    const asked = this.doors.now();
    const url = `/api/requests/${hold.request.id}/claim`;
    const body = { fence: hold.fence };
    const answer = await this.api.call<{ lease_seconds?: number } | null>('PUT', url, body);
    this.renewing = false;
    if (!this.holds(hold)) return;
    if (answer.ok) {
      const seconds = answer.body?.lease_seconds ?? this.lease.value.seconds;
      this.lease.value = { seconds, renewedAt: asked };
    } else if (answer.problem.status === 409 || answer.problem.status === 404) {
      await this.lose();
    }
  }

  async release(reason: string): Promise<void> {
    const hold = this.hold.value;
    if (!hold) return;
    await this.saveDraft();
    const url = `/api/requests/${hold.request.id}/claim`;
    const body = reason ? { fence: hold.fence, reason } : { fence: hold.fence };
    const answer = await this.alone(() => this.api.call('DELETE', url, body));
    if (!answer) return;
    if (!answer.ok) return this.refuseHeld(answer.problem);
    const text = 'It went back to its place in the queue.';
    this.endHold({ kind: 'released', reference: hold.request.reference, text });
    this.say(`Released ${hold.request.reference}.`);
    void this.loadQueue();
  }

  // The hold is over without our doing; the note in hand is not thrown away.
  private async lose(): Promise<void> {
    const hold = this.hold.value;
    if (!hold) return;
    const note = this.entry.value.note === this.savedNote ? '' : this.entry.value.note;
    await this.loadQueue();
    const item = this.queue.value?.items.find((one) => one.id === hold.request.id);
    const taker =
      item?.holder && item.holder.id !== this.doors.personId() ? item.holder.name : null;
    const text = taker
      ? `${taker} has it now.`
      : 'The time for it ran out, or it was taken back. Nothing you logged before is lost.';
    this.endHold({ kind: 'lost', reference: hold.request.reference, text, note });
    this.say(`Your hold on ${hold.request.reference} has ended.`);
  }

  private endHold(ending: Ending | null): void {
    this.cancelDraft();
    batch(() => {
      this.hold.value = null;
      this.call.value = null;
      this.chosen.value = null;
      this.entry.value = EMPTY_ENTRY;
      this.fault([]);
      this.draft.value = 'saved';
      this.refusal.value = null;
      this.ending.value = ending;
    });
    this.savedNote = '';
  }

  // --- the call ---

  async startCall(): Promise<void> {
    const hold = this.hold.value;
    if (!hold) return this.say('Take a request first.');
    if (this.call.value) return this.say('The call is under way. Choose how it ended.');
    const url = `/api/requests/${hold.request.id}/attempts`;
    const answer = await this.alone(() =>
      this.api.call<AttemptStarted>('POST', url, { fence: hold.fence }),
    );
    if (!answer) return;
    if (!answer.ok) return this.refuseHeld(answer.problem);
    const { attempt_id, number, tel } = answer.body;
    const held = this.holds(hold) && this.hold.value ? this.hold.value : hold;
    const request = withTel(held.request, tel);
    batch(() => {
      this.call.value = { id: attempt_id, number, startedAt: this.doors.now() };
      this.refusal.value = null;
      if (request === held.request) return;
      // Mended since it was shown: what is dialled is what stands there.
      this.hold.value = { ...held, request };
      this.changed.value = [...new Set([...this.changed.value, 'the number'])];
    });
    this.say('Call started. Choose how it ended.');
    this.doors.dial(tel);
    void this.reloadHeld();
  }

  choose(outcome: OutcomeKind): void {
    const hold = this.hold.value;
    if (!hold || !this.call.value) {
      return this.say('Start the call first, then choose how it ended.');
    }
    const barred = barredBy(outcome, hold.request);
    if (barred) return this.say(barred);
    batch(() => {
      // Anew each time: who chooses the chosen one again is led back to it.
      this.chosen.value = { ...outcome };
      this.fault([]);
    });
  }

  chooseNumber(number: number): void {
    const outcome = this.outcomes.value[number - 1];
    if (outcome && this.hold.value) this.choose(outcome);
  }

  schedule(): void {
    const outcome = this.outcomes.value.find((one) => one.code === 'callback_requested');
    if (outcome && this.hold.value) this.choose(outcome);
  }

  async logOutcome(): Promise<void> {
    const hold = this.hold.value;
    const call = this.call.value;
    const outcome = this.chosen.value;
    if (!hold || !call || !outcome) return;
    const made = outcomeBody(outcome, this.entry.value, {
      redFlag: this.redFlag.value,
      zone: this.doors.zone(),
      adviceId: hold.guide.emergency_id,
      found: this.faults.value,
    });
    if ('faults' in made) {
      this.fault(made.faults);
      return;
    }
    this.cancelDraft();
    const url = `/api/attempts/${call.id}/outcome`;
    const body = { fence: hold.fence, ...made.body };
    const answer = await this.alone(() => this.api.call<OutcomeLogged>('POST', url, body));
    if (!answer) return;
    if (!answer.ok) return this.refuseOutcome(answer.problem);
    const text = this.loggedWords(outcome, answer.body);
    this.endHold({ kind: 'logged', reference: hold.request.reference, text });
    this.say(`Logged. ${text}`);
    void this.loadQueue();
  }

  private loggedWords(outcome: OutcomeKind, logged: OutcomeLogged): string {
    if (logged.merged_into) {
      const other = `request ${logged.merged_into} goes on`;
      return `${outcome.label}. They asked from the other number, too: ${other}.`;
    }
    if (logged.phone_masked && logged.state === 'escalated') {
      return `${outcome.label}. The other number cannot be called. Passed on to a lead.`;
    }
    if (logged.state === 'closed') {
      const why = logged.resolution ?? outcome.code;
      const same = why === outcome.code;
      return same ? `${outcome.label}. Closed.` : `${outcome.label}. Closed: ${words(why)}.`;
    }
    if (logged.state === 'escalated') return `${outcome.label}. Passed on to a lead.`;
    if (!logged.due_at) return `${outcome.label}.`;
    const now = this.doors.now() + this.skewMs.value;
    const when = moment(logged.due_at, this.doors.zone(), now);
    if (logged.phone_masked) {
      return `${outcome.label}. To be called on ${logged.phone_masked} ${when}.`;
    }
    return `${outcome.label}. Comes back ${when}.`;
  }

  // --- the note ---

  write(change: Partial<Entry>): void {
    this.entry.value = { ...this.entry.value, ...change };
    if (change.note === undefined) return;
    this.draft.value = change.note === this.savedNote ? 'saved' : 'unsaved';
    this.cancelDraft();
    this.cancelDraft = this.doors.later(DRAFT_PAUSE_MS, () => void this.saveDraft());
  }

  // `leaving`: the page is going away, the call must outlive it.
  async saveDraft(leaving = false): Promise<void> {
    const hold = this.hold.value;
    const note = this.entry.value.note;
    this.cancelDraft();
    if (!hold || note === this.savedNote) return;
    this.draft.value = 'saving';
    const url = `/api/requests/${hold.request.id}/draft`;
    const body = { fence: hold.fence, note };
    const answer = await this.api.call('PUT', url, body, { keepalive: leaving });
    if (!this.holds(hold)) return;
    if (answer.ok) {
      this.savedNote = note;
      this.draft.value = this.entry.value.note === note ? 'saved' : 'unsaved';
    } else if (answer.problem.code === 'stale_fence') {
      await this.lose();
    } else {
      this.draft.value = 'unsaved';
      if (answer.problem.status === 401) return;
      this.cancelDraft = this.doors.later(DRAFT_RETRY_MS, () => void this.saveDraft());
    }
  }

  // --- looking at others ---

  async look(id: string): Promise<void> {
    if (this.hold.value?.request.id === id) {
      this.viewed.value = null;
      return;
    }
    const answer = await this.api.call<Request>('GET', `/api/requests/${id}`);
    if (!answer.ok) return this.refuse(answer.problem);
    batch(() => {
      this.refusal.value = null;
      this.viewed.value = answer.body;
      this.outOfDate.value = false;
    });
  }

  closeView(): void {
    this.viewed.value = null;
  }

  async search(q: string): Promise<void> {
    if (!q.trim()) this.found.value = null;
    else await this.find({ title: 'Found', q: q.trim() });
  }

  // What is held aside as suspected spam; for leads.
  async showQuarantine(): Promise<void> {
    await this.find({ title: 'Quarantine', q: '' });
  }

  // What is looked for never stands in a URL; without it, what is in quarantine.
  private async find({ title, q }: Pick<Found, 'title' | 'q'>): Promise<void> {
    type Body = { items: QueueItem[]; understood_as?: Understood; held_aside?: number };
    const answer = q
      ? await this.api.call<Body>('POST', '/api/requests/search', { q })
      : await this.api.call<Body>('GET', '/api/requests?state=quarantined');
    if (!answer.ok) return this.refuse(answer.problem);
    const { items, understood_as: understood, held_aside: heldAside = 0 } = answer.body;
    this.found.value = { title, q, items, heldAside, ...(understood && { understood }) };
    const by = understood ? ` by ${understoodWords(understood)}` : '';
    const aside = heldAside > 0 ? ` ${heldAsideWords(heldAside)}` : '';
    this.say(`${title}${by}: ${items.length}.${aside}`);
  }

  // A lead lets a suspect into the queue, or closes it as spam.
  async judge(request: Request, spam: boolean): Promise<void> {
    const url = `/api/requests/${request.id}`;
    const answer = await this.alone(() =>
      spam
        ? this.api.call('POST', `${url}/spam`, {})
        : this.api.call('DELETE', `${url}/quarantine`, {}),
    );
    if (!answer) return;
    if (!answer.ok) return this.refuse(answer.problem);
    this.viewed.value = null;
    if (this.found.value) await this.find(this.found.value);
    await this.loadQueue();
    this.say(spam ? `${request.reference} is closed as spam.` : `${request.reference} is let in.`);
  }

  // A lead closes what is looked at, or in hand, without a call. False: refused, and why is told.
  async closeWithoutCall(request: Request, resolution: string, note: string): Promise<boolean> {
    const url = `/api/requests/${request.id}/closure`;
    const answer = await this.alone(() => this.api.call('POST', url, { resolution, note }));
    if (!answer) return false;
    if (!answer.ok) {
      this.refuse(answer.problem);
      return false;
    }
    const text = `${request.reference} is closed.`;
    if (this.hold.value?.request.id === request.id) {
      const { reference } = request;
      this.endHold({ kind: 'logged', reference, text: 'Closed without a call.' });
    }
    this.viewed.value = null;
    if (this.found.value) await this.find(this.found.value);
    await this.loadQueue();
    this.say(text);
    return true;
  }

  closeSearch(): void {
    this.found.value = null;
  }

  // --- how answers are told ---

  say(text: string): void {
    this.said.value = text;
  }

  private fault(faults: FieldFault[], openTimes: OpenTime[] = []): void {
    this.faults.value = faults;
    this.openTimes.value = openTimes;
  }

  private refuse(problem: Problem): void {
    if (problem.status === 401) return;
    const text = problem.errors[0]?.message ?? saying(problem);
    this.refusal.value = text;
    this.say(text);
  }

  private refuseHeld(problem: Problem): void | Promise<void> {
    if (problem.code === 'stale_fence') return this.lose();
    this.refuse(problem);
  }

  private refuseOutcome(problem: Problem): void | Promise<void> {
    if (problem.status !== 422 || problem.errors.length === 0) return this.refuseHeld(problem);
    this.fault(problem.errors, problem.suggestions);
  }

  // One question to the server at a time; a second press meanwhile does nothing.
  private async alone<T>(ask: () => Promise<Answer<T>>): Promise<Answer<T> | null> {
    if (this.busy.value) return null;
    this.busy.value = true;
    try {
      return await ask();
    } finally {
      this.busy.value = false;
    }
  }
}
