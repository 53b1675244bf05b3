// The emergency advice to read out, whole: when to call 911, the signs, what else to say.
import type { Guide } from './wire';

// 911 in a text is a link, as on the patient's pages.
export function With911({ text }: { text: string }) {
  const [before = '', ...after] = text.split('911');
  if (after.length === 0) return <>{text}</>;
  return (
    <>
      {before}
      <a href="tel:911">911</a>
      {after.join('911')}
    </>
  );
}

export function EmergencyAdvice({ guide }: { guide: Guide }) {
  return (
    <div lang={guide.language}>
      <p>
        <strong>
          <With911 text={guide.emergency_title} />
        </strong>
      </p>
      <ul>
        {guide.emergency_signs.map((sign) => (
          <li key={sign}>{sign}</li>
        ))}
      </ul>
      {guide.emergency.map((line) => (
        <p key={line}>
          <With911 text={line} />
        </p>
      ))}
    </div>
  );
}
