// Gives the request back to its place in the queue, with a reason for whoever comes after.
import { useSignal } from '@preact/signals';
import { Dialog } from '../shared/dialog';
import { Field } from '../shared/field';
import { desk, dialog } from './console';

const REASONS = ['I cannot call now', 'Another language is needed', 'I know this person'];
const OTHER = 'Another reason';

export function ReleaseDialog() {
  const chosen = useSignal(REASONS[0]!);
  const own = useSignal('');
  const close = (): void => void (dialog.value = null);
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    close();
    await desk.release(chosen.value === OTHER ? own.value.trim() : chosen.value);
  }
  return (
    <Dialog id="release" title="Release this request?" onClose={close}>
      <form class="dialog__form" onSubmit={submit}>
        <p>It goes back to its place in the queue. Your note is kept.</p>
        <fieldset>
          <legend class="field__label">Reason</legend>
          {[...REASONS, OTHER].map((reason) => (
            <label class="choice" key={reason}>
              <input
                type="radio"
                name="release-reason"
                checked={chosen.value === reason}
                onChange={() => (chosen.value = reason)}
              />
              {reason}
            </label>
          ))}
        </fieldset>
        {chosen.value === OTHER && (
          <Field id="release-own" label="Which?" hint="No medical details">
            {(ties) => (
              <input
                {...ties}
                required
                maxLength={200}
                value={own}
                onInput={(event) => (own.value = event.currentTarget.value)}
              />
            )}
          </Field>
        )}
        <div class="dialog__actions">
          <button type="button" class="button" onClick={close}>
            Keep it
          </button>
          <button class="button button--main">Release</button>
        </div>
      </form>
    </Dialog>
  );
}
