// Other requests from the same number: linked, never one.
import { words } from '../shared/format';
import { desk } from './console';
import type { Request } from './wire';

export function Household({ request }: { request: Request }) {
  if (request.household.length === 0) return null;
  return (
    <section class="household" aria-labelledby="household-title">
      <h3 id="household-title">Same number</h3>
      <ul class="household__list" role="list">
        {request.household.map((other) => (
          <li key={other.id}>
            <button
              type="button"
              class="button button--quiet"
              onClick={() => void desk.look(other.id)}
            >
              {other.reference}
            </button>{' '}
            {words(other.state)}
          </li>
        ))}
      </ul>
    </section>
  );
}
