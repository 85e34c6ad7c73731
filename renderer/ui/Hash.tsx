import { useEffect, useState } from 'react';
import { useMessages } from '../i18n/index.ts';
import { copyText } from './copyText.ts';
import './kit.css';

/** "9be2 71f4 … 7d13 e8aa": enough of both ends that two hashes on one screen can be told apart. */
export function shortHash(hash: string, groups = 1): string {
  if (hash.length <= groups * 8 + 4) return hash;
  const group = (text: string) => text.match(/.{1,4}/g)?.join(' ') ?? text;
  return `${group(hash.slice(0, groups * 4 + 4))} … ${group(hash.slice(-groups * 4))}`;
}

export function shortAddress(address: string): string {
  return address.length <= 16 ? address : `${address.slice(0, 8)}…${address.slice(-4)}`;
}

/** Shortened; all of it while focused or asked for, and always to copy. */
export function Hash(props: { value: string; whole?: boolean; groups?: number }) {
  const { t } = useMessages();
  const [focused, setFocused] = useState(false);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = window.setTimeout(() => setCopied(false), 1500);
    return () => window.clearTimeout(timer);
  }, [copied]);
  const whole = props.whole === true || focused;
  return (
    <span className={whole ? 'hash whole' : 'hash'}>
      <code title={props.value}>{whole ? props.value : shortHash(props.value, props.groups)}</code>
      <button
        type="button"
        aria-label={t('hash.copyLabel', { hash: props.value.slice(0, 8) })}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        // The text of the page stays where it is: focusing by mouse would widen the hash under the pointer.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => {
          void copyText(props.value).then((done) => setCopied(done));
        }}
      >
        {copied ? t('hash.copied') : t('hash.copy')}
      </button>
      <span className="visually-hidden" role="status">
        {copied ? t('hash.copiedLive') : ''}
      </span>
    </span>
  );
}
