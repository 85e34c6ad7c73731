import { equalBytes } from '../../light-client/codec/bytes.ts';
import { CodecError } from '../../light-client/codec/codecError.ts';
import type { WireError } from '../contract/error.ts';
import type { Anchor, Condition, Level } from '../contract/provenance.ts';
import type { Connection, Row } from './connection.ts';
import type { GroupCommit } from './groupCommit.ts';
import { bigintOf, bytesOf, describeRow, isSound, numberOf, orNull, type SummedTable, textOf } from './rows.ts';
import type {
  HaltDecision,
  HeaderHow,
  StoreCodec,
  StoredAttack,
  StoredClaim,
  StoredConflict,
  StoredHalt,
  StoredHeader,
  StoredHeaderRow,
  StoredTrusted,
  StoreProblem,
  TrustMode,
} from './types.ts';

/** One chain's part of the store, as its readers and its writer share it. */
export interface ChainContext<Block, Header> {
  readonly connection: Connection;
  /** Key of its row in `chains`. */
  readonly ref: bigint;
  readonly chainId: string;
  readonly codec: StoreCodec<Block, Header>;
  readonly report: (problem: StoreProblem) => void;
  /** The file's, shared by its chains. */
  readonly group: GroupCommit;
}

type Context = ChainContext<unknown, unknown>;

/** Rows whose checksum holds; the others count as absent and are reported. */
export function soundRows(context: Context, table: SummedTable, rows: readonly Row[]): Row[] {
  return rows.filter((row) => {
    const sound = isSound(table, row);
    if (!sound) reportDamage(context, table, row);
    return sound;
  });
}

export function reportDamage(context: Context, table: SummedTable, row: Row): void {
  const height = String(row['height'] ?? '');
  context.report({
    code: 'store-row-damaged',
    category: 'store',
    params: { chainId: context.chainId, what: table, height },
  });
}

/** Puts a damaged row where nobody reads it, so that a sound one can take its place. Inside a transaction. */
export function putAside(context: Context, table: 'trusted' | 'headers', row: Row): void {
  reportDamage(context, table, row);
  const { connection, ref } = context;
  const height = bigintOf(row, 'height');
  connection.run(
    'INSERT INTO damaged (chain_ref, what, height, content) VALUES (?, ?, ?, ?)',
    ref,
    table,
    height,
    describeRow(row),
  );
  connection.run(`DELETE FROM ${table} WHERE chain_ref = ? AND height = ?`, ref, height);
}

/** Undefined where the bytes do not decode or are of another block than the row says: then the row is damaged. */
export function toStoredTrusted<Block>(
  context: ChainContext<Block, never> | ChainContext<Block, unknown>,
  row: Row,
): StoredTrusted<Block> | undefined {
  const block = decoded(() => context.codec.decodeBlock(bytesOf(row, 'block')));
  const hash = bytesOf(row, 'hash');
  if (block === undefined || !isSameBlock(context.codec.view(block), row, hash, context.chainId)) {
    reportDamage(context as Context, 'trusted', row);
    return undefined;
  }
  return {
    height: bigintOf(row, 'height'),
    hash,
    block,
    mode: textOf(row, 'mode') as TrustMode,
    fromHeight: orNull(row, 'from_height', bigintOf),
    verifiedAt: bigintOf(row, 'verified_at'),
    signaturesChecked: numberOf(row, 'signatures'),
    overlapPercent: orNull(row, 'overlap_percent', numberOf),
    commitPercent: numberOf(row, 'commit_percent'),
  };
}

export function toStoredHeader<Header>(
  context: ChainContext<unknown, Header>,
  row: Row,
): StoredHeader<Header> | undefined {
  const header = decoded(() => context.codec.decodeHeader(bytesOf(row, 'header')));
  const hash = bytesOf(row, 'hash');
  if (header === undefined || !isSameBlock(context.codec.viewHeader(header), row, hash, context.chainId)) {
    reportDamage(context as Context, 'headers', row);
    return undefined;
  }
  return { height: bigintOf(row, 'height'), hash, header, how: textOf(row, 'how') as HeaderHow };
}

