// What of a request in hand has changed since it was shown: a patient may mend the form, or send it
// again, before the call and during it. Pure.
import type { Request } from './wire';

const JOINED = 'request.joined';

const PARTS: [string, (request: Request) => unknown][] = [
  [
    'signs of an emergency',
    ({ red_flag: stands, red_flags: flags }) => [stands, flags.map((flag) => flag.id)],
  ],
  ['the number', ({ phone, extension }) => [phone, extension]],
  ['the name', ({ name, contact_name: contact, relation }) => [name, contact, relation]],
  ['the reason', ({ reason, topic, kind }) => [reason, topic, kind]],
  ['the time asked for', ({ asked }) => asked],
  ['the language', ({ language, interpreter }) => [language, interpreter]],
  ['what they allow', ({ voicemail_ok: voicemail, text_ok: text }) => [voicemail, text]],
  ['whether it may be called', ({ barred }) => barred],
  // What a later form says stands in the history, and overwrites nothing.
  ['they wrote again', ({ history }) => history.filter(({ kind }) => kind === JOINED).length],
];

// In the order of weight, in words.
export function changesBetween(before: Request, after: Request): string[] {
  return PARTS.filter(
    ([, part]) => JSON.stringify(part(before)) !== JSON.stringify(part(after)),
  ).map(([words]) => words);
}

// With the number that the server answers for a call: from then on it stays.
export function withTel(request: Request, tel: string): Request {
  if (tel === telOf(request)) return request;
  const [phone = '', extension] = tel.replace(/^tel:/, '').split(';ext=');
  return { ...request, phone, extension: extension ?? null, phone_display: null };
}

// Its number, as RFC 3966 writes it and as the server answers it for a call.
export function telOf(request: Pick<Request, 'phone' | 'extension'>): string {
  return `tel:${request.phone ?? ''}${request.extension ? `;ext=${request.extension}` : ''}`;
}
