import { type ReactNode, useRef, useState } from 'react';
import { useMessages } from '../i18n/index.ts';
import { useBridge } from '../state/context.tsx';
import { Button, Card, Dialog, SectionTitle } from '../ui/index.ts';
import { saveFile, toCsv } from './exportData.ts';
import './charts.css';

/** What every chart has: title, unit, as-of, the same numbers as a table, and an export of them. */
export function ChartCard(props: {
  id: string;
  className?: string;
  title: string;
  note?: string;
  unit: string;
  asOf: string | null;
  fileName: string;
  columns: readonly string[];
  rows: readonly (readonly (string | number)[])[];
  children: ReactNode;
}) {
  const { t, fmt, error } = useMessages();
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState('');
  const bridge = useBridge();
  const opener = useRef<HTMLSpanElement>(null);

  /** What is seen of the card is taken as it is seen: first it is brought wholly into view. */
  async function savePicture(): Promise<void> {
    const card = opener.current?.closest('.card');
    if (card == null) return;
    setSaid('');
    card.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const { x, y, width, height } = card.getBoundingClientRect();
    const left = Math.max(0, Math.floor(x));
    const top = Math.max(0, Math.floor(y));
    const outcome = await bridge.savePicture({
      fileName: `${props.fileName}.png`,
      x: left,
      y: top,
      width: Math.ceil(Math.min(x + width, window.innerWidth)) - left,
      height: Math.ceil(Math.min(y + height, window.innerHeight)) - top,
    });
    if (!outcome.ok) setSaid(error(outcome.error));
    else if (outcome.value !== null) setSaid(t('chart.saved', { file: outcome.value }));
  }

  const asOf = props.asOf === null ? null : t('figure.asOf', { time: fmt.dateTime(props.asOf) });
  const note = [props.note, asOf === null || props.asOf === null ? undefined : fmt.time(props.asOf)]
    .filter((part) => part !== undefined)
    .join(' · ');
  return (
    <Card labelledBy={props.id} {...(props.className !== undefined && { className: props.className })}>
      <SectionTitle
        id={props.id}
        title={props.title}
        note={<span title={asOf ?? undefined}>{note}</span>}
        end={
          <span ref={opener} className="chart-tools">
            <span role="status">{said}</span>
            <Button
              kind="quiet"
              small
              className="table-twin"
              onClick={() => void savePicture()}
              aria-label={`${props.title}: ${t('chart.picture')}`}
            >
              PNG
            </Button>
            <Button
              kind="quiet"
              small
              className="table-twin"
              onClick={() => setOpen(true)}
              aria-label={`${props.title}: ${t('common.table')}`}
            >
              {t('common.table')}
            </Button>
          </span>
        }
      />
      <figure className="chart" aria-labelledby={props.id}>
        {props.children}
      </figure>
      {open && (
        <Dialog
          title={props.title}
          onClose={() => setOpen(false)}
          footer={
            <Button onClick={() => saveFile(`${props.fileName}.csv`, toCsv(props.columns, props.rows))}>
              {t('common.exportCsv')}
            </Button>
          }
        >
          <p className="chart-table-note">
            {t('common.unit', { unit: props.unit })}
            {asOf !== null && ` · ${asOf}`}
          </p>
          <table className="table">
            <thead>
              <tr>
                {props.columns.map((column, index) => (
                  <th key={column} scope="col" className={index === 0 ? undefined : 'number'}>
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {props.rows.map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows of a picture, replaced as a whole
                <tr key={index}>
                  {row.map((cell, column) =>
                    column === 0 ? (
                      <th key={props.columns[column]} scope="row">
                        {typeof cell === 'number' ? fmt.number(cell, 1) : cell}
                      </th>
                    ) : (
                      <td key={props.columns[column]} className="number">
                        {typeof cell === 'number' ? fmt.number(cell, 1) : cell}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </Dialog>
      )}
    </Card>
  );
}
