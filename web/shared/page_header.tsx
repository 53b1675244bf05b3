// The top of a staff page: whose product, which institute, who is signed in.
import type { ComponentChildren } from 'preact';
import icon from './icon.svg';
import type { Person } from './session';

type PageHeaderProps = {
  page: string;
  institute: string;
  person: Person;
  onSignOut: () => void;
  children?: ComponentChildren;
};

export function PageHeader({ page, institute, person, onSignOut, children }: PageHeaderProps) {
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
        <button type="button" class="button button--quiet" onClick={onSignOut}>
          Sign out
        </button>
      </div>
    </header>
  );
}
