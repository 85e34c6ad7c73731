import type { Level, MixPart } from '../../main/contract/provenance.ts';
import { type Messages, useMessages } from '../i18n/index.ts';
import { sealWordKey } from './Seal.tsx';
import './kit.css';

const STRONG_TO_WEAK: readonly Level[] = ['corroborated', 'proven', 'anchored', 'signed', 'reported'];

/** Never rounds to all or nothing: 99.8 % proven is not "100 %", 0.2 % is not "0 %". */
export function sharePercent(share: number): number {
  const rounded = Math.round(share * 100);
  if (rounded === 100 && share < 1 - 1e-9) return 99;
  if (rounded === 0 && share > 1e-9) return 1;
  return rounded;
}

/** "82 % anchored or better": the share at the strongest level that most of the figure still reaches. */
export function mixSentence(mix: readonly MixPart[], messages: Messages): string {
  const { t, fmt } = messages;
  const refuted = mix.find((part) => part.level === 'contradicted')?.share ?? 0;
  if (refuted > 0) return t('mix.contradicted', { percent: fmt.percent(sharePercent(refuted)) });
  const shareOf = (level: Level) => mix.find((part) => part.level === level)?.share ?? 0;
  let sum = 0;
  for (const level of STRONG_TO_WEAK) {
    sum += shareOf(level);
    if (level !== 'reported' && sum > 1 - 1e-9) return t(`mix.all.${level}`);
    if (sum >= 0.5 && level !== 'reported')
      return t(`mix.orBetter.${level}`, { percent: fmt.percent(sharePercent(sum)) });
  }
  const signed = sum - shareOf('reported');
  return signed > 0
    ? t('mix.orBetter.signed', { percent: fmt.percent(sharePercent(signed)) })
    : t('mix.orBetter.reported');
}

export function mixWords(mix: readonly MixPart[], messages: Messages): string {
  const { t, fmt } = messages;
  return mix
    .filter((part) => part.share > 0)
    .map((part) => t('mix.part', { level: t(sealWordKey(part.level)), percent: fmt.percent(sharePercent(part.share)) }))
    .join(t('mix.join'));
}

/** What a figure is made of, strong to weak. */
export function MixBar(props: { mix: readonly MixPart[]; height?: number }) {
  const messages = useMessages();
  const parts = props.mix.filter((part) => part.share > 0);
  const label =
    parts.length === 0 ? messages.t('figure.noData') : messages.t('mix.label', { parts: mixWords(parts, messages) });
  return (
    <span
      className="mixbar"
      role="img"
      aria-label={label}
      title={label}
      style={props.height === undefined ? undefined : { height: props.height }}
    >
      {parts.length === 0 && <i className="nothing" />}
      {parts.map((part) => (
        <i key={part.level} className={part.level} style={{ flexGrow: part.share, flexBasis: 0 }} />
      ))}
    </span>
  );
}
