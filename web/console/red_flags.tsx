// The red flags a person ticked, with the emergency advice to read out before anything else.
import { EmergencyAdvice } from './emergency_advice';
import type { Guide, Request } from './wire';

export function RedFlags({ request, guide }: { request: Request; guide?: Guide | undefined }) {
  if (request.red_flags.length === 0) return null;
  return (
    <section class="notice notice--bad" aria-labelledby="red-flags-title">
      <h3 class="notice__title" id="red-flags-title">
        Red flag: they ticked
      </h3>
      <ul>
        {request.red_flags.map((flag) => (
          <li key={flag.id}>{flag.label}</li>
        ))}
      </ul>
      {guide && <EmergencyAdvice guide={guide} />}
    </section>
  );
}
