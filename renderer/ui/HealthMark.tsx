import type { Health } from '../../main/contract/chain.ts';
import { useMessages } from '../i18n/index.ts';
import './kit.css';

export type Tone = 'ok' | 'warn' | 'bad' | 'none';

const TONES: Readonly<Record<Health, Tone>> = {
  synced: 'ok',
  syncing: 'none',
  bootstrapping: 'none',
  stalled: 'warn',
  unreachable: 'warn',
  expired: 'bad',
  suspect: 'bad',
  halted: 'bad',
};

export function healthTone(health: Health): Tone {
  return TONES[health];
}

/** Chains that go on only when a person does something. */
export function needsPerson(health: Health): boolean {
  return TONES[health] === 'bad' || TONES[health] === 'warn';
}

/** ● fine · ▲ watch · ■ stopped · ○ not there yet, with one form for each health so that words are not needed to tell them apart. */
export function HealthShape(props: { health: Health; size?: number }) {
  const size = props.size ?? 11;
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" aria-hidden="true" fill="currentColor">
      {shape(props.health)}
    </svg>
  );
}

function shape(health: Health) {
  switch (health) {
    case 'synced':
      return <circle cx="6" cy="6" r="4.6" />;
    case 'syncing':
      return (
        <path
          d="M6 1.4a4.6 4.6 0 0 1 0 9.2zM6 1.4a4.6 4.6 0 1 0 0 9.2"
          stroke="currentColor"
          strokeWidth="1.3"
          fillRule="evenodd"
        />
      );
    case 'bootstrapping':
      return (
        <circle cx="6" cy="6" r="4.1" fill="none" stroke="currentColor" strokeWidth="1.3" strokeDasharray="2.2 1.6" />
      );
    case 'stalled':
      return <path d="M6 1.2 11.4 10.8H.6z" />;
    case 'unreachable':
      return <path d="M6 2.2 10.6 10.2H1.4z" fill="none" stroke="currentColor" strokeWidth="1.5" />;
    case 'suspect':
      return <path d="M6 .6 11.4 6 6 11.4.6 6z" />;
    case 'expired':
      return <path d="M1.8 1.8h8.4v8.4H1.8z" fill="none" stroke="currentColor" strokeWidth="1.7" />;
    case 'halted':
      return <path d="M1.4 1.4h9.2v9.2H1.4z" />;
  }
}

export function HealthMark(props: { health: Health }) {
  const { t } = useMessages();
  return (
    <span className={`health ${healthTone(props.health)}`}>
      <HealthShape health={props.health} />
      {t(`health.${props.health}`)}
    </span>
  );
}
