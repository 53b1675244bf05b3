// What a browser with JavaScript adds to the patient's pages. Everything works without it: this
// only sends the form without leaving the page, so that a failed network loses nothing typed.

const form = document.getElementById('request');
const embedded = document.documentElement.classList.contains('embedded');
const patience_ms = 10000;
const freshTokenAfter_ms = 12 * 60 * 60 * 1000;

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const byId = (id) => document.getElementById(id);

// --- in an article's page: as light or dark as it is, and the frame as tall as we are ---

const scheme = (/[?&]scheme=(light|dark)(?:&|$)/.exec(window.location.search) || [])[1];
if (scheme && 'URL' in window) {
  document.documentElement.classList.add(scheme);
  // What the browser itself sends from here stays so, too.
  for (const leading of document.querySelectorAll('form, [formaction]')) {
    const name = leading.tagName === 'FORM' ? 'action' : 'formaction';
    const target = new URL(leading.getAttribute(name), window.location.href);
    target.searchParams.set('scheme', scheme);
    leading.setAttribute(name, target.pathname + target.search);
  }
}

if (window.parent !== window) {
  let told = 0;
  const tell = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    window.parent.postMessage({ backline: height }, '*');
  };
  if ('ResizeObserver' in window) {
    new ResizeObserver(tell).observe(document.documentElement);
  } else {
    for (const what of ['load', 'resize', 'input', 'change', 'click']) {
      window.addEventListener(what, () => setTimeout(tell, 0));
    }
  }
  tell();
  keepPlace();
}

// A reload of the article starts its frame anew, with the form. What was sent from this tab is
// found again by its link, which stands in the tab's own storage of our origin: no other page can
// read it, and it goes with the tab. Where a browser gives a frame no storage, the link that
// opens the page by itself has to do.
function keepPlace() {
  const key = 'backline.sent';
  let storage;
  try {
    storage = window.sessionStorage;
    const place = storage.getItem(key);
    if (form && place && /^\/r\/[\w-]+\?/.test(place)) {
      window.location.replace(place);
      return;
    }
  } catch {
    return;
  }
  if (document.querySelector('[data-stands]')) {
    storage.setItem(key, window.location.pathname + window.location.search);
  } else if (document.querySelector('[data-over]')) {
    storage.removeItem(key);
  }
  const again = byId('again');
  if (again) again.addEventListener('click', () => storage.removeItem(key));
}

// --- the patient's own page ---

const print = byId('print');
if (print) {
  print.hidden = false;
  print.addEventListener('click', () => window.print());
}

// --- the form ---

// The fields of api.md that the form calls otherwise.
const formNames = {
  window: 'best_time',
  'window.asap': 'best_time',
  'window.days': 'days',
  'window.parts': 'parts',
  'window.from': 'window_from',
  'window.to': 'window_to',
  'consent.given': 'consent',
  'consent.text_id': 'consent',
};
const formName = (field) => formNames[field] ?? field.replace(/^source\./, '').replace(/\[.*$/, '');

const utmNames = ['source', 'medium', 'campaign', 'content', 'term'].map((word) => `utm_${word}`);
const sourceNames = ['from', ...utmNames];

// Times go as they were typed: the server alone knows the institute's clocks.
function askedTime(data) {
  const asked = data.get('best_time');
  if (asked === 'parts') return { days: data.getAll('days'), parts: data.getAll('parts') };
  if (asked === 'window') return { from: data.get('window_from'), to: data.get('window_to') };
  // One of the open times that the server offered.
  const [from, to] = (asked ?? '').split('/');
  return to ? { from, to } : { asap: true };
}

// The body of POST /api/requests from what stands in the form; what was left empty is left out.
function body(data) {
  const ticked = (name) => data.get(name) === 'yes';
  const request = {
    kind: data.get('kind') ?? '',
    name: data.get('name'),
    phone: data.get('phone'),
    topic: data.get('topic'),
    language: data.get('language'),
    interpreter: ticked('interpreter'),
    window: askedTime(data),
    voicemail_ok: ticked('voicemail_ok'),
    text_ok: ticked('text_ok'),
    consent: { text_id: data.get('consent_text_id'), given: ticked('consent') },
    relation: data.get('relation') ?? 'self',
    red_flags: data.getAll('red_flags'),
    source: {},
    rendered: data.get('rendered'),
    submission_id: data.get('submission_id'),
    edition: Number(data.get('edition')),
  };
  if (request.relation === 'other') request.contact_name = data.get('contact_name') ?? '';
  for (const name of ['email', 'reason', 'spare']) {
    if (data.get(name)) request[name] = data.get(name);
  }
  if (data.get('existing_patient')) {
    request.existing_patient = data.get('existing_patient') === 'yes';
  }
  for (const name of sourceNames) {
    if (data.get(name)) request.source[name] = data.get(name);
  }
  return request;
}

async function askFor(url, options) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience_ms);
  try {
    const response = await fetch(url, { ...options, signal: stop.signal, credentials: 'omit' });
    return { status: response.status, json: await response.json().catch(() => ({})) };
  } finally {
    clearTimeout(timer);
  }
}

