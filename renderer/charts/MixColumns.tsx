import { useMemo } from 'react';
import { LEVELS, type MixPart } from '../../main/contract/provenance.ts';
import { useMessages } from '../i18n/index.ts';
import { sealWordKey } from '../ui/index.ts';
import { ChartCard } from './ChartCard.tsx';
import { StackedColumns } from './StackedColumns.tsx';

const ORDER = [...[...LEVELS].reverse(), 'contradicted'] as const;

export interface MixRow {
  readonly name: string;
  readonly short: string;
  readonly mix: readonly MixPart[];
}

/** How the figures of each row are known: one column a row, strong below, refuted on top. */
export function MixColumns(props: {
  id: string;
  title: string;
  note: string;
  /** Heading of the rows' names in the table. */
  rowsAre: string;
  rows: readonly MixRow[];
  asOf: string;
  fileName: string;
  stagger?: boolean;
}) {
  const { t } = useMessages();
  const rows = useMemo(
    () =>
      props.rows.map(({ name, short, mix }) => ({
        ...{ name, short },
        shares: Object.fromEntries(ORDER.map((level) => [level, mix.find((part) => part.level === level)?.share ?? 0])),
      })),
    [props.rows],
  );
  const series = ORDER.map((level) => ({ key: level, label: t(sealWordKey(level)) }));
  return (
    <ChartCard
      id={props.id}
      className="small-card"
      title={props.title}
      note={props.note}
      unit="%"
      asOf={props.asOf}
      fileName={props.fileName}
      columns={[props.rowsAre, ...series.map(({ label }) => label)]}
      rows={rows.map((row) => [row.name, ...ORDER.map((level) => Math.round((row.shares[level] ?? 0) * 1000) / 10)])}
    >
      <StackedColumns rows={rows} series={series} {...(props.stagger === true && { stagger: true })} />
    </ChartCard>
  );
}
