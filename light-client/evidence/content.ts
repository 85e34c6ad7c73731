import { toBase64 } from '../codec/base64.ts';
import { type CanonicalObject, type CanonicalValue, canonicalJson } from '../codec/canonicalJson.ts';
import { CodecError } from '../codec/codecError.ts';
import { fromHex, toHex } from '../codec/hex.ts';
import { formatTime, NANOS_PER_SECOND, parseTime, type TimeNs } from '../codec/time.ts';
import type { TrustParameters } from '../core/trust.ts';
import { KEY_TABLES, type KeyTable } from '../families/cometbft/keys.ts';
import type { ProofOp } from '../families/cometbft/queryProof.ts';
import { formatHash, formatHeader, formatLightBlock } from '../families/cometbft/rpcFormat.ts';
import { parseBase64, parseHeader, parseLightBlock } from '../families/cometbft/rpcJson.ts';
import { parseTxProof, type TxProof } from '../families/cometbft/txProof.ts';
import type { Header, LightBlock } from '../families/cometbft/types.ts';
import type { EvidenceClaim } from './report.ts';
import { list, nullableString, object, string } from './shapes.ts';

// What an evidence file holds, and its one form as JSON. Decoding is followed by encoding and a comparison of the texts,
// so that nothing can stand in a file that is not read.

export const EVIDENCE_FORMAT = 'pilotlight-evidence';
export const EVIDENCE_VERSION = 1;
/** Light blocks between anchor and proof: skipping needs a handful, a set that turns over at every step some more. */
export const MAX_TRACE = 512;
export const MAX_BACKWARDS = 20_000;
const MAX_OPS = 4;

export interface EvidenceNetwork {
  readonly keyTable: KeyTable;
  /** Periods in whole seconds, as network packs give them. */
  readonly parameters: TrustParameters;
  readonly anchor: { readonly height: bigint; readonly hash: Uint8Array };
  /** Who issued the network pack that names the anchor, as the file states it; null where nobody is named. */
  readonly issuedBy: string | null;
}

export type EvidenceProof =
  | {
      readonly kind: 'state';
      readonly store: string;
      readonly key: Uint8Array;
      /** Empty: absence. */
      readonly value: Uint8Array;
      readonly ops: readonly ProofOp[];
    }
  | { readonly kind: 'transaction'; readonly proof: TxProof };

/** The report whose digest the proven value is. */
export interface EvidenceDocument {
  readonly text: string;
  /** The indicator that the claim is about; null: the claim is the digest itself. */
  readonly indicator: string | null;
}

export interface EvidenceContent {
  readonly claim: EvidenceClaim;
  readonly network: EvidenceNetwork;
  /** From the anchor's block upwards. */
  readonly trace: readonly LightBlock[];
  /** Headers below the last block of the trace, one height at a time; the last one carries the proof's root. */
  readonly backwards: readonly Header[];
  readonly proof: EvidenceProof;
  readonly document: EvidenceDocument | null;
  readonly verifiedAt: TimeNs;
}

// ---- encoding ----

export function encodeContent(content: EvidenceContent): CanonicalObject {
  const { claim, network, document } = content;
  return {
    format: EVIDENCE_FORMAT,
    version: EVIDENCE_VERSION,
    claim: { ...claim, title: { ...claim.title } },
    network: {
      keyTable: network.keyTable,
      trustLevel: `${network.parameters.trustLevel.numerator}/${network.parameters.trustLevel.denominator}`,
      trustingPeriodSeconds: seconds(network.parameters.trustingPeriod),
      maxClockDriftSeconds: seconds(network.parameters.maxClockDrift),
      anchor: { height: String(network.anchor.height), hash: toHex(network.anchor.hash) },
      issuedBy: network.issuedBy,
    },
    trace: content.trace.map((block) => formatLightBlock(block) as CanonicalValue),
    backwards: content.backwards.map((header) => formatHeader(header) as CanonicalValue),
    proof: encodeProof(content.proof),
    document: document === null ? null : { text: document.text, indicator: document.indicator },
    verifiedAt: formatTime(content.verifiedAt),
  };
}

function seconds(duration: bigint): number {
  if (duration % NANOS_PER_SECOND !== 0n) throw new CodecError('bad-integer', 'network');
  return Number(duration / NANOS_PER_SECOND);
}

function encodeProof(proof: EvidenceProof): CanonicalObject {
  if (proof.kind === 'state') {
    return {
      kind: 'state',
      store: proof.store,
      key: toBase64(proof.key),
      value: toBase64(proof.value),
      ops: proof.ops.map((op) => ({ type: op.type, key: toBase64(op.key), data: toBase64(op.data) })),
    };
  }
  const { transaction, rootHash, proof: merkle } = proof.proof;
  return {
    kind: 'transaction',
    root_hash: formatHash(rootHash),
    data: toBase64(transaction),
    proof: {
      total: String(merkle.total),
      index: String(merkle.index),
      leaf_hash: toBase64(merkle.leafHash),
      aunts: merkle.aunts.map(toBase64),
    },
  };
}

// ---- decoding: every function throws CodecError ----