// --- faults ---

// The title without the prefix that the server may have put before it.
const prefix = form ? form.dataset.errorPrefix : '';
const plainTitle = document.title.startsWith(prefix)
  ? document.title.slice(prefix.length)
  : document.title;

function clearFaults() {
  document.title = plainTitle;
  byId('summary').hidden = true;
  byId('summary-list').replaceChildren();
  byId('not-saved').hidden = true;
  byId('in-doubt').hidden = true;
  byId('stale').hidden = true;
  for (const fault of form.querySelectorAll('.fault')) fault.remove();
  for (const field of form.querySelectorAll('[aria-invalid]')) {
    field.removeAttribute('aria-invalid');
  }
  for (const field of form.querySelectorAll('[aria-describedby]')) {
    const ids = field.getAttribute('aria-describedby').split(' ');
    const hint = ids.filter((id) => !id.endsWith('-fault')).join(' ');
    if (hint) field.setAttribute('aria-describedby', hint);
    else field.removeAttribute('aria-describedby');
  }
}

// What is folded away opens, so that what is wrong in it is seen.
function unfold(control) {
  const folded = control.closest('details');
  if (folded) folded.open = true;
}

function showBesideField(name, words) {
  const field = byId(`${name}-field`);
  const control = byId(name);
  if (!field || !control) return false;
  if (byId(`${name}-fault`)) return true;
  const fault = document.createElement('p');
  fault.className = 'fault';
  fault.id = `${name}-fault`;
  const spoken = document.createElement('span');
  spoken.className = 'unseen';
  spoken.textContent = prefix;
  fault.append(spoken, words);
  const above = [...field.children].filter((child) => child.matches('legend, label, .hint'));
  if (above.length > 0) above[above.length - 1].after(fault);
  else field.prepend(fault);
  unfold(control);
  const grouped = field.tagName === 'FIELDSET' && name !== 'consent';
  const described = grouped ? field : control;
  const hint = described.getAttribute('aria-describedby');
  described.setAttribute('aria-describedby', hint ? `${hint} ${fault.id}` : fault.id);
  if (!grouped) control.setAttribute('aria-invalid', 'true');
  return true;
}

function showFaults(errors) {
  const seen = new Set();
  const placed = errors.map(({ field, message }) => {
    const name = formName(field);
    return { name, message, beside: showBesideField(name, message) };
  });
  const place = ({ name, beside }) =>
    beside ? [...form.elements].indexOf(byId(name)) : form.elements.length;
  placed.sort((a, b) => place(a) - place(b));
  for (const { name, message, beside } of placed) {
    if (seen.has(beside ? name : message)) continue;
    seen.add(beside ? name : message);
    const line = document.createElement('li');
    if (beside) {
      const link = document.createElement('a');
      link.href = `#${name}`;
      link.textContent = message;
      line.append(link);
    } else {
      line.textContent = message;
    }
    byId('summary-list').append(line);
  }
  document.title = prefix + plainTitle;
  show(byId('summary'));
}

