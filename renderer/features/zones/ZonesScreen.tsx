import { useSnapshot } from '../../state/context.tsx';
import { MixByZone } from './MixByZone.tsx';
import { ZonesTable } from './ZonesTable.tsx';

/** Fifteen zones: what their chains prove, beside what is known of each. */
export function ZonesScreen() {
  const overview = useSnapshot((snapshot) => snapshot.overview);
  return (
    <div className="zones-screen">
      <ZonesTable zones={overview.zones} />
      <MixByZone zones={overview.zones} asOf={overview.asOf} />
    </div>
  );
}
