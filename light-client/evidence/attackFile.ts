import { fromBase64, toBase64 } from '../codec/base64.ts';
import {
  type CanonicalObject,
  type CanonicalValue,
  canonicalJson,
  parseCanonicalJson,
} from '../codec/canonicalJson.ts';
import { CodecError } from '../codec/codecError.ts';
import { toHex } from '../codec/hex.ts';
import { formatTime, NANOS_PER_SECOND, parseTime, type TimeNs } from '../codec/time.ts';
import { fromUtf8, toUtf8 } from '../codec/utf8.ts';
import { attempt, fail, type Result } from '../core/errors.ts';
import type { TrustParameters } from '../core/trust.ts';
import type { AttackKind } from '../detector/attack.ts';
import {
  decodeAttackEvidence,
  encodeAttackEvidence,
  formatAttackEvidence,
  type LightClientAttackEvidence,
} from '../families/cometbft/attackEvidence.ts';
import { KEY_TABLES, type KeyTable } from '../families/cometbft/keys.ts';
import { formatLightBlock } from '../families/cometbft/rpcFormat.ts';
import { parseLightBlock } from '../families/cometbft/rpcJson.ts';
import type { LightBlock } from '../families/cometbft/types.ts';
import type { Hash } from '../proofs/merkle.ts';
import { type JsonObject, list, object, string } from './shapes.ts';

// A proven conflict as one file: for each side that can be accused the evidence in CometBFT's own two forms, and the light
// blocks without which nobody could check it, as RPC has them. Canonical JSON, so that any tool reads it and one content
// has one text; decoding is followed by encoding and a comparison, so that nothing stands in it that is not read.

export const ATTACK_FORMAT = 'pilotlight-attack-evidence';
const VERSION = 1;
export const MAX_ATTACK_BYTES = 16 << 20;
const MAX_WAY = 512;

export interface AttackParty {
  readonly role: 'primary' | 'witness';
  readonly url: string;
  readonly operator: string;
}

export interface FiledAccusation {
  readonly accused: AttackParty;
  readonly kind: AttackKind;
  /** The last block that both sides agree on. */
  readonly common: LightBlock;
  /** From there, without it, to the block that is held for the chain's; empty where that is the common block itself. */
  readonly way: readonly LightBlock[];
  readonly evidence: LightClientAttackEvidence;
}

export interface AttackFile {
  readonly chainId: string;
  readonly keyTable: KeyTable;
  readonly demo: boolean;
  readonly detectedAt: TimeNs;
  readonly parameters: TrustParameters;
  /** Against the primary first. One alone where the other side could not show its way again. */
  readonly accusations: readonly FiledAccusation[];
}

export function encodeAttackFile(file: AttackFile, sha256: Hash): Uint8Array {
  const content = encodeContent(file);
  const digest = toHex(sha256(toUtf8(canonicalJson(content))));
  return toUtf8(canonicalJson({ content, digest, format: ATTACK_FORMAT, version: VERSION }));
}

/** Whether these bytes mean to be such a file: what `decodeAttackFile` then says of them is a verdict. */
export function isAttackFile(bytes: Uint8Array): boolean {
  const tail = toUtf8(`"format":"${ATTACK_FORMAT}","version":`);
  const end = bytes.subarray(Math.max(0, bytes.length - tail.length - 8));
  return String.fromCharCode(...end).includes(String.fromCharCode(...tail));
}

export function decodeAttackFile(bytes: Uint8Array, sha256: Hash): Result<AttackFile> {
  if (bytes.length > MAX_ATTACK_BYTES) return fail('bad-evidence-file', { reason: 'too-large', bytes: bytes.length });
  const read = attempt('bad-evidence-file', () => {
    const text = fromUtf8(bytes, 'file');
    const { content, digest, format, version, ...rest } = object(parseCanonicalJson(text, 'file'), 'file');
    if (format !== ATTACK_FORMAT || Object.keys(rest).length > 0) throw new CodecError('bad-json', 'file');
    if (version !== VERSION) return { version };
    if (digest !== toHex(sha256(toUtf8(canonicalJson(content ?? null))))) return { digest };
    const file = decodeContent(object(content, 'content'));
    if (canonicalJson(encodeContent(file)) !== canonicalJson(content ?? null)) {
      throw new CodecError('not-canonical', 'content');
    }
    return { file };
  });
  if (!read.ok) return read;
  const { file } = read.value;
  if (file !== undefined) return { ok: true, value: file };
  return 'digest' in read.value
    ? fail('bad-evidence-file', { reason: 'tail-hash' })
    : fail('unsupported-version', { version: String(read.value.version) });
}

// ---- content ----

