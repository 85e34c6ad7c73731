import { EMPTY, equalBytes } from '../../light-client/codec/bytes.ts';
import { toHex } from '../../light-client/codec/hex.ts';
import { Verified } from '../../light-client/core/verified.ts';
import { type ChainContext, putAside } from './chainRows.ts';
import { type Row, StepRefused, storeError } from './connection.ts';
import { bigintOf, bytesOf, type Insertion, insertion, isSound } from './rows.ts';
import type { AttackEntry, ClaimEntry, ConflictEntry, HaltEntry, HeaderEntry, Step, TrustedEntry } from './types.ts';

const MAX_INT64 = (1n << 63n) - 1n;

/** A step with every block encoded and every checksum made: what is left for the transaction is looking and writing. */
export interface PreparedStep {
  readonly trusted: readonly {
    readonly height: bigint;
    readonly hash: Uint8Array;
    readonly insert: Insertion;
    readonly signatures: number;
    readonly header: PreparedHeader;
  }[];
  readonly headers: readonly PreparedHeader[];
  readonly claims: readonly {
    readonly against: { readonly height: bigint; readonly hash: Uint8Array } | null;
    readonly insert: Insertion;
  }[];
  readonly conflicts: readonly Insertion[];
  readonly attacks: readonly Insertion[];
  readonly halt: Insertion | null;
}

interface PreparedHeader {
  readonly height: bigint;
  readonly hash: Uint8Array;
  readonly parentHash: Uint8Array;
  readonly walked: boolean;
  readonly insert: Insertion;
}

type Context<Block, Header> = ChainContext<Block, Header>;

/** Throws on a value that is Verified by type only, or of another chain: bugs, whatever else is in the step. */
export function prepareStep<Block, Header>(context: Context<Block, Header>, step: Step<Block, Header>): PreparedStep {
  return {
    trusted: [...(step.trusted ?? [])].map((entry) => prepareTrusted(context, entry)).sort(byHeight),
    headers: [...(step.headers ?? [])].map((entry) => prepareHeader(context, entry)).sort(byHeight),
    claims: (step.claims ?? []).map((entry) => prepareClaim(context, entry)),
    conflicts: (step.conflicts ?? []).map((entry) => prepareConflict(context, entry)),
    attacks: (step.attacks ?? []).map((entry) => prepareAttack(context, entry)),
    halt: step.halt === undefined ? null : prepareHalt(context, step.halt),
  };
}

/** Inside a transaction. Throws StepRefused to undo the whole step. */
export function writeStep(context: Context<unknown, unknown>, step: PreparedStep): void {
  for (const header of step.headers) writeHeader(context, header);
  for (const entry of step.trusted) writeTrusted(context, entry);
  for (const { against, insert } of step.claims) {
    if (against !== null) requireStored(context, against);
    context.connection.run(insert.sql, ...insert.parameters);
  }
  // The same conflict, met again at the next height's check, is already on record.
  for (const insert of [...step.conflicts, ...step.attacks, ...(step.halt === null ? [] : [step.halt])]) {
    context.connection.run(insert.sql.replace('INSERT', 'INSERT OR IGNORE'), ...insert.parameters);
  }
}

function writeTrusted(context: Context<unknown, unknown>, entry: PreparedStep['trusted'][number]): void {
  const { connection, ref } = context;
  const { height, hash } = entry;
  if (isStored(context, 'trusted', height, hash)) return;
  // The highest one believed counts even where its row was lost.
  const agreed = connection.run(
    `UPDATE chains SET headers_verified = headers_verified + 1, signatures_checked = signatures_checked + ?,
       highest_height = CASE WHEN highest_height >= ? THEN highest_height ELSE ? END,
       highest_hash = CASE WHEN highest_height >= ? THEN highest_hash ELSE ? END
     WHERE ref = ? AND (highest_height IS NOT ? OR highest_hash = ?)`,
    BigInt(entry.signatures),
    height,
    height,
    height,
    hash,
    ref,
    height,
    hash,
  );
  if (agreed === 0) {
    const chain = connection.one('SELECT highest_hash FROM chains WHERE ref = ?', ref) ?? {};
    requireSameHash(height, bytesOf(chain, 'highest_hash'), hash);
  }
  writeUnheld(context, entry.header);
  connection.run(entry.insert.sql, ...entry.insert.parameters);
}

function writeHeader(context: Context<unknown, unknown>, header: PreparedHeader): void {
  isStored(context, 'trusted', header.height, header.hash); // for the refusal of another hash
  writeUnheld(context, header);
}

