import { useMemo } from 'react';
import { useMessages } from '../i18n/index.ts';
import { useApp } from '../state/context.tsx';
import { Chip, healthTone } from '../ui/index.ts';
import { linkTo } from './route.ts';

/** One tick per chain: full height while all is well, lower for "watch", an empty frame where the chain was set aside. */
export function ChainStrip() {
  const { t, fmt } = useMessages();
  const route = useApp((state) => state.route);
  const chains = useApp((state) => state.snapshot?.chains);
  const synced = useMemo(() => chains?.filter((chain) => chain.health === 'synced').length ?? 0, [chains]);
  if (chains === undefined || chains.length === 0) return null;
  return (
    <Chip href={linkTo(route, 'chains')}>
      {t('shell.chains')}
      <span className="strip" aria-hidden="true">
        {chains.map((chain) => (
          <i
            key={chain.chainId}
            className={healthTone(chain.health)}
            title={`${fmt.text(chain.name)} · ${t(`health.${chain.health}`)}`}
          />
        ))}
      </span>
      <span className="synced">{t('shell.synced', { synced, total: chains.length })}</span>
      <span className="visually-hidden">{t('shell.chainStrip')}</span>
    </Chip>
  );
}