// The open times in place of one that cannot be met, as choices beside the others.
function offerOpenTimes(suggestions) {
  const place = byId('open-times');
  for (const earlier of place.querySelectorAll('.choice')) earlier.remove();
  suggestions.forEach(({ from, to, words }, i) => {
    const choice = document.createElement('div');
    choice.className = 'choice';
    const radio = document.createElement('input');
    Object.assign(radio, {
      type: 'radio',
      name: 'best_time',
      id: `best_time-open-${i}`,
      value: `${from}/${to}`,
    });
    const label = document.createElement('label');
    label.htmlFor = radio.id;
    label.textContent = words;
    choice.append(radio, label);
    place.append(choice);
  });
  place.hidden = suggestions.length === 0;
}

function show(notice) {
  notice.hidden = false;
  notice.scrollIntoView({ block: 'start' });
  notice.focus({ preventScroll: true });
}

// A link of the summary leads to the field itself, not only to its place on the page.
function followSummary(event) {
  const link = event.target.closest('a');
  const control = link && byId(link.hash.slice(1));
  if (!control) return;
  event.preventDefault();
  unfold(control);
  (control.closest('.field') ?? control).scrollIntoView({ block: 'start' });
  control.focus({ preventScroll: true });
}

// --- sending ---

let drawnAt = Date.now();
let ripe_ms = 0;

async function freshToken() {
  const { status, json } = await askFor('/api/form', {});
  if (status !== 200 || !json.rendered) return false;
  form.elements.rendered.value = json.rendered;
  drawnAt = Date.now();
  // It is taken for a person's only some seconds after it was drawn.
  ripe_ms = json.min_seconds * 1000 + 500;
  beginWork();
  return true;
}

// --- a piece of work ---

// Who sends one form does not notice it, who sends a thousand does: an answer to the page's token,
// found by trying (see /api/form, proof_bits). Begun with the first key or touch. Where a browser
// cannot, or is slow, the form goes without.
const triesAtOnce = 64;
const workPatience_ms = 2000;
let work;

async function workOn(token, bits) {
  const bytes = new TextEncoder();
  for (let from = 0; token === form.elements.rendered.value; from += triesAtOnce) {
    const tries = Array.from({ length: triesAtOnce }, (_, i) => (from + i).toString(36));
    const digests = await Promise.all(
      tries.map((one) => crypto.subtle.digest('SHA-256', bytes.encode(`${token}.${one}`))),
    );
    const at = digests.findIndex((one) => Math.clz32(new DataView(one).getUint32(0)) >= bits);
    if (at >= 0) return tries[at];
    await wait(0);
  }
  return undefined;
}

function beginWork() {
  const token = form.elements.rendered.value;
  if (work?.token === token || !window.crypto?.subtle || !window.TextEncoder) return;
  const answer = workOn(token, Number(form.dataset.proofBits)).catch(() => undefined);
  work = { token, answer };
}

async function proof() {
  beginWork();
  return Promise.race([work?.answer, wait(workPatience_ms)]);
}

// What was sent last, when it was. What says otherwise is a later edition of the same form, which
// the server takes in its place, also when the one before arrives after it.
let sent;

function nextEdition() {
  form.elements.edition.value = Number(form.elements.edition.value) + 1;
}

async function post() {
  const words = () => {
    const { rendered, edition, ...said } = body(new FormData(form));
    return JSON.stringify(said);
  };
  if (sent !== undefined && sent !== words()) nextEdition();
  sent = words();
  const request = body(new FormData(form));
  const worked = await proof();
  if (worked) request.proof = worked;
  return askFor('/api/requests', {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Accept-Language': document.documentElement.lang,
    },
    body: JSON.stringify(request),
  });
}

const mostEditions = 5;

// What a page from before a reload sent may stand under its key: this is a later edition of that.
async function postEdition() {
  let answer = await post();
  const isOther = () =>
    answer.status === 422 && answer.json.errors?.some(({ code }) => code === 'key_reused');
  for (let tries = 1; tries < mostEditions && isOther(); tries += 1) {
    nextEdition();
    answer = await post();
  }
  return answer;
}

