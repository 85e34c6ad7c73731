import type { ProgrammeView } from '../../main/contract/programme.ts';
import { useMessages } from '../i18n/index.ts';

/** Zones and fields to choose from, as "zone:<id>" and "sector:<id>". */
export function SubjectOptions(props: { programme: ProgrammeView | null; withoutEntities?: boolean }) {
  const { t, fmt, lookup } = useMessages();
  const zones = props.programme?.rows.filter(({ zoneId }) => props.withoutEntities !== true || zoneId !== 'entities');
  return (
    <>
      <optgroup label={t('subject.zone')}>
        {zones?.map(({ zoneId, name }) => (
          <option key={zoneId} value={`zone:${zoneId}`}>
            {zoneId === 'entities' ? t('zone.entities') : fmt.text(name)}
          </option>
        ))}
      </optgroup>
      <optgroup label={t('subject.sector')}>
        {props.programme?.sectors.map(({ sectorId, name }) => (
          <option key={sectorId} value={`sector:${sectorId}`}>
            {lookup(`sector.short.${sectorId}`) ?? fmt.text(name)}
          </option>
        ))}
      </optgroup>
    </>
  );
}
