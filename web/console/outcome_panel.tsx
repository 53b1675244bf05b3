// The note, and how the call ended: numbered outcomes, then what the chosen one needs. Enter logs.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Field } from '../shared/field';
import { desk } from './console';
import type { DraftState } from './desk';
import { barredBy, faultOf } from './outcome_form';
import { OutcomeFields } from './outcome_fields';
import type { OutcomeKind, Request } from './wire';

const DRAFT_WORDS: Record<DraftState, string> = {
  saved: 'Saved on the server as you type.',
  saving: 'Saving…',
  unsaved: 'Not saved yet.',
};
const NUMBERED = 9;

function OutcomeButton({
  outcome,
  number,
  request,
}: {
  outcome: OutcomeKind;
  number: number;
  request: Request;
}) {
  const barred = barredBy(outcome, request);
  const chosen = desk.chosen.value?.code === outcome.code;
  return (
    <button
      type="button"
      class="outcome"
      aria-pressed={chosen}
      aria-disabled={barred !== null || !desk.call.value}
      onClick={() => desk.choose(outcome)}
    >
      {number <= NUMBERED ? <kbd class="key">{number}</kbd> : <span class="outcome__keyless" />}
      <span>
        {outcome.label}
        {barred && <span class="outcome__barred"> {barred}</span>}
      </span>
    </button>
  );
}

// Focus goes where the chosen outcome needs something, else to the button that logs it.
function useFocusOnChoice(form: { current: HTMLFormElement | null }): void {
  const chosen = desk.chosen.value;
  const faults = desk.faults.value;
  useLayoutEffect(() => {
    if (!chosen || !form.current) return;
    const find = (query: string) => form.current?.querySelector<HTMLElement>(query);
    const note = chosen.needs.includes('note') && !desk.entry.peek().note.trim();
    // Also to what is seldom given: else its digits would choose other outcomes. Enter logs there.
    const fields = '.outcome-fields input, .outcome-fields select';
    const wanted = note ? '#note' : fields;
    (find(wanted) ?? find('[data-log]'))?.focus();
  }, [chosen]);
  useLayoutEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [faults]);
  // Once the call is on, its outcomes are what matters.
  const called = desk.call.value?.id;
  useLayoutEffect(() => {
    if (called) form.current?.scrollIntoView({ block: 'nearest' });
  }, [called]);
}

function Note({ form }: { form: { current: HTMLFormElement | null } }) {
  const chosen = desk.chosen.value;
  const needed = chosen?.needs.includes('note') ?? false;
  function key(event: KeyboardEvent): void {
    if (event.key === 'Escape') (event.currentTarget as HTMLElement).blur();
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !chosen) return;
    event.preventDefault();
    form.current?.requestSubmit();
  }
  return (
    <Field
      id="note"
      label="Note"
      optional={!needed}
      hint={
        chosen
          ? 'Enter logs the outcome, Shift+Enter starts a new line.'
          : DRAFT_WORDS[desk.draft.value]
      }
      fault={faultOf(desk.faults.value, 'note')}
    >
      {(ties) => (
        <textarea
          {...ties}
          rows={3}
          maxLength={2000}
          value={desk.entry.value.note}
          onInput={(event) => desk.write({ note: event.currentTarget.value })}
          onKeyDown={key}
        />
      )}
    </Field>
  );
}

export function OutcomePanel({ request }: { request: Request }) {
  const form = useRef<HTMLFormElement>(null);
  useFocusOnChoice(form);
  const chosen = desk.chosen.value;
  const other = faultOf(desk.faults.value, 'outcome');
  function submit(event: Event): void {
    event.preventDefault();
    void desk.logOutcome();
  }
  return (
    <form class="outcomes" ref={form} aria-labelledby="outcomes-title" noValidate onSubmit={submit}>
      <Note form={form} />
      <div>
        <h3 class="outcomes__title" id="outcomes-title">
          How did the call end?
        </h3>
        <p class="field__hint">
          {desk.call.value ? 'Choose by number, then press Enter.' : 'Opens when you call.'}
        </p>
      </div>
      <div class="outcomes__grid" role="group" aria-labelledby="outcomes-title">
        {desk.outcomes.value.map((outcome, index) => (
          <OutcomeButton
            key={outcome.code}
            outcome={outcome}
            number={index + 1}
            request={request}
          />
        ))}
      </div>
      {chosen && (
        <div class="outcomes__chosen">
          <OutcomeFields outcome={chosen} />
          {other && <p class="field__fault">{other}</p>}
          <button
            class="button button--main button--large"
            data-log
            aria-disabled={desk.busy.value}
          >
            Log: {chosen.label}
          </button>
        </div>
      )}
    </form>
  );
}
