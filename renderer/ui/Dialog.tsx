import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { useMessages } from '../i18n/index.ts';
import { Button } from './Button.tsx';
import './dialog.css';

interface Props {
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  /** Beside the title, before the close button. */
  readonly head?: ReactNode;
  readonly width?: number;
}

/**
 * The platform's modal dialog: it keeps the focus inside, makes the rest inert, closes on Esc and gives the focus back to
 * where it was. Only the click on the backdrop is ours.
 */
function Modal(props: Props & { className: string }) {
  const { t } = useMessages();
  const titleId = useId();
  const ref = useRef<HTMLDialogElement>(null);
  // Before the element leaves the page: closing one that is gone gives no focus back.
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    const opener = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  const width =
    props.width === undefined ? undefined : ({ '--drawer-width': `${props.width}px` } as Record<string, string>);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc does the same by keyboard
    <dialog
      ref={ref}
      className={props.className}
      style={width}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) props.onClose();
      }}
    >
      <div className="dialog-frame">
        <header>
          <h2 id={titleId}>{props.title}</h2>
          {props.head}
          <Button kind="quiet" small onClick={props.onClose}>
            {t('common.close')}
          </Button>
        </header>
        <div className="dialog-body">{props.children}</div>
        {props.footer !== undefined && <footer>{props.footer}</footer>}
      </div>
    </dialog>
  );
}

export function Dialog(props: Props) {
  return <Modal {...props} className="dialog" />;
}

export function Drawer(props: Props) {
  return <Modal {...props} className="dialog drawer" />;
}
