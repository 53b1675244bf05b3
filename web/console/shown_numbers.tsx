// For leads: whose numbers were shown to whom within a day, and why.
import { moment } from '../shared/time';
import { desk, serverNowCoarse, session } from './console';

export function ShownNumbers() {
  const reveals = desk.reveals.value;
  if (reveals.length === 0) return null;
  return (
    <details class="shown-numbers">
      <summary>
        Numbers shown within a day <span class="figures">({reveals.length})</span>
      </summary>
      <ul role="list">
        {reveals.map((one) => (
          <li key={`${one.at}-${one.request_id}`}>
            <button
              type="button"
              class="button button--quiet"
              onClick={() => void desk.look(one.request_id)}
            >
              {one.reference}
            </button>{' '}
            to {one.actor}, {moment(one.at, session.zone.value, serverNowCoarse.value)}:{' '}
            {one.reason}
          </li>
        ))}
      </ul>
    </details>
  );
}
