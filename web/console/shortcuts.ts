// Single keys of the desk. A key never acts while somebody types in a field, with a modifier held,
// while a dialog is open, or when the person turned single keys off (WCAG 2.1.4). Pure.

export type Action =
  | { do: 'next' }
  | { do: 'call' }
  | { do: 'schedule' }
  | { do: 'close' }
  | { do: 'search' }
  | { do: 'keys' }
  | { do: 'log' }
  | { do: 'outcome'; number: number };

export type KeyPress = {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  repeat: boolean;
  isComposing: boolean;
  // What has the focus.
  target: { tagName?: string; isContentEditable?: boolean } | null;
};

const FIELDS = new Set(['INPUT', 'TEXTAREA', 'SELECT']);
// What Enter presses or opens by itself.
const PRESSED = new Set(['BUTTON', 'A', 'SUMMARY']);

export const KEYS: { key: string; does: string }[] = [
  { key: 'n', does: 'Take the next request' },
  { key: 'c', does: 'Call: starts the attempt and its timer; Enter then dials' },
  { key: '1 – 9', does: 'Choose how the call ended' },
  { key: 's', does: 'Schedule: they asked for another time' },
  { key: 'Enter', does: 'Log the chosen outcome' },
  { key: 'Esc', does: 'Leave the field, the search or the dialog' },
  { key: 'x', does: 'Close without a call, for a lead' },
  { key: '/', does: 'Search' },
  { key: '?', does: 'This list' },
];

export function actionOf(press: KeyPress): Action | null {
  if (press.ctrlKey || press.altKey || press.metaKey || press.repeat || press.isComposing)
    return null;
  if (FIELDS.has(press.target?.tagName ?? '') || press.target?.isContentEditable) return null;
  if (/^[1-9]$/.test(press.key)) return { do: 'outcome', number: Number(press.key) };
  switch (press.key.toLowerCase()) {
    case 'enter':
      return PRESSED.has(press.target?.tagName ?? '') ? null : { do: 'log' };
    case 'n':
      return { do: 'next' };
    case 'c':
      return { do: 'call' };
    case 's':
      return { do: 'schedule' };
    case 'x':
      return { do: 'close' };
    case '/':
      return { do: 'search' };
    case '?':
      return { do: 'keys' };
    default:
      return null;
  }
}
