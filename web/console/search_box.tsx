// Search by reference, phone, last four digits, email or name. It asks on Enter only: every search
// is in the journal.
import { useSignal } from '@preact/signals';
import { desk } from './console';

export const SEARCH_ID = 'search';

export function SearchBox() {
  const text = useSignal('');
  function submit(event: Event): void {
    event.preventDefault();
    void desk.search(text.value);
  }
  function leave(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    text.value = '';
    desk.closeSearch();
    (event.currentTarget as HTMLElement).blur();
  }
  return (
    <form class="search-box" role="search" onSubmit={submit}>
      <label class="unseen" for={SEARCH_ID}>
        Search by reference, phone, email or name
      </label>
      <input
        id={SEARCH_ID}
        class="field__input"
        type="search"
        autocomplete="off"
        spellcheck={false}
        maxLength={120}
        value={text}
        onInput={(event) => (text.value = event.currentTarget.value)}
        onKeyDown={leave}
      />
      <button class="button">
        Search <kbd class="key">/</kbd>
      </button>
    </form>
  );
}
