// The console: sign-in, or the desk with queue, person and guide.
import { homeOf, type Person } from '../shared/session';
import { PageHeader } from '../shared/page_header';
import { SignIn } from '../shared/sign_in';
import { alerts, desk, dialog, feed, session } from './console';
import { CloseDialog } from './close_dialog';
import { GuidePanel } from './guide_panel';
import { KeysDialog } from './keys_dialog';
import { LinkBanner } from './link_banner';
import { PersonPanel } from './person_panel';
import { QueuePanel } from './queue_panel';
import { ReleaseDialog } from './release_dialog';
import { TakeDialog } from './take_dialog';

type AppProps = { institute: string; phone: string };

async function signOut(): Promise<void> {
  await desk.saveDraft();
  feed.stop();
  await session.signOut();
  desk.forget();
}

function Tools() {
  const lost = feed.link.value === 'lost';
  return (
    <div class="desk__tools">
      <span class={`badge ${lost ? 'badge--bad' : 'badge--good'}`}>
        {lost ? 'Not connected' : 'Live'}
      </span>
      <button
        type="button"
        class="button button--quiet"
        aria-pressed={alerts.on.value}
        onClick={() => void alerts.toggle()}
      >
        Sound {alerts.on.value ? 'on' : 'off'}
      </button>
      <button type="button" class="button button--quiet" onClick={() => (dialog.value = 'keys')}>
        Keys <kbd class="key">?</kbd>
      </button>
    </div>
  );
}

function Elsewhere({ person }: { person: Person }) {
  const home = homeOf(person.role);
  return (
    <main class="sign-in">
      <div class="sign-in__card">
        <h1 class="sign-in__title">This is the phone team's desk</h1>
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

function DeskPage({ person, institute, phone }: AppProps & { person: Person }) {
  const guide = desk.viewed.value ? null : desk.hold.value?.guide;
  return (
    <div class="desk">
      <a class="skip button" href="#person">
        Skip to the request
      </a>
      <PageHeader
        page="desk"
        institute={institute}
        person={person}
        session={session}
        onSignOut={() => void signOut()}
      >
        <Tools />
      </PageHeader>
      <LinkBanner phone={phone} />
      <main class={`desk__columns${guide ? ' desk__columns--guided' : ''}`}>
        <QueuePanel />
        <PersonPanel />
        {guide && <GuidePanel guide={guide} urgent={desk.redFlag.value} />}
      </main>
      <footer class="desk__status">
        <p role="status">{desk.said.value}</p>
      </footer>
      {dialog.value === 'keys' && <KeysDialog />}
      {dialog.value === 'release' && <ReleaseDialog />}
      {dialog.value === 'take' && <TakeDialog />}
      {dialog.value === 'close' && <CloseDialog />}
    </div>
  );
}

export function App({ institute, phone }: AppProps) {
  const person = session.person.value;
  if (person === undefined) return <main class="sign-in" aria-busy="true" />;
  if (person === null) {
    const kept = desk.hold.value ? ' What you were working on is kept.' : '';
    const notice = session.ended.value ? `Your session ended. Sign in to go on.${kept}` : null;
    return (
      <SignIn session={session} page="desk" institute={institute} phone={phone} notice={notice} />
    );
  }
  if (homeOf(person.role) !== '/desk') return <Elsewhere person={person} />;
  return <DeskPage person={person} institute={institute} phone={phone} />;
}
