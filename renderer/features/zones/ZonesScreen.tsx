import { useSnapshot } from '../../state/context.tsx';
import { useLens, useOffice } from '../../state/office.ts';
import { MixByZone } from './MixByZone.tsx';
import { ZonesTable } from './ZonesTable.tsx';
import { ZoneTiles } from './ZoneTiles.tsx';
import './zones.css';

/** Fifteen zones: what their chains prove, where they lie and how they stand, how their figures are known. */
export function ZonesScreen() {
  const overview = useSnapshot((snapshot) => snapshot.overview);
  const officeUp = useSnapshot((snapshot) => snapshot.officeSeq !== undefined);
  const programme = useOffice('programme', useLens(), officeUp);
  return (
    <div className="zones-screen">
      <ZonesTable zones={overview.zones} />
      {programme.value !== null && <ZoneTiles rows={programme.value.rows} />}
      <MixByZone zones={overview.zones} asOf={overview.asOf} />
    </div>
  );
}
