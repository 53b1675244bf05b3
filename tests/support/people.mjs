// Made-up patients: each number of the sequence is another person with another phone, so that no
// two join into one request. `mark` goes into every name, so that it can be searched for
// afterwards.
const areas = [213, 310, 323, 424, 442, 562, 619, 626, 661, 714, 747, 805, 818, 909, 949, 951];

// The n-th phone number, E.164: a real area code, an exchange from 200 to 999.
export function phoneOf(n) {
  const line = n % 10000;
  const exchange = 200 + (Math.floor(n / 10000) % 700);
  const area = areas[Math.floor(n / 7000000) % areas.length];
  return `+1${area}${exchange === 555 ? 900 : exchange}${String(line).padStart(4, "0")}`;
}

const syllables =
  ["ba", "co", "di", "fu", "ga", "lo", "mi", "nu", "pa", "re", "si", "to", "va", "zo"];

export function nameOf(n, mark = "Quill") {
  let rest = n;
  let word = "";
  for (let i = 0; i < 6; i++) {
    word += syllables[rest % syllables.length];
    rest = Math.floor(rest / syllables.length);
  }
  return `${mark} ${word[0].toUpperCase()}${word.slice(1)}`;
}

// The body of POST /api/requests.
export function requestOf(n, { rendered, consent, topic, mark, ...more }) {
  return {
    kind: n % 3 === 0 ? "consultation" : "callback",
    name: nameOf(n, mark),
    phone: phoneOf(n),
    topic,
    language: n % 4 === 0 ? "es" : "en",
    window: { asap: true },
    consent: { text_id: consent, given: true },
    relation: "self",
    rendered,
    ...more,
  };
}
