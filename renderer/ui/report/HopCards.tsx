import { Fragment, useState } from 'react';
import { useMessages } from '../../i18n/index.ts';
import { Button } from '../Button.tsx';
import { PowerBar } from '../PowerBar.tsx';
import type { Hop } from './reportText.ts';

/** Two rows of three: more than that hides the steps below. */
const FIRST = 6;

/** One card for each step between headers: heights, who signed, and by how much both thresholds were passed. */
export function HopCards({ hops, all = false }: { hops: readonly Hop[]; all?: boolean }) {
  const { t } = useMessages();
  const [open, setOpen] = useState(false);
  const shown = all || open ? hops : hops.slice(0, FIRST);
  return (
    <>
      <ol className="hops">
        {shown.map((hop) => (
          <HopCard key={`${hop.fromHeight}-${hop.toHash}`} hop={hop} />
        ))}
      </ol>
      {!all && hops.length > FIRST && (
        <Button kind="quiet" small onClick={() => setOpen(!open)}>
          {open ? t('report.hop.fewer') : t('report.hop.more', { count: hops.length - FIRST })}
        </Button>
      )}
    </>
  );
}

function HopCard({ hop }: { hop: Hop }) {
  const { t, fmt } = useMessages();
  const notes = [
    hop.overlapPercent === null ? null : t('report.hop.overlap', { percent: fmt.percent(hop.overlapPercent) }),
    hop.commitPercent === null ? null : t('report.hop.commit', { percent: fmt.percent(hop.commitPercent) }),
    hop.joined > 0 ? t('report.hop.joined', { count: hop.joined }) : null,
    hop.mode === 'skipping' ? null : t(`report.hop.${hop.mode}`),
  ].filter((note) => note !== null);
  return (
    <li className="hop">
      <b>
        {fmt.height(hop.fromHeight)} → {fmt.height(hop.toHeight)}
      </b>
      {hop.signers.length > 0 ? <PowerBar signers={hop.signers} /> : <span className="hop-link" aria-hidden="true" />}
      <span className="hop-notes">
        {notes.map((note, index) => (
          <Fragment key={note}>
            {index > 0 && ' · '}
            <span>{note}</span>
          </Fragment>
        ))}
      </span>
    </li>
  );
}
