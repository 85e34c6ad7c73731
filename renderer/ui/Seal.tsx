import type { Condition, Level } from '../../main/contract/provenance.ts';
import type { Language } from '../../main/contract/services.ts';
import { useMessages } from '../i18n/index.ts';
import './seal.css';

export type SealLevel = Level | 'contradicted' | 'expired' | 'stale' | 'not-verifiable';

/** The stamps of a level and a condition: a refutation replaces all, "not verifiable" replaces the level, others join it. */
export function sealsOf(level: SealLevel, condition: Condition = 'fresh'): readonly SealLevel[] {
  if (level === 'contradicted' || condition === 'contradicted') return ['contradicted'];
  if (condition === 'not-verifiable') return ['not-verifiable'];
  if (condition === 'stale' || condition === 'expired') return level === condition ? [level] : [level, condition];
  return [level];
}

/** How it is known, as a stamp: shape, fill and character differ, so it reads without colour. */
export function Seal(props: {
  level: SealLevel;
  condition?: Condition;
  size?: 'small' | 'normal' | 'large';
  /** The word stands beside it already: keep it from being read twice. */
  decorative?: boolean;
}) {
  const { t, language } = useMessages();
  const seals = sealsOf(props.level, props.condition);
  // Where there is room for one stamp only, the condition changes the stamp; in Chinese it also changes the character.
  const stamps = props.size === 'small' ? seals.slice(-1) : seals;
  const words = seals.map((seal) => t(sealWordKey(seal))).join(' · ');
  const size = props.size ?? 'normal';
  const naming =
    props.decorative === true ? { 'aria-hidden': true } : { role: 'img', 'aria-label': words, title: words };
  return (
    <span className={size === 'normal' ? 'seals' : `seals ${size}`} {...naming}>
      {stamps.map((seal) => {
        const text = size === 'small' ? smallText(seal, props.level, language, t(`seal.${seal}`)) : t(`seal.${seal}`);
        const word = language === 'en' && text.length > 1;
        return (
          <i key={seal} className={`seal ${seal}${word ? ' word' : ''}`} aria-hidden="true">
            {text}
          </i>
        );
      })}
    </span>
  );
}

/** One glyph: in English the letter of the level stands on the ground of the condition. */
function smallText(seal: SealLevel, level: SealLevel, language: Language, text: string): string {
  if (seal === 'not-verifiable') return '–';
  if (language === 'zh-CN') return text;
  if (seal === 'contradicted') return '✕';
  if (level === 'stale') return 'st';
  if (level === 'expired') return 'ex';
  const letter = level === seal ? seal : level;
  return letter.charAt(0).toUpperCase();
}

type WordKey = `level.${Level | 'contradicted'}` | `condition.${Exclude<SealLevel, Level | 'contradicted'>}`;

/** Message key of the word for a stamp. */
export function sealWordKey(seal: SealLevel): WordKey {
  if (seal === 'expired' || seal === 'stale' || seal === 'not-verifiable') return `condition.${seal}`;
  return `level.${seal}`;
}
