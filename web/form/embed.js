// Puts the form into an article's page:
//   <script src="https://HOST/embed.js" data-topic="neck-pain" data-from="ARTICLE-ID" async>
//   </script>
//   <noscript><a href="https://HOST/?topic=neck-pain&from=ARTICLE-ID">Ask for a call</a></noscript>
// The form is an iframe of its own origin, so that no script of the article's page can read what
// a patient types. Attributes: data-topic, data-kind, data-from, data-language ("en" or "es";
// otherwise the language of the article's page).

const script = document.currentScript;
const origin = new URL(script.src).origin;
const allowed = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term'];

const language = script.dataset.language || document.documentElement.lang || 'en';
const spanish = /^es(-|$)/i.test(language);

const query = new URLSearchParams({ embed: '1' });
for (const name of ['kind', 'topic', 'from']) {
  if (script.dataset[name]) query.set(name, script.dataset[name]);
}
const own = new URLSearchParams(window.location.search);
for (const name of allowed) {
  if (own.get(name)) query.set(name, own.get(name));
}

// The form is light or dark as the article is: it follows the system ("") only where the article
// says that it does both. A frame can't see what stands around it, so the article's ground decides.
function schemeAround(element) {
  const declared = window.getComputedStyle(document.documentElement).colorScheme;
  if (declared.includes('light') && declared.includes('dark')) return '';
  for (let around = element; around; around = around.parentElement) {
    const ground = window.getComputedStyle(around).backgroundColor.match(/[\d.]+/g)?.map(Number);
    if (ground?.length >= 3 && (ground[3] ?? 1) > 0.5) {
      const [red, green, blue] = ground;
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 110 ? 'dark' : 'light';
    }
  }
  return declared.includes('dark') ? 'dark' : 'light';
}
const scheme = schemeAround(script.parentElement);
if (scheme) query.set('scheme', scheme);

const frame = document.createElement('iframe');
frame.src = `${origin}${spanish ? '/es' : '/'}?${query}`;
frame.title = spanish ? 'Pida que le llamemos' : 'Ask for a call';
frame.setAttribute('referrerpolicy', 'no-referrer');
frame.style.display = 'block';
frame.style.width = '100%';
frame.style.height = '1500px';
frame.style.border = '0';
frame.style.colorScheme = scheme || 'light dark';

window.addEventListener('message', (event) => {
  if (event.origin !== origin || event.source !== frame.contentWindow) return;
  const height = event.data?.backline;
  if (typeof height !== 'number' || !(height > 0 && height < 20000)) return;
  frame.style.height = `${Math.ceil(height)}px`;
});
// A new page inside the frame (sent, or with faults) begins at its top.
let pages = 0;
frame.addEventListener('load', () => {
  pages += 1;
  if (pages > 1) frame.scrollIntoView({ block: 'start' });
});
script.after(frame);
