// What the server's page shell tells its script.
import icon from './icon.svg';

export type Shell = { root: HTMLElement; institute: string; phone: string };

export function shellOf(document: Document): Shell {
  const root = document.getElementById('app');
  if (!root) throw new Error('The page has no #app element');
  const link = document.createElement('link');
  link.rel = 'icon';
  link.href = icon;
  document.head.append(link);
  return { root, institute: root.dataset['institute'] ?? '', phone: root.dataset['phone'] ?? '' };
}
