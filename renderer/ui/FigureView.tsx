import type { Figure, Unit } from '../../main/contract/figures.ts';
import type { Attested, Provenance } from '../../main/contract/provenance.ts';
import { type Messages, useMessages } from '../i18n/index.ts';
import { isProvenOnly } from '../state/appStore.ts';
import { useActions, useApp } from '../state/context.tsx';
import { Seal, sealsOf, sealWordKey } from './Seal.tsx';
import './figure.css';

type Shape = {
  /** key: large, on a card · row: in a table cell · inline: in running text. */
  size?: 'key' | 'row' | 'inline';
  /** In tables the unit stands in the heading. */
  hideUnit?: boolean;
  /** Where the column has a scale of its own, every digit is shown. */
  scale?: boolean;
};

type Props = Shape &
  (
    | { figure: Figure }
    | {
        attested: Attested<string | null>;
        unit: Unit;
        label: string;
        /** What opens the derivation; without it the number is plain text. */
        figureId?: string;
      }
  );

export function figureLabel({ label, name }: Pick<Figure, 'label' | 'name'>, messages: Messages): string {
  const params = name === undefined ? {} : { name: messages.fmt.text(name) };
  return messages.lookup(label, params) ?? messages.t('figure.unknown');
}

/** Whether there is anything to show yet. */
export function hasData(figures: readonly Figure[]): boolean {
  return figures.some((figure) => figure.value !== null);
}

/** What is shown for a figure now: the whole of it, or with the switch on only its proven part. */
export function shownFigure(figure: Figure, provenOnly: boolean): { value: string | null; provenance: Provenance } {
  if (!provenOnly) return { value: figure.value, provenance: figure.provenance };
  const { value, leftOut, provenance } = figure.provenOnly;
  // Without a word on what was kept: it is proven, and no younger than the whole.
  const kept: Provenance =
    provenance ?? (leftOut === 0 ? figure.provenance : { ...figure.provenance, level: 'proven' });
  return { value, provenance: kept };
}

/** The whole of a figure as an attested number, for where its name stands elsewhere. */
export function attestedOf(figure: Figure): Attested<string | null> {
  return { value: figure.value, provenance: figure.provenance };
}

/** Every digit, with the unit, for a sentence that goes on to say how it is known; null: no data. */
export function exactWords(figure: Figure, { fmt }: Messages): string | null {
  return figure.value === null ? null : fmt.value(figure.value, figure.unit, false).exact;
}

/** The one component that shows a number with how it is known. Clicking it opens the derivation. */
export function FigureView(props: Props) {
  const messages = useMessages();
  const actions = useActions();
  const provenOnly = useApp(isProvenOnly);
  const { t, fmt, language } = messages;

  const isFigure = 'figure' in props;
  const { value, provenance } = isFigure ? shownFigure(props.figure, provenOnly) : props.attested;
  const unit = isFigure ? props.figure.unit : props.unit;
  const label = isFigure ? figureLabel(props.figure, messages) : props.label;
  const figureId = isFigure ? props.figure.id : props.figureId;

  const seals = sealsOf(provenance.level, provenance.condition);
  // A total that holds a refuted part is marked, not struck out: most of it may stand.
  const wholly = !isFigure || props.figure.mix.every((part) => part.level === 'contradicted');
  const refuted = provenance.condition === 'contradicted' && wholly;
  const how = seals.map((seal) => t(sealWordKey(seal))).join(' · ');
  const shown = value === null ? null : fmt.value(value, unit, props.scale ?? true);
  const size = props.size ?? 'inline';
  // On a card the English label already says what is counted: "Headers verified 435,077".
  const named = size === 'key' && language === 'en' && unit !== 'percent' && unit !== 'yuan' && unit !== 'usd';
  const unitText = shown === null || props.hideUnit === true ? '' : named ? shown.scale : shown.unit;
  const className = [
    'figure',
    size,
    refuted ? 'refuted' : '',
    provenance.condition === 'stale' || provenance.condition === 'expired' ? 'old' : '',
  ]
    .filter((name) => name !== '')
    .join(' ');

  const notProven = isFigure && provenOnly && value === null && props.figure.value !== null;
  const nothing = t(notProven ? 'figure.notProven' : 'figure.noData');
  // A sum of those parts only that have a value says so; with the switch on, the gap is among what was left out.
  const gap = isFigure && !provenOnly && value !== null && props.figure.parts > 1 ? props.figure.missing : 0;
  const gapWords = gap === 0 ? '' : t('figure.gapWords', { n: gap, parts: isFigure ? props.figure.parts : 0 });
  const content = (
    <>
      <span className="visually-hidden">{t('figure.before', { label })}</span>
      {gap > 0 && size === 'row' && (
        <em className="gap" aria-hidden="true">
          {t('figure.gap', { n: gap })}
        </em>
      )}
      {shown === null ? (
        <span className="nothing">{notProven && size === 'row' ? '—' : nothing}</span>
      ) : (
        <span className="number">{shown.number}</span>
      )}
      {unitText !== '' && <small>{unitText}</small>}
      {value !== null && (
        <Seal
          level={provenance.level}
          condition={provenance.condition}
          decorative
          size={size === 'row' ? 'small' : 'normal'}
        />
      )}
      <span className="visually-hidden">
        {shown === null || shown.scale === ''
          ? t('figure.afterNothing', { how })
          : t('figure.after', { value: shown.exact, how })}
        {gapWords}
        {figureId !== undefined && t('figure.opens')}
      </span>
    </>
  );
  if (figureId === undefined) {
    return (
      <span className={className} title={shown?.exact}>
        {content}
      </span>
    );
  }
  return (
    <button
      type="button"
      className={className}
      title={shown === null ? nothing : `${shown.exact} · ${how}${gapWords}`}
      onClick={() => actions.openDerivation(figureId)}
    >
      {content}
    </button>
  );
}
