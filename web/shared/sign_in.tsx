// The sign-in form of the staff pages. One sentence for every refusal: it never tells which part
// was wrong. The one-time code is asked for when the server wants one.
import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Field } from './field';
import type { Session } from './session';

type SignInProps = {
  session: Session;
  page: string;
  institute: string;
  phone: string;
  // Said above the form, e.g. that the session ended and nothing is lost.
  notice?: string | null;
};

type CredentialsProps = {
  username: Signal<string>;
  password: Signal<string>;
  totp: Signal<string>;
  first: RefObject<HTMLInputElement>;
};

function Credentials({ username, password, totp, first }: CredentialsProps) {
  return (
    <>
      <Field id="username" label="User name">
        {(ties) => (
          <input
            {...ties}
            ref={first}
            name="username"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            required
            value={username}
            onInput={(event) => (username.value = event.currentTarget.value)}
          />
        )}
      </Field>
      <Field id="password" label="Password">
        {(ties) => (
          <input
            {...ties}
            type="password"
            name="password"
            autocomplete="current-password"
            required
            value={password}
            onInput={(event) => (password.value = event.currentTarget.value)}
          />
        )}
      </Field>
      <Field id="totp" label="One-time code" optional hint="If your account uses one">
        {(ties) => (
          <input
            {...ties}
            name="totp"
            autocomplete="one-time-code"
            inputmode="numeric"
            value={totp}
            onInput={(event) => (totp.value = event.currentTarget.value)}
          />
        )}
      </Field>
    </>
  );
}

export function SignIn({ session, page, institute, phone, notice }: SignInProps) {
  const username = useSignal('');
  const password = useSignal('');
  const totp = useSignal('');
  const fault = useSignal<string | null>(null);
  const busy = useSignal(false);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    const said = await session.signIn(username.value.trim(), password.value, totp.value.trim());
    busy.value = false;
    fault.value = said;
    if (said) {
      password.value = '';
      totp.value = '';
      first.current?.focus();
    }
  }

  return (
    <main class="sign-in">
      <form class="sign-in__card" onSubmit={submit} aria-labelledby="sign-in-title">
        <div>
          <h1 class="sign-in__title" id="sign-in-title">
            Sign in to the {page}
          </h1>
          <p class="sign-in__institute">{institute}</p>
        </div>
        {notice && <p class="notice">{notice}</p>}
        {session.leaving.value && (
          <p class="notice notice--bad" role="alert">
            You are not signed out yet: the server did not answer. It is tried again every few
            seconds. Leave this page open until this message is gone, or close the browser.
          </p>
        )}
        <div role="alert">{fault.value && <p class="notice notice--bad">{fault.value}</p>}</div>
        <Credentials username={username} password={password} totp={totp} first={first} />
        <button class="button button--main button--large" aria-disabled={busy.value}>
          {busy.value ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
      <p class="sign-in__foot">For staff only. Patients: call {phone || 'the institute'}.</p>
    </main>
  );
}
