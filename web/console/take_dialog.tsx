// A lead takes a given request, also one that somebody holds; the reason is in the journal.
import { useSignal } from '@preact/signals';
import { Dialog } from '../shared/dialog';
import { Field } from '../shared/field';
import { desk, dialog } from './console';

export function TakeDialog() {
  const reason = useSignal('');
  const request = desk.viewed.value;
  const close = (): void => void (dialog.value = null);
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const why = reason.value.trim();
    if (!request || !why) return;
    close();
    await desk.takeGiven(request.id, why);
  }
  if (!request) return null;
  return (
    <Dialog id="take" title={`Take ${request.reference}?`} onClose={close}>
      <form class="dialog__form" onSubmit={submit}>
        {request.holder && <p>{request.holder.name} has it and will lose it.</p>}
        <Field id="take-reason" label="Reason" hint="Kept in the journal. No medical details.">
          {(ties) => (
            <input
              {...ties}
              required
              maxLength={200}
              autocomplete="off"
              value={reason}
              onInput={(event) => (reason.value = event.currentTarget.value)}
            />
          )}
        </Field>
        <div class="dialog__actions">
          <button type="button" class="button" onClick={close}>
            Leave it
          </button>
          <button class="button button--main">Take it</button>
        </div>
      </form>
    </Dialog>
  );
}