const ONE_HEADER = 'SELECT * FROM headers WHERE chain_ref = ? AND height = ?';
/** The header itself and its neighbours: most often the one below, and nothing else. */
const NEAR =
  'SELECT height, hash, parent_hash FROM headers WHERE chain_ref = ? AND height BETWEEN ? AND ? ORDER BY height';

/** A header against which no trusted state stands at its height. */
function writeUnheld(context: Context<unknown, unknown>, header: PreparedHeader): void {
  const { connection, ref } = context;
  const { height, hash } = header;
  const near = connection.all(NEAR, ref, height - 1n, height + 1n);
  const heightOf = (row: Row): bigint => bigintOf(row, 'height');
  if (near.some((row) => heightOf(row) === height) && isStored(context, 'headers', height, hash)) return;
  for (const row of near) {
    if (heightOf(row) < height && !equalBytes(bytesOf(row, 'hash'), header.parentHash)) unlinked(context, row, height);
    if (heightOf(row) > height && !equalBytes(bytesOf(row, 'parent_hash'), hash)) unlinked(context, row, height);
  }
  connection.run(header.insert.sql, ...header.insert.parameters);
  if (header.walked) connection.run('UPDATE chains SET headers_walked = headers_walked + 1 WHERE ref = ?', ref);
}

/** Refuses the step where another hash is stored; clears a damaged row out of the way. */
function isStored(
  context: Context<unknown, unknown>,
  table: 'trusted' | 'headers',
  height: bigint,
  hash: Uint8Array,
): boolean {
  const sql = table === 'headers' ? ONE_HEADER : 'SELECT * FROM trusted WHERE chain_ref = ? AND height = ?';
  const row = context.connection.one(sql, context.ref, height);
  if (row === undefined) return false;
  if (!isSound(table, row)) {
    putAside(context, table, row);
    return false;
  }
  requireSameHash(height, bytesOf(row, 'hash'), hash);
  return true;
}

/** A neighbour that does not fit: the step is refused, unless the neighbour is damaged. */
function unlinked(context: Context<unknown, unknown>, near: Row, height: bigint): void {
  const neighbour = bigintOf(near, 'height');
  const row = context.connection.one(ONE_HEADER, context.ref, neighbour);
  if (row === undefined) return;
  if (isSound('headers', row)) {
    throw new StepRefused(storeError('broken-link', { height: String(height), neighbour: String(neighbour) }));
  }
  putAside(context, 'headers', row);
}

function requireSameHash(height: bigint, stored: Uint8Array, given: Uint8Array): void {
  if (equalBytes(stored, given)) return;
  const params = { height: String(height), stored: toHex(stored), given: toHex(given) };
  throw new StepRefused(storeError('conflicting-height', params));
}

/** A proven claim rests on a header that is on disk, in this step or before it. */
function requireStored(context: Context<unknown, unknown>, against: { height: bigint; hash: Uint8Array }): void {
  const row = context.connection.one(
    'SELECT hash FROM headers WHERE chain_ref = ? AND height = ? UNION ALL SELECT hash FROM trusted WHERE chain_ref = ? AND height = ?',
    context.ref,
    against.height,
    context.ref,
    against.height,
  );
  if (row === undefined) throw new TypeError(`claim against a header that is not stored: ${against.height}`);
  requireSameHash(against.height, bytesOf(row, 'hash'), against.hash);
}

function prepareTrusted<Block, Header>(
  context: Context<Block, Header>,
  entry: TrustedEntry<Block>,
): PreparedStep['trusted'][number] {
  const { codec } = context;
  const block = genuine(entry.block, 'trusted state');
  const view = codec.view(block);
  const header = codec.headerOf(block);
  const insert = insertion('trusted', {
    chain_ref: context.ref,
    height: inRange(view.height, 'height'),
    hash: view.hash,
    validators_hash: codec.facts(header).validatorsHash,
    block: codec.encodeBlock(block),
    mode: entry.mode,
    from_height: entry.fromHeight,
    verified_at: inRange(entry.verifiedAt, 'verifiedAt'),
    signatures: BigInt(entry.signaturesChecked),
    overlap_percent: entry.overlapPercent,
    commit_percent: entry.commitPercent,
  });
  return {
    height: view.height,
    hash: view.hash,
    insert,
    signatures: entry.signaturesChecked,
    header: headerRow(context, header, entry.mode, entry.commitPercent),
  };
}

function prepareHeader<Block, Header>(context: Context<Block, Header>, entry: HeaderEntry<Header>): PreparedHeader {
  return headerRow(context, genuine(entry.header, 'header'), entry.how, entry.commitPercent);
}

