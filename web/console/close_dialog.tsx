// A lead closes a request without a call: why, and in words for whoever looks at it later.
import { useSignal } from '@preact/signals';
import { Dialog } from '../shared/dialog';
import { Field } from '../shared/field';
import { desk, dialog } from './console';

export function CloseDialog() {
  const resolution = useSignal('');
  const note = useSignal('');
  const request = desk.viewed.value ?? desk.hold.value?.request;
  const close = (): void => void (dialog.value = null);
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const words = note.value.trim();
    if (!request || !resolution.value || !words) return;
    close();
    await desk.closeWithoutCall(request, resolution.value, words);
  }
  if (!request) return null;
  return (
    <Dialog id="close" title={`Close ${request.reference} without a call?`} onClose={close}>
      <form class="dialog__form" onSubmit={submit}>
        {request.holder && <p>{request.holder.name} has it and will lose it.</p>}
        <Field id="close-resolution" label="Why is it closed?">
          {(ties) => (
            <select
              {...ties}
              required
              value={resolution}
              onChange={(event) => (resolution.value = event.currentTarget.value)}
            >
              <option value="">Choose</option>
              {desk.resolutions.value.map(({ code, label }) => (
                <option key={code} value={code}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field id="close-note" label="Note" hint="Kept with the request's history">
          {(ties) => (
            <textarea
              {...ties}
              required
              maxLength={2000}
              rows={3}
              value={note}
              onInput={(event) => (note.value = event.currentTarget.value)}
            />
          )}
        </Field>
        <div class="dialog__actions">
          <button type="button" class="button" onClick={close}>
            Leave it open
          </button>
          <button class="button button--main">Close it</button>
        </div>
      </form>
    </Dialog>
  );
}
