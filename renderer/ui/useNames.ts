import { useMemo } from 'react';
import type { ScenarioLine } from '../../main/contract/programme.ts';
import { useMessages } from '../i18n/index.ts';
import { useOffice } from '../state/office.ts';

interface Names {
  zone(id: string): string;
  sector(id: string): string;
  /** The zone of a scenario, or that it belongs to a special-field entity. */
  place(row: Pick<ScenarioLine, 'zoneId'>): string;
}

const NOW = { asOf: null, period: null };

/** Zones and fields by id, short where the screens have a short word. */
export function useNames(): Names {
  const { t, fmt, lookup } = useMessages();
  const programme = useOffice('programme', NOW);
  return useMemo(() => {
    const zones = new Map(programme.value?.rows.map((row) => [row.zoneId, fmt.text(row.name)]));
    const sectors = new Map(programme.value?.sectors.map((sector) => [sector.sectorId, fmt.text(sector.name)]));
    return {
      zone: (id) => zones.get(id) ?? id,
      sector: (id) => lookup(`sector.short.${id}`) ?? sectors.get(id) ?? id,
      place: ({ zoneId }) => (zoneId === null ? t('zone.entities') : (zones.get(zoneId) ?? zoneId)),
    };
  }, [programme.value, t, fmt, lookup]);
}
