import { toHex } from '../../../light-client/codec/hex.ts';
import type { Identity } from '../../contract/office.ts';
import { keyIdOf, type SigningKey } from '../../programme/trust/keys.ts';
import type { Algorithm, Grant, OperatorTrust } from '../../programme/trust/types.ts';
import { OFFICES, type OfficeName, ZONES } from '../catalogue.ts';
import { derive } from '../crypto.ts';
import { officeKey } from '../plan.ts';

// The offices of the demo: one national, three provincial ones that share zones and invented provinces among them. Their
// keys follow from the seed, so that a package of another office can be made and judged without that office.

export const NATIONAL: OfficeName = {
  officeId: 'office-national',
  name: { zh: '全国示范办公室', en: 'National Demo Office' },
};

/** User-assigned codes of ISO 3166-2: no real province has them. */
export const PROVINCES: readonly string[] = [
  'XX-01',
  'XX-02',
  'XX-03',
  'XX-04',
  'XX-05',
  'XX-06',
  'XX-07',
  'XX-08',
  'XX-09',
];

/** As the chains' own reports are signed: zone after zone in turn. */
export function officeOfZone(zoneId: string): OfficeName {
  return OFFICES[ZONES.findIndex((zone) => zone.zoneId === zoneId) % OFFICES.length] as OfficeName;
}

export function provinceOfZone(zoneId: string): string {
  return PROVINCES[ZONES.findIndex((zone) => zone.zoneId === zoneId) % PROVINCES.length] as string;
}

export function officeOfProvince(province: string): OfficeName {
  return OFFICES[PROVINCES.indexOf(province) % OFFICES.length] as OfficeName;
}

const REVIEWERS: Readonly<Record<string, string>> = {
  'office-national': '示例督导员 甲',
  'office-east': '示例审核员 乙',
  'office-south': '示例审核员 丙',
  'office-north': '示例审核员 丁',
};

export function reviewerOf(officeId: string): string {
  return REVIEWERS[officeId] ?? '示例审核员';
}

/** Who may work at the demo's machine: the national office first, then the provincial ones. */
export function demoIdentities(): readonly Omit<Identity, 'key'>[] {
  const provincial = OFFICES.map(({ officeId, name }) => ({
    role: 'provincial' as const,
    person: reviewerOf(officeId),
    officeId,
    officeName: name,
    zoneIds: ZONES.filter(({ zoneId }) => officeOfZone(zoneId).officeId === officeId).map(({ zoneId }) => zoneId),
    provinces: PROVINCES.filter((province) => officeOfProvince(province).officeId === officeId),
  }));
  const national = {
    role: 'national' as const,
    person: reviewerOf(NATIONAL.officeId),
    officeId: NATIONAL.officeId,
    officeName: NATIONAL.name,
    zoneIds: [],
    provinces: [],
  };
  return [national, ...provincial];
}

/** The key with which a demo office signs: for chain reports, reviews and packages alike. */
export function demoSigner(seed: string, officeId: string): SigningKey {
  const publicKey = toHex(officeKey(seed, officeId).publicKey);
  return {
    keyId: keyIdOf('ed25519', publicKey),
    algorithm: 'ed25519',
    publicKey,
    secret: derive('office', seed, officeId),
  };
}

/** A demo office's ed25519 key is the one by which the others know it, on whichever machine it is asked for. */
export function demoSecret(seed: string, officeId: string, algorithm: Algorithm): Uint8Array | null {
  const known = demoIdentities().some((identity) => identity.officeId === officeId);
  return known && algorithm === 'ed25519' ? demoSigner(seed, officeId).secret.slice() : null;
}

/** What the operator of the demo vouches for: the roots of its trust. */
export function demoGrants(seed: string, validFrom: string): readonly Grant[] {
  return demoIdentities().map(({ role, officeId, officeName, zoneIds, provinces }) => {
    const { keyId, algorithm, publicKey } = demoSigner(seed, officeId);
    return {
      keyId,
      algorithm,
      publicKey,
      ownerId: officeId,
      name: officeName,
      may: role === 'national' ? ['programme', 'network', 'reviews', 'reports', 'keys'] : ['reviews', 'reports'],
      zoneIds,
      provinces,
      validFrom,
      validTo: null,
    };
  });
}

const SINCE = '2024-01-01T00:00:00Z';

/** Whom the demo's machine believes. */
export function demoTrust(seed: string): OperatorTrust {
  return { unsigned: 'as-reported', roots: demoGrants(seed, SINCE) };
}
