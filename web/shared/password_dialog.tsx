// A person's own new password. Whoever knows the present one may; their other sessions end.
import { type Signal, useSignal } from '@preact/signals';
import type { FieldFault } from './api';
import { Dialog } from './dialog';
import { Field } from './field';
import type { Session } from './session';

type PasswordFieldProps = {
  id: string;
  label: string;
  hint?: string;
  fault: string | undefined;
  kind: 'current-password' | 'new-password';
  typed: Signal<string>;
};

function PasswordField({ id, label, hint, fault, kind, typed }: PasswordFieldProps) {
  return (
    <Field id={id} label={label} hint={hint} fault={fault}>
      {(ties) => (
        <input
          {...ties}
          type="password"
          autocomplete={kind}
          required
          value={typed}
          onInput={(event) => (typed.value = event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

type PasswordDialogProps = { session: Session; onClose: () => void };

export function PasswordDialog({ session, onClose }: PasswordDialogProps) {
  const current = useSignal('');
  const wanted = useSignal('');
  const faults = useSignal<FieldFault[]>([]);
  const said = useSignal<string | null>(null);
  const changed = useSignal(false);
  const busy = useSignal(false);
  const faultOf = (field: string): string | undefined =>
    faults.value.find((fault) => fault.field === field)?.message;

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    const refused = await session.changePassword(current.value, wanted.value);
    busy.value = false;
    faults.value = refused?.faults ?? [];
    said.value = refused && refused.faults.length === 0 ? refused.says : null;
    changed.value = !refused;
  }

  if (changed.value) {
    return (
      <Dialog id="password-changed" title="Your password is changed" onClose={onClose}>
        <p>You stay signed in here and are signed out everywhere else.</p>
        <div class="dialog__actions">
          <button type="button" class="button button--main" onClick={onClose}>
            Close
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog id="password-change" title="Change your password" onClose={onClose}>
      <form class="dialog__form" onSubmit={submit}>
        <div role="alert">{said.value && <p class="notice notice--bad">{said.value}</p>}</div>
        <PasswordField
          id="current-password"
          label="Your password now"
          fault={faultOf('current')}
          kind="current-password"
          typed={current}
        />
        <PasswordField
          id="new-password"
          label="New password"
          hint="15 characters or more: a few words that have nothing to do with each other"
          fault={faultOf('password')}
          kind="new-password"
          typed={wanted}
        />
        <div class="dialog__actions">
          <button type="button" class="button" onClick={onClose}>
            Leave it
          </button>
          <button class="button button--main" aria-disabled={busy.value}>
            {busy.value ? 'Changing…' : 'Change it'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
