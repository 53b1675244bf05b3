// The list of keys, the switch that turns single keys off, and whether this computer dials.
import { Dialog } from '../shared/dialog';
import { dialog, dialsHere, setDialsHere, setShortcuts, shortcutsOn } from './console';
import { KEYS } from './shortcuts';

export function KeysDialog() {
  const close = (): void => void (dialog.value = null);
  return (
    <Dialog id="keys" title="Keys and calling" onClose={close}>
      <dl class="keys">
        {KEYS.map(({ key, does }) => (
          <div class="keys__one" key={key}>
            <dt>
              <kbd class="key">{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label class="choice">
        <input
          type="checkbox"
          checked={shortcutsOn.value}
          onChange={(event) => setShortcuts(event.currentTarget.checked)}
        />
        Single keys act. They never do while you type in a field.
      </label>
      <label class="choice">
        <input
          type="checkbox"
          checked={dialsHere.value}
          onChange={(event) => setDialsHere(event.currentTarget.checked)}
        />
        Call also dials, with the telephone of this computer. Else Enter dials after it.
      </label>
      <div class="dialog__actions">
        <button type="button" class="button button--main" onClick={close}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
