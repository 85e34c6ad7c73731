import path from 'node:path';
import * as v from 'valibot';
import type { WireError } from '../../contract/error.ts';
import { type Identity, ROLES } from '../../contract/office.ts';
import type { Outcome } from '../../contract/services.ts';
import { refuse, trustError } from './errors.ts';
import { withSecret } from './keepers.ts';
import { isOpenToOthers, type KeptFile, openKept } from './keptFile.ts';
import { keyFrom, newKey, type SigningKey } from './keys.ts';
import { mayWrite } from './roles.ts';
import { areaEntries, id, publicKeySchema, text, time } from './shapes.ts';
import { isCountry } from './signers.ts';
import type { Algorithm, KeyKeeper, TrustDeps } from './types.ts';

// Who works at this machine, and its key. A key belongs to the office that it was made for: under another office it is not
// used, and comes back with its office. Keys that were replaced stay in the file, sealed as they were.

const keyRecord = v.strictObject({
  officeId: id,
  ...publicKeySchema.entries,
  createdAt: time,
  sealed: v.strictObject({
    keptBy: v.picklist(['system', 'file']),
    data: v.pipe(v.string(), v.maxLength(20_000), v.regex(/^([0-9a-f]{2})+$/)),
  }),
  /** The word of the key before for this one: a signed file. */
  rotation: v.nullable(v.pipe(v.string(), v.maxLength(100_000))),
});
const who = v.strictObject({
  role: v.picklist(ROLES),
  person: v.pipe(v.string(), v.trim(), v.maxLength(100)),
  officeId: id,
  officeName: text,
  ...areaEntries,
});
const fileSchema = v.strictObject({
  format: v.literal('pilotlight-identity'),
  version: v.literal(1),
  who: v.nullable(who),
  keys: v.pipe(v.array(keyRecord), v.maxLength(100)),
});
type IdentityFile = v.InferOutput<typeof fileSchema>;
export type KeyRecord = IdentityFile['keys'][number];
export type Who = Omit<Identity, 'key'>;

const EMPTY: IdentityFile = { format: 'pilotlight-identity', version: 1, who: null, keys: [] };

export interface OwnIdentity {
  readonly problem: WireError | null;
  who(): Who;
  save(identity: Who): Promise<Outcome<null>>;
  /** The newest key of the office that works here; null: none was made. */
  key(): KeyRecord | null;
  /** `rotation`: what the key before says of the new one; it is still the current one while this is asked. */
  create(
    algorithm: Algorithm,
    rotation: (fresh: SigningKey) => Promise<Outcome<string | null>>,
  ): Promise<Outcome<null>>;
  /** The opened key for as long as `use` runs. */
  withKey<T>(use: (key: SigningKey) => T): Promise<Outcome<T>>;
}

export async function openIdentity(
  deps: Pick<TrustDeps, 'folder' | 'now' | 'randomBytes' | 'keeper' | 'nobody' | 'presetKey'>,
): Promise<OwnIdentity> {
  const { now, randomBytes, keeper } = deps;
  const file = path.join(deps.folder, 'identity.json');
  const kept: KeptFile<IdentityFile> = await openKept(file, fileSchema, EMPTY, 'identity-unreadable');
  const current = (): Who => kept.current().who ?? deps.nobody;
  const key = (): KeyRecord | null =>
    kept.current().keys.findLast(({ officeId }) => officeId === current().officeId) ?? null;
  return {
    problem: kept.problem,
    who: current,
    key,
    async save(identity) {
      const parsed = v.safeParse(who, identity, { abortEarly: true });
      if (!parsed.success) {
        return refuse('identity-incomplete', { field: v.getDotPath(parsed.issues[0]) ?? '' });
      }
      const clean = parsed.output;
      if (clean.person === '') return refuse('identity-incomplete', { field: 'person' });
      // An area that was forgotten must not read as the whole country.
      if ((clean.role === 'provincial') === isCountry(clean) && clean.role !== 'inspector') {
        return refuse('identity-area', { role: clean.role });
      }
      const saved = await kept.change((now) => ({ ...now, who: clean }));
      return saved.ok ? { ok: true, value: null } : saved;
    },
    async create(algorithm, rotation) {
      const not = mayWrite(current());
      if (not !== null) return { ok: false, error: not };
      if (kept.problem !== null) return { ok: false, error: kept.problem };
      const { officeId } = current();
      const preset = deps.presetKey?.(officeId, algorithm) ?? null;
      const fresh = preset === null ? newKey(algorithm, randomBytes) : keyFrom(algorithm, preset);
      try {
        const word = await rotation(fresh);
        if (!word.ok) return word;
        // A keeper may send what it is given to another thread and wipe it there.
        const sealed = await keeper.seal(fresh.secret.slice());
        if (!sealed.ok) return sealed;
        const record: KeyRecord = {
          officeId,
          keyId: fresh.keyId,
          algorithm,
          publicKey: fresh.publicKey,
          createdAt: new Date(now()).toISOString(),
          sealed: sealed.value,
          rotation: word.value,
        };
        const saved = await kept.change((now) => ({ ...now, keys: [...now.keys, record] }));
        return saved.ok ? { ok: true, value: null } : saved;
      } finally {
        fresh.secret.fill(0);
      }
    },
    async withKey(use) {
      const record = key();
      if (record === null) return refuse('no-signing-key', { officeId: current().officeId });
      return opened(record, keeper, file, use);
    },
  };
}

async function opened<T>(
  { sealed, algorithm, keyId }: KeyRecord,
  keeper: KeyKeeper,
  file: string,
  use: (key: SigningKey) => T,
): Promise<Outcome<T>> {
  if (sealed.keptBy === 'file' && (await isOpenToOthers(file))) return refuse('key-file-open', { file });
  const used = await withSecret(keeper, sealed, (secret): Outcome<T> => {
    const wrong = trustError('key-unopened', { keptBy: sealed.keptBy, reason: 'other-key' });
    if (secret.length !== 32) return { ok: false, error: wrong };
    const key = keyFrom(algorithm, secret);
    return key.keyId === keyId ? { ok: true, value: use(key) } : { ok: false, error: wrong };
  });
  return used.ok ? used.value : used;
}
