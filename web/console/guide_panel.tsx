// What to say and ask, in the caller's language. Questions are asked only when a visit is booked.
import { languageName } from '../shared/format';
import { EmergencyAdvice, With911 } from './emergency_advice';
import type { Guide } from './wire';

function Part({ title, text, lang }: { title: string; text: string; lang: string }) {
  if (!text) return null;
  return (
    <section class="guide__part">
      <h3>{title}</h3>
      <p lang={lang}>
        <With911 text={text} />
      </p>
    </section>
  );
}

// `urgent`: a red flag stands, and its advice is read first.
export function GuidePanel({ guide, urgent }: { guide: Guide; urgent: boolean }) {
  const lang = guide.language;
  return (
    <aside class="guide" aria-labelledby="guide-title" tabIndex={0}>
      <h2 class="guide__title" id="guide-title">
        Call guide, {languageName(lang)}
      </h2>
      <details class="guide__part" open={urgent}>
        <summary>Emergency advice</summary>
        <EmergencyAdvice guide={guide} />
      </details>
      <Part title="Opening" text={guide.opening} lang={lang} />
      <Part title="Voicemail: these words only" text={guide.voicemail} lang={lang} />
      <Part title="Message with somebody: these words only" text={guide.live_message} lang={lang} />
      <section class="guide__part">
        <h3>When booking, ask</h3>
        <ol class="guide__questions">
          {guide.questions.map((question) => (
            <li key={question.id}>
              <span lang={lang}>{question.ask}</span>
              {question.note && (
                <span class="guide__note" lang={lang}>
                  {question.note}
                </span>
              )}
            </li>
          ))}
        </ol>
      </section>
      <Part title="Closing" text={guide.closing} lang={lang} />
    </aside>
  );
}