function headerRow<Block, Header>(
  context: Context<Block, Header>,
  header: Header,
  how: HeaderEntry<Header>['how'],
  commitPercent: number | null,
): PreparedHeader {
  const { codec } = context;
  const view = codec.viewHeader(header);
  if (view.chainId !== context.chainId) throw new TypeError(`header of another chain: ${view.chainId}`);
  const facts = codec.facts(header);
  const insert = insertion('headers', {
    chain_ref: context.ref,
    height: inRange(view.height, 'height'),
    hash: view.hash,
    parent_hash: view.parentHash,
    time_ns: inRange(view.time, 'time'),
    how,
    commit_percent: commitPercent,
    proposer: facts.proposer,
    app_hash: facts.appHash,
    validators_hash: facts.validatorsHash,
    header: codec.encodeHeader(header),
  });
  return { height: view.height, hash: view.hash, parentHash: view.parentHash, walked: how === 'backwards', insert };
}

function prepareClaim<Block, Header>(
  context: Context<Block, Header>,
  claim: ClaimEntry<Header>,
): PreparedStep['claims'][number] {
  const restsOnProof = claim.level !== 'reported' && claim.level !== 'signed';
  if (restsOnProof) genuine(claim.verified, `${claim.level} claim`);
  const header =
    claim.against === null && !restsOnProof ? null : genuine(claim.against, `header of a ${claim.level} claim`);
  const view = header === null ? null : context.codec.viewHeader(header);
  if (view !== null && (view.chainId !== context.chainId || view.height !== claim.height)) {
    throw new TypeError(`claim at height ${claim.height} against header ${view.chainId}/${view.height}`);
  }
  const insert = insertion('claims', {
    chain_ref: context.ref,
    key: claim.key,
    height: inRange(claim.height, 'height'),
    value: claim.value,
    level: claim.level,
    condition: claim.condition,
    rule: claim.rule,
    header_hash: view?.hash ?? EMPTY,
    header_time: view?.time ?? null,
    proof: claim.proof,
    document: claim.document,
    failure: claim.failure,
    verified_at: inRange(claim.verifiedAt, 'verifiedAt'),
  });
  return { against: view === null ? null : { height: view.height, hash: view.hash }, insert };
}

function prepareConflict<Block, Header>(context: Context<Block, Header>, entry: ConflictEntry<Block>): Insertion {
  const { codec } = context;
  return insertion('conflicts', {
    chain_ref: context.ref,
    height: inRange(entry.height, 'height'),
    primary_url: entry.primary.url,
    primary_hash: codec.view(entry.primary.block).hash,
    primary_block: codec.encodeBlock(entry.primary.block),
    witness_url: entry.witness.url,
    witness_hash: codec.view(entry.witness.block).hash,
    witness_block: codec.encodeBlock(entry.witness.block),
    witness_quorum: entry.witnessQuorum ? 1n : 0n,
    common_height: entry.commonHeight,
    evidence: entry.evidence,
    detected_at: inRange(entry.detectedAt, 'detectedAt'),
  });
}

function prepareAttack<Block, Header>({ ref }: Context<Block, Header>, entry: AttackEntry): Insertion {
  return insertion('attacks', {
    chain_ref: ref,
    kind: entry.kind,
    common_height: inRange(entry.commonHeight, 'height'),
    primary_url: entry.primary.url,
    primary_hash: entry.primary.hash,
    witness_url: entry.witness.url,
    witness_hash: entry.witness.hash,
    document: entry.document,
    detected_at: inRange(entry.detectedAt, 'detectedAt'),
  });
}

function prepareHalt<Block, Header>({ ref }: Context<Block, Header>, entry: HaltEntry): Insertion {
  return insertion('halts', {
    chain_ref: ref,
    error: JSON.stringify(entry.error),
    primary_url: entry.primaryUrl,
    witness_url: entry.witnessUrl,
    halted_at: inRange(entry.haltedAt, 'haltedAt'),
  });
}

function genuine<T>(candidate: Verified<T> | null, what: string): T {
  if (candidate !== null && Verified.isVerified(candidate)) return candidate.value as T;
  throw new TypeError(`${what} that no verifier has made`);
}

function inRange(value: bigint, what: string): bigint {
  if (value >= -MAX_INT64 && value <= MAX_INT64) return value;
  throw new StepRefused(storeError('unsupported-value', { what, value: String(value) }));
}

function byHeight(a: { readonly height: bigint }, b: { readonly height: bigint }): number {
  return a.height < b.height ? -1 : a.height > b.height ? 1 : 0;
}
