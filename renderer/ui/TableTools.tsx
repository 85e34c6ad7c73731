import { type RefObject, useState } from 'react';
import { saveFile, toCsv } from '../charts/exportData.ts';
import { useMessages } from '../i18n/index.ts';
import { Button } from './Button.tsx';
import { copyText } from './copyText.ts';

/** Copies or saves a table as it is seen: with its order, its words, and beside each figure how it is known. */
export function TableTools({ table, fileName }: { table: RefObject<HTMLTableElement | null>; fileName: string }) {
  const { t } = useMessages();
  const [said, setSaid] = useState('');
  const rows = () => (table.current === null ? [] : textOf(table.current));
  return (
    <div className="table-tools">
      <span role="status">{said}</span>
      <Button
        small
        kind="quiet"
        onClick={() => {
          const seen = rows();
          void copyText(seen.map((row) => row.join('\t')).join('\n')).then(
            (copied) => copied && setSaid(t('table.copied', { n: seen.length - 1 })),
          );
        }}
      >
        {t('table.copy')}
      </Button>
      <Button
        small
        kind="quiet"
        onClick={() => {
          const [head = [], ...body] = rows();
          saveFile(`${fileName}.csv`, toCsv(head, body));
        }}
      >
        {t('table.export')}
      </Button>
    </div>
  );
}

/** Marks that are pictures say their name; what is drawn only for the eye is left out. */
export function textOf(table: HTMLTableElement): string[][] {
  return [...table.rows].map((row) =>
    [...row.cells].map((cell) => {
      const copy = cell.cloneNode(true) as HTMLElement;
      for (const mark of copy.querySelectorAll('[role="img"][aria-label]')) {
        mark.replaceWith(` [${mark.getAttribute('aria-label') ?? ''}]`);
      }
      for (const hidden of copy.querySelectorAll('[aria-hidden="true"], .visually-hidden')) hidden.remove();
      return (copy.textContent ?? '').replace(/\s+/g, ' ').trim();
    }),
  );
}
