// What the person asked for, as a list of facts; the same for a request held and one looked at.
import type { ComponentChildren } from 'preact';
import { moment, span } from '../shared/time';
import { NONE, words } from '../shared/format';
import { askedWords } from './asked';
import { serverNowCoarse, session } from './console';
import type { Request } from './wire';

const EXISTING = new Map<boolean | null, string>([
  [true, 'Existing patient'],
  [false, 'New patient'],
  [null, 'Not said'],
]);

function sourceWords(source: Request['source']): string {
  const from = source?.['from'];
  if (from === 'phone') return 'Taken by phone';
  const campaign = source?.['utm_campaign'] ?? source?.['utm_source'];
  return (
    [from, campaign]
      .filter(Boolean)
      .map((part) => words(String(part)))
      .join(', ') || NONE
  );
}

function unreadable(request: Request, field: string): string | null {
  return request.unreadable.includes(field) ? 'Cannot be read' : null;
}

function factsOf(request: Request, zone: string, now: number): [string, ComponentChildren][] {
  const facts: [string, ComponentChildren][] = [['When', askedWords(request.asked, zone, now)]];
  if (request.promise) {
    facts.push(['Promised', words(span(request.promise.from, request.promise.to, zone, now))]);
  }
  facts.push(
    ['Received', words(moment(request.created_at, zone, now))],
    ['Patient', EXISTING.get(request.existing_patient) ?? NONE],
    ['Voicemail', request.voicemail_ok ? 'Allowed' : 'Not allowed'],
    ['Text message', request.text_ok ? 'Allowed' : 'Not allowed'],
    ['Email', unreadable(request, 'email') ?? (request.email || NONE)],
    ['Came from', sourceWords(request.source)],
  );
  if (request.appointment) {
    const { visit_start, location, clinician } = request.appointment;
    const where = clinician ? `${location}, ${clinician}` : location;
    facts.push(['Visit', `${words(moment(visit_start, zone, now))}, ${where}`]);
  }
  return facts;
}

export function RequestFacts({ request }: { request: Request }) {
  const facts = factsOf(request, session.zone.value, serverNowCoarse.value);
  return (
    <section class="facts" aria-labelledby="facts-title">
      <h3 class="facts__title" id="facts-title">
        What they asked for
      </h3>
      {unreadable(request, 'reason') && (
        <p class="facts__reason">Their words cannot be read.</p>
      )}
      {request.reason && <blockquote class="facts__reason">{request.reason}</blockquote>}
      <dl class="facts__list">
        {facts.map(([name, value]) => (
          <div class="facts__one" key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