/** @param text the canonical JSON that `value` was parsed from */
export function decodeContent(value: CanonicalValue, text: string): EvidenceContent {
  const o = object(value, 'content');
  if (o['format'] !== EVIDENCE_FORMAT) throw new CodecError('bad-field', 'content.format');
  if (o['version'] !== EVIDENCE_VERSION) throw new CodecError('bad-field', 'content.version');
  const network = decodeNetwork(o['network'], 'network');
  const document = o['document'];
  const content: EvidenceContent = {
    claim: decodeClaim(o['claim'], 'claim'),
    network,
    trace: list(o['trace'], 'trace', MAX_TRACE).map((block, i) =>
      parseLightBlock(block, `trace[${i}]`, network.keyTable),
    ),
    backwards: list(o['backwards'], 'backwards', MAX_BACKWARDS).map((header, i) =>
      parseHeader(header, `backwards[${i}]`),
    ),
    proof: decodeProof(o['proof'], 'proof'),
    document: document === null ? null : decodeDocument(document, 'document'),
    verifiedAt: parseTime(string(o['verifiedAt'], 'verifiedAt'), 'verifiedAt'),
  };
  if (canonicalJson(encodeContent(content)) !== text) throw new CodecError('not-canonical', 'content');
  return content;
}

function decodeClaim(value: CanonicalValue | undefined, at: string): EvidenceClaim {
  const o = object(value, at);
  const title = object(o['title'], `${at}.title`);
  const { kind, demo } = o;
  if (kind !== 'state' && kind !== 'absence' && kind !== 'transaction' && kind !== 'anchored-report') {
    throw new CodecError('bad-field', `${at}.kind`);
  }
  if (typeof demo !== 'boolean') throw new CodecError('bad-field', `${at}.demo`);
  return {
    kind,
    chainId: string(o['chainId'], `${at}.chainId`),
    family: string(o['family'], `${at}.family`),
    height: string(o['height'], `${at}.height`),
    title: { zh: string(title['zh'], `${at}.title.zh`), en: string(title['en'], `${at}.title.en`) },
    subject: string(o['subject'], `${at}.subject`),
    value: nullableString(o['value'], `${at}.value`, MAX_VALUE_TEXT),
    unit: nullableString(o['unit'], `${at}.unit`),
    demo,
  };
}

const MAX_VALUE_TEXT = 1 << 21;
const MAX_SECONDS = 315_360_000;
const MAX_DRIFT_SECONDS = 3600;

function decodeNetwork(value: CanonicalValue | undefined, at: string): EvidenceNetwork {
  const o = object(value, at);
  const keyTable = string(o['keyTable'], `${at}.keyTable`);
  if (!Object.hasOwn(KEY_TABLES, keyTable)) throw new CodecError('bad-field', `${at}.keyTable`);
  const level = /^([1-9]\d{0,9})\/([1-9]\d{0,9})$/.exec(string(o['trustLevel'], `${at}.trustLevel`));
  if (level === null) throw new CodecError('bad-field', `${at}.trustLevel`);
  const anchor = object(o['anchor'], `${at}.anchor`);
  return {
    keyTable: keyTable as KeyTable,
    parameters: {
      trustLevel: { numerator: BigInt(level[1] as string), denominator: BigInt(level[2] as string) },
      trustingPeriod: decodeSeconds(o['trustingPeriodSeconds'], 1, MAX_SECONDS, `${at}.trustingPeriodSeconds`),
      maxClockDrift: decodeSeconds(o['maxClockDriftSeconds'], 0, MAX_DRIFT_SECONDS, `${at}.maxClockDriftSeconds`),
    },
    anchor: {
      height: decodeHeight(anchor['height'], `${at}.anchor.height`),
      hash: fromHex(string(anchor['hash'], `${at}.anchor.hash`), `${at}.anchor.hash`, 32),
    },
    issuedBy: nullableString(o['issuedBy'], `${at}.issuedBy`),
  };
}

function decodeSeconds(value: CanonicalValue | undefined, min: number, max: number, at: string): bigint {
  if (typeof value !== 'number' || value < min || value > max) throw new CodecError('bad-integer', at);
  return BigInt(value) * NANOS_PER_SECOND;
}

function decodeHeight(value: CanonicalValue | undefined, at: string): bigint {
  const text = string(value, at);
  if (!/^[1-9]\d{0,18}$/.test(text)) throw new CodecError('bad-integer', at);
  return BigInt(text);
}

function decodeProof(value: CanonicalValue | undefined, at: string): EvidenceProof {
  const o = object(value, at);
  if (o['kind'] === 'transaction') return { kind: 'transaction', proof: parseTxProof(o, at) };
  if (o['kind'] !== 'state') throw new CodecError('bad-field', `${at}.kind`);
  return {
    kind: 'state',
    store: string(o['store'], `${at}.store`),
    key: parseBase64(o['key'], `${at}.key`),
    value: parseBase64(o['value'], `${at}.value`),
    ops: list(o['ops'], `${at}.ops`, MAX_OPS).map((entry, i) => {
      const op = object(entry, `${at}.ops[${i}]`);
      return {
        type: string(op['type'], `${at}.ops[${i}].type`),
        key: parseBase64(op['key'], `${at}.ops[${i}].key`),
        data: parseBase64(op['data'], `${at}.ops[${i}].data`),
      };
    }),
  };
}

function decodeDocument(value: CanonicalValue | undefined, at: string): EvidenceDocument {
  const o = object(value, at);
  return {
    text: string(o['text'], `${at}.text`, MAX_VALUE_TEXT),
    indicator: nullableString(o['indicator'], `${at}.indicator`),
  };
}
