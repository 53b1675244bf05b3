// The manager's page: are we keeping the promise?
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { many } from '../shared/format';
import { PageHeader } from '../shared/page_header';
import { homeOf, type Person } from '../shared/session';
import { SignIn } from '../shared/sign_in';
import { clock, date } from '../shared/time';
import { Charts } from './charts';
import { DayTable } from './day_table';
import { dayWords, lastDays, rangeIn, type Report } from './figures';
import { RangeForm } from './range_form';
import { before, forget, loading, read, report, session } from './reading';
import { Totals } from './totals';

type AppProps = { institute: string; phone: string };
const USUAL_DAYS = 28;

async function signOut(): Promise<void> {
  await session.signOut();
  forget();
}

function shownWords(shown: Report): string {
  const requests = many(shown.total.requests, 'request');
  return `${dayWords(shown.from)} to ${dayWords(shown.to)}: ${requests}.`;
}

function Definition({ shown }: { shown: Report }) {
  const at = Date.parse(shown.as_of);
  const asOf = `${date(at, shown.zone, at)}, ${clock(at, shown.zone)}`;
  return (
    <section class="definition" aria-labelledby="definition-title">
      <h3 id="definition-title">What is counted</h3>
      <p>{shown.definition}</p>
      <p class="definition__as-of">
        As of {asOf}. Days are those of {shown.zone.replace('_', ' ')}.
      </p>
    </section>
  );
}

function Shown({ shown }: { shown: Report }) {
  return (
    <div class="report__body" aria-busy={loading.value}>
      <Totals report={shown} before={before.value} />
      <Charts report={shown} />
      <DayTable report={shown} />
      <Definition shown={shown} />
    </div>
  );
}

function ReportPage({ person, institute }: { person: Person; institute: string }) {
  const zone = session.zone.value;
  const range = useSignal(rangeIn(location.search) ?? lastDays(USUAL_DAYS, Date.now(), zone));
  useEffect(() => void read(range.value), []);
  const shown = report.value;
  return (
    <>
      <PageHeader
        page="reports"
        institute={institute}
        person={person}
        session={session}
        onSignOut={() => void signOut()}
      />
      <main class="report">
        <h2 class="report__title">{shown?.title ?? 'Service level'}</h2>
        <RangeForm range={range.value} onRange={(chosen) => (range.value = chosen)} />
        <p class="unseen" role="status">
          {loading.value ? 'Reading the report…' : shown && shownWords(shown)}
        </p>
        {shown && <Shown shown={shown} />}
      </main>
    </>
  );
}

function Elsewhere({ person }: { person: Person }) {
  const home = homeOf(person.role);
  return (
    <main class="sign-in">
      <div class="sign-in__card">
        <h1 class="sign-in__title">These are the manager's reports</h1>
        <p>
          You are signed in as {person.name}, {person.role}.
        </p>
        {home && (
          <a class="button button--main" href={home}>
            Go to your page
          </a>
        )}
        <button type="button" class="button" onClick={() => void signOut()}>
          Sign out
        </button>
      </div>
    </main>
  );
}

export function App({ institute, phone }: AppProps) {
  const person = session.person.value;
  if (person === undefined) return <main class="sign-in" aria-busy="true" />;
  if (person === null) {
    const notice = session.ended.value ? 'Your session ended. Sign in to go on.' : null;
    return (
      <SignIn
        session={session}
        page="reports"
        institute={institute}
        phone={phone}
        notice={notice}
      />
    );
  }
  if (homeOf(person.role) !== '/reports') return <Elsewhere person={person} />;
  return <ReportPage person={person} institute={institute} />;
}