// Posts once more when all that is wrong is that the page was drawn too long ago.
async function postFresh() {
  const answer = await postEdition();
  const errors = answer.status === 422 ? (answer.json.errors ?? []) : [];
  if (!errors.some(({ field }) => field === 'rendered') || !(await freshToken())) return answer;
  await wait(ripe_ms);
  return post();
}

let sending = false;

async function send(event) {
  // Another language is the server's to draw, with what was typed.
  if (event.submitter && event.submitter.name === 'switch') return;
  event.preventDefault();
  if (sending) return;
  sending = true;
  const button = byId('submit');
  const words = button.textContent;
  button.setAttribute('aria-disabled', 'true');
  button.textContent = form.dataset.sending;
  clearFaults();
  try {
    const { status, json } = await postFresh();
    if ((status === 200 || status === 201) && json.status_url) {
      const { pathname, search } = new URL(json.status_url, window.location.href);
      const own = new URLSearchParams(search);
      if (embedded) own.set('embed', '1');
      if (scheme) own.set('scheme', scheme);
      if (!own.has('language')) own.set('language', document.documentElement.lang);
      window.location.replace(`${pathname}?${own}`);
      return;
    }
    if (status === 422 && json.suggestions) offerOpenTimes(json.suggestions);
    // Only the server's own word tells that nothing was saved.
    const refused = json.status === status && json.code !== 'in_doubt';
    if (status === 422 && json.errors?.length > 0) showFaults(json.errors);
    else show(byId(refused ? 'not-saved' : 'in-doubt'));
  } catch {
    show(byId('in-doubt'));
  }
  sending = false;
  button.removeAttribute('aria-disabled');
  button.textContent = words;
}

// After a night on an open tab a token is drawn before it is needed, so that sending need not wait.
function refreshOldToken() {
  if (document.visibilityState !== 'visible' || Date.now() - drawnAt < freshTokenAfter_ms) return;
  freshToken().catch(() => {});
}

function watchRedFlags() {
  const notice = byId('red-flag-notice');
  const flags = [...form.querySelectorAll('[name=red_flags]')];
  const look = () => {
    notice.hidden = !flags.some((flag) => flag.checked);
  };
  for (const flag of flags) flag.addEventListener('change', look);
  look();
}

// The sentence at the phone field follows the time that was chosen. With signs of an emergency
// neither is said: they are called first.
function watchBestTime() {
  const soon = byId('when-soon');
  if (!soon) return;
  const look = () => {
    const chosen = form.querySelector('[name=best_time]:checked');
    const first = form.querySelector('[name=red_flags]:checked') !== null;
    const later = chosen !== null && chosen.value !== 'asap';
    soon.hidden = first || later;
    byId('when-chosen').hidden = first || !later;
  };
  form.addEventListener('change', look);
  look();
}

// What this script needs before it takes the form over; where something is missing, the form goes
// the plain way. Without `submitter` the button "Español" could not be told from the other.
const able =
  'SubmitEvent' in window &&
  'submitter' in window.SubmitEvent.prototype &&
  ['fetch', 'AbortController', 'FormData', 'URL', 'URLSearchParams', 'Intl', 'Promise'].every(
    (name) => name in window,
  ) &&
  'replaceChildren' in window.Element.prototype &&
  'fromEntries' in Object &&
  'formatToParts' in window.Intl.DateTimeFormat.prototype;

if (form) {
  watchRedFlags();
  watchBestTime();
}
if (form && able) {
  form.addEventListener('submit', send);
  byId('summary').addEventListener('click', followSummary);
  document.addEventListener('visibilitychange', refreshOldToken);
  for (const first of ['pointerdown', 'keydown', 'input']) form.addEventListener(first, beginWork);
  // Back from the cache of pages: the button must not stay "Sending …".
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    sending = false;
    refreshOldToken();
  });
}
// What the server has to say has the focus. `autofocus` gives it, but not in a frame.
const notices = document.querySelectorAll('#summary, #not-saved, #in-doubt, #stale');
const said = [...notices].find((n) => !n.hidden);
if (said) {
  setTimeout(() => {
    if (document.activeElement === document.body) said.focus();
  }, 100);
}
