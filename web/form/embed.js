// Puts the form into an article's page:
//   <script src="https://HOST/embed.js" data-topic="neck-pain" data-from="ARTICLE-ID" async>
//   </script>
//   <noscript><a href="https://HOST/?topic=neck-pain&from=ARTICLE-ID">Ask for a call</a></noscript>
// The form is an iframe of its own origin, so that no script of the article's page can read what
// a patient types. Attributes: data-topic, data-kind, data-from, data-language ("en" or "es";
// otherwise the language of the article's page). A browser that lacks what this needs gets the
// link; so that it reads this far, nothing here is younger than 2016.

const script = document.currentScript;
const origin = script.src.slice(0, script.src.indexOf('/embed.js'));
const allowed = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term'];

const language = script.dataset.language || document.documentElement.lang || 'en';
const spanish = /^es(-|$)/i.test(language);

const query = [];
const ask = (name, value) => {
  if (value) query.push(`${name}=${encodeURIComponent(value)}`);
};
for (const name of ['kind', 'topic', 'from']) ask(name, script.dataset[name]);
const able = 'URLSearchParams' in window && 'postMessage' in window;
if (able) {
  const own = new URLSearchParams(window.location.search);
  for (const name of allowed) ask(name, own.get(name));
}
const page = `${origin}${spanish ? '/es' : '/'}`;
const title = spanish ? 'Pida que le llamemos' : 'Ask for a call';

// The form is light or dark as the article is: it follows the system ("") only where the article
// says that it does both. A frame can't see what stands around it, so the article's ground decides.
function schemeAround(element) {
  const declared = window.getComputedStyle(document.documentElement).colorScheme || '';
  if (declared.includes('light') && declared.includes('dark')) return '';
  for (let around = element; around; around = around.parentElement) {
    const ground = window.getComputedStyle(around).backgroundColor.match(/[\d.]+/g);
    if (ground && ground.length >= 3 && (ground.length < 4 || Number(ground[3]) > 0.5)) {
      const [red, green, blue] = ground.map(Number);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 110 ? 'dark' : 'light';
    }
  }
  return declared.includes('dark') ? 'dark' : 'light';
}

function linkOnly() {
  const link = document.createElement('a');
  link.href = `${page}?${query.join('&')}`;
  link.textContent = title;
  script.parentNode.insertBefore(link, script.nextSibling);
}

function framed() {
  const scheme = schemeAround(script.parentElement);
  ask('embed', '1');
  ask('scheme', scheme);
  const frame = document.createElement('iframe');
  frame.src = `${page}?${query.join('&')}`;
  frame.title = title;
  frame.setAttribute('referrerpolicy', 'no-referrer');
  frame.style.display = 'block';
  frame.style.width = '100%';
  frame.style.height = '1500px';
  frame.style.border = '0';
  frame.style.colorScheme = scheme || 'light dark';

  window.addEventListener('message', (event) => {
    if (event.origin !== origin || event.source !== frame.contentWindow) return;
    const height = event.data && event.data.backline;
    if (typeof height !== 'number' || !(height > 0 && height < 20000)) return;
    frame.style.height = `${Math.ceil(height)}px`;
  });
  // A new page inside the frame (sent, or with faults) begins at its top.
  let pages = 0;
  frame.addEventListener('load', () => {
    pages += 1;
    if (pages > 1) frame.scrollIntoView({ block: 'start' });
  });
  script.parentNode.insertBefore(frame, script.nextSibling);
}

if (able) framed();
else linkOnly();
