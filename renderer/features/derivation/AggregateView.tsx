import type { Figure, FigurePart } from '../../../main/contract/figures.ts';
import { type Messages, useMessages } from '../../i18n/index.ts';
import {
  Card,
  type Column,
  DataTable,
  exactWords,
  FigureView,
  figureLabel,
  MixBar,
  mixWords,
  Seal,
  SectionTitle,
  sealsOf,
  sealWordKey,
} from '../../ui/index.ts';
import { shareOf, strength, weakestFirst } from './partOrder.ts';

/** A figure made of several: as good as its weakest part, which stands first. */
export function AggregateView(props: {
  figure: Figure;
  parts: readonly FigurePart[];
  onPart: (figureId: string) => void;
}) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const { figure } = props;
  const parts = weakestFirst(props.parts);
  const refuted = parts.filter((part) => part.provenance.condition === 'contradicted').length;
  return (
    <>
      <Card className="verdict-sum">
        <Seal level={figure.provenance.level} condition={figure.provenance.condition} size="large" />
        <div>
          <div role="status">
            <h2>{sentence(figure, parts.length, refuted, messages)}</h2>
          </div>
          <p>
            {figure.provenOnly.value === null
              ? t('derivation.provenNone')
              : t('derivation.provenOnly', {
                  value: fmt.value(figure.provenOnly.value, figure.unit, false).exact,
                  leftOut: figure.provenOnly.leftOut,
                })}
          </p>
          <div className="sum-mix">
            <MixBar mix={figure.mix} height={8} />
            <p>
              {t('derivation.mix')} {mixWords(figure.mix, messages)}
            </p>
          </div>
        </div>
      </Card>
      <Card className="parts-card" labelledBy="parts">
        <SectionTitle id="parts" title={t('derivation.parts')} note={t('derivation.partsNote')} />
        <DataTable
          name="parts"
          caption={t('derivation.parts')}
          columns={columns(props.parts, props.onPart, messages)}
          rows={parts}
          rowKey={(part) => part.figureId}
          onRow={(part) => props.onPart(part.figureId)}
          tall
        />
      </Card>
    </>
  );
}

function words(provenance: Figure['provenance'], { t }: Messages): string {
  return sealsOf(provenance.level, provenance.condition)
    .map((seal) => t(sealWordKey(seal)))
    .join(' · ');
}

function sentence(figure: Figure, parts: number, refuted: number, messages: Messages): string {
  const { t } = messages;
  const label = figureLabel(figure, messages);
  const value = exactWords(figure, messages);
  if (value === null) return t('derivation.sum.none', { label });
  if (refuted > 0) return t('derivation.sum.refuted', { label, value, parts, refuted });
  return t('derivation.sum', { label, value, parts, level: words(figure.provenance, messages) });
}

function columns(
  all: readonly FigurePart[],
  onPart: (figureId: string) => void,
  messages: Messages,
): readonly Column<FigurePart>[] {
  const { t, fmt } = messages;
  const unit = all[0]?.unit;
  return [
    {
      key: 'name',
      title: t('derivation.part.name'),
      sortBy: (part) => fmt.text(part.name),
      render: (part) => (
        <button
          type="button"
          className="part-name"
          aria-label={t('derivation.part.open', { name: fmt.text(part.name) })}
          onClick={() => onPart(part.figureId)}
        >
          {fmt.text(part.name)} <span aria-hidden="true">›</span>
        </button>
      ),
    },
    {
      key: 'how',
      title: t('derivation.part.how'),
      sortBy: (part) => strength(part.provenance),
      render: (part) => (
        <span className={part.provenance.condition === 'contradicted' ? 'part-how refuted' : 'part-how'}>
          {words(part.provenance, messages)}
        </span>
      ),
    },
    {
      key: 'value',
      title: t('derivation.part.value'),
      ...(unit !== undefined && { unit: fmt.unit(unit) }),
      numeric: true,
      sortBy: (part) => (part.value === null ? null : Number(part.value)),
      render: (part) => (
        <FigureView
          attested={{ value: part.value, provenance: part.provenance }}
          unit={part.unit}
          label={fmt.text(part.name)}
          size="row"
          hideUnit
          scale={false}
        />
      ),
    },
    {
      key: 'share',
      title: t('derivation.part.share'),
      numeric: true,
      sortBy: (part) => shareOf(part, all),
      render: (part) => {
        const share = shareOf(part, all);
        return share === null ? (
          '—'
        ) : (
          <span className="part-share">
            <i style={{ width: `${share * 100}%` }} />
            {fmt.percent(share * 100, 1)}
          </span>
        );
      },
    },
  ];
}
