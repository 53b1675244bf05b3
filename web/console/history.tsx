// What happened before: the calls, then everything else, newest first.
import { timer, words } from '../shared/format';
import { moment } from '../shared/time';
import { serverNowCoarse, session } from './console';
import type { Attempt, Request } from './wire';

function talked(attempt: Attempt): string {
  if (!attempt.ended_at) return 'under way';
  return timer(Date.parse(attempt.ended_at) - Date.parse(attempt.started_at));
}

function Calls({ attempts }: { attempts: Attempt[] }) {
  const zone = session.zone.value;
  const at = serverNowCoarse.value;
  return (
    <ol class="history__list" role="list">
      {[...attempts].reverse().map((attempt) => (
        <li class="history__one" key={attempt.id}>
          <p class="history__line">
            <strong>
              {attempt.outcome_label ??
                (attempt.outcome ? words(attempt.outcome) : 'Call under way')}
            </strong>
            <span class="history__when figures">
              Call {attempt.number}, {moment(attempt.started_at, zone, at)}, {attempt.agent},{' '}
              {talked(attempt)}
            </span>
          </p>
          {attempt.reason_label && <p class="history__note">Reason: {attempt.reason_label}</p>}
          {attempt.advice && <p class="history__note">The emergency advice was read.</p>}
          {attempt.note && <p class="history__note">{attempt.note}</p>}
        </li>
      ))}
    </ol>
  );
}

export function History({ request }: { request: Request }) {
  const zone = session.zone.value;
  const at = serverNowCoarse.value;
  return (
    <section class="history" aria-labelledby="history-title">
      <h3 class="history__title" id="history-title">
        Calls so far
      </h3>
      {request.attempts.length === 0 ? (
        <p class="history__none">Nobody has called yet.</p>
      ) : (
        <Calls attempts={request.attempts} />
      )}
      {request.history.length > 0 && (
        <details>
          <summary>All that happened ({request.history.length})</summary>
          <ol class="history__list" role="list">
            {[...request.history]
              .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
              .map((line) => (
                <li class="history__one history__line" key={`${line.at}${line.kind}${line.text}`}>
                  <span>{line.text}</span>
                  <span class="history__when figures">
                    {moment(line.at, zone, at)}
                    {line.actor ? `, ${line.actor}` : ''}
                  </span>
                </li>
              ))}
          </ol>
        </details>
      )}
    </section>
  );
}
