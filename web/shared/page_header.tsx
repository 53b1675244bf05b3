// The top of a staff page: whose product, which institute, who is signed in.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import icon from './icon.svg';
import { PasswordDialog } from './password_dialog';
import type { Person, Session } from './session';

type PageHeaderProps = {
  page: string;
  institute: string;
  person: Person;
  session: Session;
  onSignOut: () => void;
  children?: ComponentChildren;
};

export function PageHeader(props: PageHeaderProps) {
  const { page, institute, person, session, onSignOut, children } = props;
  const changing = useSignal(false);
  return (
    <header class="page-header">
      <div class="page-header__brand">
        <img class="page-header__mark" src={icon} alt="" width="28" height="28" />
        <div>
          <h1 class="page-header__name">Backline {page}</h1>
          <p class="page-header__institute">{institute}</p>
        </div>
      </div>
      {children}
      <div class="page-header__who">
        <span>
          {person.name}, {person.role}
        </span>
        <button
          type="button"
          class="button button--quiet"
          onClick={() => (changing.value = true)}
        >
          Password
        </button>
        <button type="button" class="button button--quiet" onClick={onSignOut}>
          Sign out
        </button>
      </div>
      {changing.value && (
        <PasswordDialog session={session} onClose={() => (changing.value = false)} />
      )}
    </header>
  );
}
