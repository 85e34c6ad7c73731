import path from 'node:path';
import * as v from 'valibot';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import type { WireError } from '../../contract/error.ts';
import type { Outcome } from '../../contract/services.ts';
import type { ReportOffice } from '../packs.ts';
import { readEnvelope } from './envelope.ts';
import { trustError } from './errors.ts';
import { type KeptFile, openKept } from './keptFile.ts';
import { applyKeys } from './keyStatements.ts';
import { type KeysStatement, keysPayload, publicKeySchema, time } from './shapes.ts';
import { firstRegistry, judgeEnvelope, type Registry } from './signers.ts';
import type { Envelope, OperatorTrust, TrustPolicy } from './types.ts';

// What this machine took in of statements about keys, and the signers that follow from it. They are worked out from the
// operator's roots and the signed files, which are checked again every time: whoever takes a root out of trust.json takes
// out all that rests on it.

/** Identity, signers and packages lie in this folder of the data folder. */
export const OFFICE_FOLDER = 'office';
export const MAX_MET = 1000;
const schema = v.strictObject({
  format: v.literal('pilotlight-signers'),
  version: v.literal(1),
  /** In the order in which they came. */
  accepted: v.pipe(
    v.array(v.strictObject({ file: v.pipe(v.string(), v.maxLength(1_000_000)), acceptedAt: time })),
    v.maxLength(10_000),
  ),
  /** Keys nobody vouches for, met in packages that policy let in. */
  met: v.pipe(v.array(publicKeySchema), v.maxLength(MAX_MET)),
});
export type SignersRecord = v.InferOutput<typeof schema>;

/** A statement that was taken in, and when. */
export interface Accepted {
  readonly envelope: Envelope;
  readonly at: number;
}

export function signersFileIn(folder: string): string {
  return path.join(folder, 'signers.json');
}

export function openSigners(folder: string): Promise<KeptFile<SignersRecord>> {
  const empty: SignersRecord = { format: 'pilotlight-signers', version: 1, accepted: [], met: [] };
  return openKept(signersFileIn(folder), schema, empty, 'signers-unreadable');
}

export function readAccepted({ file, acceptedAt }: SignersRecord['accepted'][number]): Outcome<Accepted> {
  const read = readEnvelope(toUtf8(file));
  return read.ok ? { ok: true, value: { envelope: read.value, at: Date.parse(acceptedAt) } } : read;
}

/** The signers after one more statement. */
export function takeStatement(
  before: Registry,
  { envelope, at }: Accepted,
  policy: TrustPolicy,
): Outcome<{ readonly registry: Registry; readonly granted: number; readonly stopped: number; readonly same: number }> {
  const { accepted, error } = judgeEnvelope(envelope, before, policy, at);
  return accepted ? applyKeys(before, envelope) : { ok: false, error: error ?? trustError('unsigned') };
}

/** The operator's roots, the offices of a programme pack, and what the statements made of them. One that does not hold is passed over. */
export function foldSigners(
  operator: OperatorTrust,
  offices: readonly Readonly<ReportOffice>[],
  statements: readonly Accepted[],
): Registry {
  let registry = firstRegistry(operator.roots, offices);
  for (const statement of statements) {
    const step = takeStatement(registry, statement, operator);
    if (step.ok) registry = step.value.registry;
  }
  return registry;
}

/** The statements that were taken in, for whoever does not keep them. `folder`: where signers.json lies. */
export async function readStatements(folder: string): Promise<readonly Accepted[]> {
  const kept = await openSigners(folder);
  return kept.current().accepted.flatMap((entry) => {
    const read = readAccepted(entry);
    return read.ok ? [read.value] : [];
  });
}

/** An entry of the record does not hold. */
export function brokenEntry(folder: string, index: number, { code }: WireError): WireError {
  const params = { file: signersFileIn(folder), where: `accepted.${index}`, why: code };
  return trustError('signers-unreadable', params);
}

/** The newest statement that names a key, as it came: for the office whose key it is. null: none does. */
export function statementFor({ accepted }: SignersRecord, keyId: string): Uint8Array | null {
  for (const entry of [...accepted].reverse()) {
    const read = readAccepted(entry);
    const content = read.ok ? v.safeParse(keysPayload, read.value.envelope.payload) : null;
    const named = content?.success === true && content.output.statements.some((one) => isGrantOf(one, keyId));
    if (named) return toUtf8(entry.file);
  }
  return null;
}

function isGrantOf(statement: KeysStatement, keyId: string): boolean {
  return statement.kind === 'grant' && statement.keyId === keyId;
}

/** For whoever only reads packs: the same signers as the office's, without its key. `folder`: where signers.json lies. */
export async function readSigners(
  folder: string,
  operator: OperatorTrust,
): Promise<{ readonly registry: Registry; readonly problems: readonly WireError[] }> {
  const kept = await openSigners(folder);
  const problems = kept.problem === null ? [] : [kept.problem];
  let registry = firstRegistry(operator.roots, []);
  for (const [index, entry] of kept.current().accepted.entries()) {
    const read = readAccepted(entry);
    const step = read.ok ? takeStatement(registry, read.value, operator) : read;
    if (step.ok) registry = step.value.registry;
    else problems.push(brokenEntry(folder, index, step.error));
  }
  return { registry, problems };
}
