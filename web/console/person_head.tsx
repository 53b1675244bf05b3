// Who it is: name, reference, kind, topic and language.
import type { ComponentChildren } from 'preact';
import { languageName } from '../shared/format';
import { noSpeakerWords } from './no_speaker';
import type { Request } from './wire';

type PersonHeadProps = { request: Request; children?: ComponentChildren };

export const PERSON_TITLE_ID = 'person-title';

export function PersonHead({ request, children }: PersonHeadProps) {
  const kind = request.kind === 'consultation' ? 'Consultation' : 'Call-back';
  return (
    <header class="person-head">
      <div class="person-head__who">
        <h2 class="person-head__name" id={PERSON_TITLE_ID} tabIndex={-1}>
          {request.unreadable.includes('name') ? 'Name cannot be read' : request.name}
        </h2>
        <p class="person-head__about">
          {kind} about {request.topic_label.toLowerCase()}, reference{' '}
          <span class="person-head__reference">{request.reference}</span>
        </p>
        {request.contact_name && (
          <p class="person-head__asked">
            Ask for {request.name}. {request.contact_name} asked us to call.
          </p>
        )}
        <p class="person-head__marks">
          <span class="badge badge--plain badge--accent">{languageName(request.language)}</span>
          {request.interpreter && <span class="badge badge--plain">Interpreter needed</span>}
          {request.no_speaker && (
            <span class="badge badge--warn">{noSpeakerWords(request.language)}</span>
          )}
          {request.relation === 'other' && (
            <span class="badge badge--plain">Asked for somebody else</span>
          )}
          {request.state === 'closed' && <span class="badge badge--plain">Closed</span>}
        </p>
      </div>
      {children}
    </header>
  );
}
