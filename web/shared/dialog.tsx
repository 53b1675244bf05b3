// A modal dialog; Escape closes it, and focus goes back to where it was.
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

type DialogProps = { id: string; title: string; onClose: () => void; children: ComponentChildren };

export function Dialog({ id, title, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog ref={element} class="dialog" aria-labelledby={`${id}-title`} onClose={onClose}>
      <div class="dialog__body">
        <h2 class="dialog__title" id={`${id}-title`}>
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  );
}
