import { existsSync } from 'node:fs';
import * as v from 'valibot';
import type { WireError } from '../contract/error.ts';
import type { Outcome } from '../contract/services.ts';
import { readBounded } from '../files.ts';
import { type NetworkPack, networkPackSchema, type ProgrammePack, programmePackSchema } from './packs.ts';
import { looksSigned, readEnvelope } from './trust/envelope.ts';
import { refuse, trustError } from './trust/errors.ts';
import { NO_OPERATOR_TRUST } from './trust/operatorTrust.ts';
import { firstRegistry, judgeEnvelope, type Registry } from './trust/signers.ts';
import type { OperatorTrust } from './trust/types.ts';

const MAX_PACK_BYTES = 16 * 1024 * 1024;

/** Whose word a pack is. A signature that is not good never gets as far as this. */
export type PackSignature = 'signed' | 'unknown-key' | 'unsigned';

export interface LoadedPacks {
  readonly network: NetworkPack;
  readonly programme: ProgrammePack | null;
  readonly signatures: { readonly network: PackSignature; readonly programme: PackSignature | null };
  /** What the network pack is fine without: a programme pack that could not be read. */
  readonly problems: readonly WireError[];
}

/** Whom the operator of this machine believes, and the time. */
export interface PackTrust {
  readonly operator: OperatorTrust;
  /** The operator's roots and whoever became known by statements about keys; absent: the roots alone. */
  readonly signers?: Registry;
  readonly now: () => number;
}

const NO_TRUST: PackTrust = { operator: NO_OPERATOR_TRUST, now: Date.now };

interface Pack<T> {
  readonly pack: T;
  readonly signature: PackSignature;
}

/**
 * A network pack from a file, and the programme pack that goes with it: the one named, or the one that lies beside it.
 * Either is plain, or signed by somebody whom the operator gave that right; what is not is refused or let in by policy.
 */
export async function loadPacks(
  file: string,
  programmeFile?: string,
  trust: PackTrust = NO_TRUST,
): Promise<Outcome<LoadedPacks>> {
  const network = await loadPack(file, 'network', networkPackSchema, trust);
  if (!network.ok) return network;
  const { pack, signature } = network.value;
  const twice = firstTwice(pack.chains.map(({ chainId }) => chainId));
  if (twice !== null) return { ok: false, error: packError(file, 'chains', `chain-twice:${twice}`) };
  const alone = { network: pack, programme: null, signatures: { network: signature, programme: null } };
  const beside = programmeFile ?? file.replace(/(\.network)?\.json$/, '.programme.json');
  if (beside === file || (programmeFile === undefined && !existsSync(beside))) {
    return { ok: true, value: { ...alone, problems: [] } };
  }
  const programme = await loadPack(beside, 'programme', programmePackSchema, trust);
  if (!programme.ok) return { ok: true, value: { ...alone, problems: [programme.error] } };
  const signatures = { network: signature, programme: programme.value.signature };
  return { ok: true, value: { network: pack, programme: programme.value.pack, signatures, problems: [] } };
}

/** What, where and why: the file, the path inside it, and the rule that it breaks. */
async function loadPack<T>(
  file: string,
  kind: 'network' | 'programme',
  schema: v.GenericSchema<unknown, T>,
  trust: PackTrust,
): Promise<Outcome<Pack<T>>> {
  const bytes = await readBounded(file, MAX_PACK_BYTES);
  if (!bytes.ok) return bytes;
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.value));
  } catch (cause) {
    return { ok: false, error: packError(file, '', cause instanceof SyntaxError ? 'not-json' : 'not-utf8') };
  }
  const opened = looksSigned(json) ? signedPayload(bytes.value, kind, trust) : plainPayload(json, trust);
  if (!opened.ok) return { ok: false, error: { ...opened.error, params: { file, ...opened.error.params } } };
  const { payload, signature } = opened.value;
  const parsed = v.safeParse(schema, payload, { abortEarly: true });
  if (parsed.success) return { ok: true, value: { pack: parsed.output, signature } };
  const [issue] = parsed.issues;
  return { ok: false, error: packError(file, v.getDotPath(issue) ?? '', `${issue.type}:${issue.expected ?? ''}`) };
}

type Payload = { readonly payload: unknown; readonly signature: PackSignature };

function plainPayload(payload: unknown, { operator }: PackTrust): Outcome<Payload> {
  return operator.unsigned === 'refuse' ? refuse('unsigned') : { ok: true, value: { payload, signature: 'unsigned' } };
}

function signedPayload(bytes: Uint8Array, kind: string, { operator, signers, now }: PackTrust): Outcome<Payload> {
  const read = readEnvelope(bytes, MAX_PACK_BYTES);
  if (!read.ok) return read;
  if (read.value.kind !== kind) return refuse('envelope-kind', { kind: read.value.kind, expected: kind });
  const registry = signers ?? firstRegistry(operator.roots, []);
  const { accepted, error, signature } = judgeEnvelope(read.value, registry, operator, now());
  if (!accepted || signature === 'bad' || signature === 'not-allowed') {
    return { ok: false, error: error ?? trustError('unsigned') };
  }
  return { ok: true, value: { payload: read.value.payload, signature } };
}

function packError(file: string, where: string, why: string): WireError {
  return { code: 'bad-pack', category: 'input', params: { file, where, why: why.slice(0, 200) } };
}

function firstTwice(ids: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) return id;
    seen.add(id);
  }
  return null;
}
