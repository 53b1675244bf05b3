// A labelled field with its hint and its fault, tied together for screen readers.
import type { ComponentChildren, JSX } from 'preact';

type FieldProps = {
  id: string;
  label: string;
  optional?: boolean;
  hint?: ComponentChildren;
  fault?: string | undefined;
  // Draws the control itself, given what ties it to label, hint and fault.
  children: (ties: Ties) => JSX.Element;
};
export type Ties = {
  id: string;
  class: string;
  'aria-describedby': string | undefined;
  'aria-invalid': 'true' | undefined;
};

export function Field({ id, label, optional, hint, fault, children }: FieldProps) {
  const described = [hint ? `${id}-hint` : '', fault ? `${id}-fault` : '']
    .filter(Boolean)
    .join(' ');
  return (
    <div class="field">
      <label class="field__label" for={id}>
        {label}
        {optional ? ' (optional)' : ''}
      </label>
      {hint && (
        <span class="field__hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {fault && (
        <span class="field__fault" id={`${id}-fault`}>
          {fault}
        </span>
      )}
      {children({
        id,
        class: 'field__input',
        'aria-describedby': described || undefined,
        'aria-invalid': fault ? 'true' : undefined,
      })}
    </div>
  );
}