function encodeContent(file: AttackFile): CanonicalObject {
  const { trustLevel, trustingPeriod, maxClockDrift } = file.parameters;
  return {
    chainId: file.chainId,
    family: 'cometbft',
    keyTable: file.keyTable,
    demo: file.demo,
    detectedAt: formatTime(file.detectedAt),
    parameters: {
      trustLevel: `${trustLevel.numerator}/${trustLevel.denominator}`,
      trustingPeriodSeconds: String(trustingPeriod / NANOS_PER_SECOND),
      maxClockDriftSeconds: String(maxClockDrift / NANOS_PER_SECOND),
    },
    accusations: file.accusations.map(({ accused, kind, common, way, evidence }) => ({
      accused: { role: accused.role, url: accused.url, operator: accused.operator },
      kind,
      common: blockJson(common),
      way: way.map(blockJson),
      // As /broadcast_evidence takes it, and as nodes gossip it.
      evidence: formatAttackEvidence(evidence),
      evidenceProtobuf: toBase64(encodeAttackEvidence(evidence)),
    })),
  };
}

/** The next set, where one was fetched, proves nothing here. */
function blockJson({ signedHeader, validatorSet }: LightBlock): CanonicalValue {
  return formatLightBlock({ signedHeader, validatorSet });
}

function decodeContent(content: JsonObject): AttackFile {
  const keyTable = string(content['keyTable'], 'content.keyTable');
  if (content['family'] !== 'cometbft') throw new CodecError('bad-field', 'content.family');
  if (!Object.hasOwn(KEY_TABLES, keyTable)) throw new CodecError('unsupported-key', 'content.keyTable');
  const known = keyTable as KeyTable;
  const accusations = list(content['accusations'], 'content.accusations', 2);
  if (accusations.length === 0) throw new CodecError('truncated', 'content.accusations');
  return {
    chainId: string(content['chainId'], 'content.chainId'),
    keyTable: known,
    demo: content['demo'] === true,
    detectedAt: parseTime(string(content['detectedAt'], 'content.detectedAt'), 'content.detectedAt'),
    parameters: decodeParameters(content['parameters'], 'content.parameters'),
    accusations: accusations.map((entry, i) => decodeAccusation(object(entry, `content.accusations[${i}]`), known, i)),
  };
}

function decodeParameters(value: CanonicalValue | undefined, at: string): TrustParameters {
  const o = object(value, at);
  const level = /^([1-9]\d{0,18})\/([1-9]\d{0,18})$/.exec(string(o['trustLevel'], `${at}.trustLevel`));
  if (level === null) throw new CodecError('bad-field', `${at}.trustLevel`);
  return {
    trustLevel: { numerator: BigInt(level[1] as string), denominator: BigInt(level[2] as string) },
    trustingPeriod: seconds(o['trustingPeriodSeconds'], `${at}.trustingPeriodSeconds`),
    maxClockDrift: seconds(o['maxClockDriftSeconds'], `${at}.maxClockDriftSeconds`),
  };
}

function decodeAccusation(entry: JsonObject, keyTable: KeyTable, index: number): FiledAccusation {
  const at = `content.accusations[${index}]`;
  const accused = object(entry['accused'], `${at}.accused`);
  const role = string(accused['role'], `${at}.accused.role`);
  if (role !== 'primary' && role !== 'witness') throw new CodecError('bad-field', `${at}.accused.role`);
  const kind = KINDS.find((known) => known === entry['kind']);
  if (kind === undefined) throw new CodecError('bad-field', `${at}.kind`);
  return {
    accused: {
      role,
      url: string(accused['url'], `${at}.accused.url`),
      operator: string(accused['operator'], `${at}.accused.operator`),
    },
    kind,
    common: parseLightBlock(entry['common'], `${at}.common`, keyTable),
    way: list(entry['way'], `${at}.way`, MAX_WAY).map((block, i) =>
      parseLightBlock(block, `${at}.way[${i}]`, keyTable),
    ),
    // Its JSON is compared with what these bytes give: one of the two forms need not be read.
    evidence: decodeAttackEvidence(
      fromBase64(
        string(entry['evidenceProtobuf'], `${at}.evidenceProtobuf`, MAX_ATTACK_BYTES),
        `${at}.evidenceProtobuf`,
      ),
      keyTable,
      `${at}.evidenceProtobuf`,
    ),
  };
}

const KINDS: readonly AttackKind[] = ['lunatic', 'equivocation', 'amnesia', 'lunatic-forward'];

function seconds(value: CanonicalValue | undefined, at: string): bigint {
  const text = string(value, at);
  if (!/^(?:0|[1-9]\d{0,17})$/.test(text)) throw new CodecError('bad-integer', at);
  return BigInt(text) * NANOS_PER_SECOND;
}