function isSameBlock(
  view: { chainId: string; height: bigint; hash: Uint8Array },
  row: Row,
  hash: Uint8Array,
  chainId: string,
): boolean {
  return view.chainId === chainId && view.height === bigintOf(row, 'height') && equalBytes(view.hash, hash);
}

function decoded<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}

export function toHeaderRow(row: Row): StoredHeaderRow {
  return {
    height: bigintOf(row, 'height'),
    hash: bytesOf(row, 'hash'),
    time: bigintOf(row, 'time_ns'),
    how: textOf(row, 'shown_how') as HeaderHow,
    proposer: bytesOf(row, 'proposer'),
    appHash: bytesOf(row, 'app_hash'),
    validatorsHash: bytesOf(row, 'validators_hash'),
    commitPercent: orNull(row, 'shown_percent', numberOf),
  };
}

export function toStoredClaim(row: Row): StoredClaim {
  return {
    key: textOf(row, 'key'),
    height: bigintOf(row, 'height'),
    value: orNull(row, 'value', textOf),
    level: textOf(row, 'level') as Level,
    condition: textOf(row, 'condition') as Condition,
    rule: orNull(row, 'rule', textOf) as Anchor['rule'] | null,
    headerHash: bytesOf(row, 'header_hash'),
    headerTime: orNull(row, 'header_time', bigintOf),
    proof: orNull(row, 'proof', bytesOf),
    document: orNull(row, 'document', bytesOf),
    failure: orNull(row, 'failure', textOf),
    verifiedAt: bigintOf(row, 'verified_at'),
  };
}

export function toStoredConflict<Block>(
  context: ChainContext<Block, unknown>,
  row: Row,
): StoredConflict<Block> | undefined {
  const primary = decoded(() => context.codec.decodeBlock(bytesOf(row, 'primary_block')));
  const witness = decoded(() => context.codec.decodeBlock(bytesOf(row, 'witness_block')));
  if (primary === undefined || witness === undefined) {
    reportDamage(context as Context, 'conflicts', row);
    return undefined;
  }
  return {
    id: bigintOf(row, 'id'),
    height: bigintOf(row, 'height'),
    primary: { url: textOf(row, 'primary_url'), block: primary },
    witness: { url: textOf(row, 'witness_url'), block: witness },
    witnessQuorum: bigintOf(row, 'witness_quorum') === 1n,
    commonHeight: orNull(row, 'common_height', bigintOf),
    evidence: orNull(row, 'evidence', bytesOf),
    detectedAt: bigintOf(row, 'detected_at'),
    exported: bigintOf(row, 'exported') === 1n,
  };
}

export function toStoredAttack(row: Row): StoredAttack {
  return {
    id: bigintOf(row, 'id'),
    kind: textOf(row, 'kind'),
    commonHeight: bigintOf(row, 'common_height'),
    primary: { url: textOf(row, 'primary_url'), hash: bytesOf(row, 'primary_hash') },
    witness: { url: textOf(row, 'witness_url'), hash: bytesOf(row, 'witness_hash') },
    document: bytesOf(row, 'document'),
    detectedAt: bigintOf(row, 'detected_at'),
  };
}

/** Damage must not end a halt: what cannot be read of one still halts. */
export function toStoredHalt(context: Context, row: Row): StoredHalt {
  const sound = isSound('halts', row);
  if (!sound) reportDamage(context, 'halts', row);
  const kept = orNull(row, 'kept', textOf);
  return {
    error: sound
      ? (JSON.parse(textOf(row, 'error')) as WireError)
      : { code: 'store-row-damaged', category: 'store', params: { chainId: context.chainId, what: 'halts' } },
    primaryUrl: textOf(row, 'primary_url'),
    witnessUrl: orNull(row, 'witness_url', textOf),
    haltedAt: bigintOf(row, 'halted_at'),
    decision: kept === null ? null : { kept: kept as HaltDecision, at: bigintOf(row, 'resolved_at') },
  };
}
