import { createHash } from 'node:crypto';
import { equalBytes } from '../../light-client/codec/bytes.ts';
import type { Row, SqlValue } from './connection.ts';

// A checksum over each row's content: SQLite notices a broken page, not a byte that changed inside a value.

/** Columns under the checksum, in order. `sum` and counters that change (`exported`) are not. */
const COLUMNS = {
  trusted: [
    'chain_ref',
    'height',
    'hash',
    'validators_hash',
    'block',
    'mode',
    'from_height',
    'verified_at',
    'signatures',
    'overlap_percent',
    'commit_percent',
  ],
  headers: [
    'chain_ref',
    'height',
    'hash',
    'parent_hash',
    'time_ns',
    'how',
    'commit_percent',
    'proposer',
    'app_hash',
    'validators_hash',
    'header',
  ],
  claims: [
    'chain_ref',
    'key',
    'height',
    'value',
    'level',
    'condition',
    'rule',
    'header_hash',
    'header_time',
    'proof',
    'document',
    'failure',
    'verified_at',
  ],
  conflicts: [
    'chain_ref',
    'height',
    'primary_url',
    'primary_hash',
    'primary_block',
    'witness_url',
    'witness_hash',
    'witness_block',
    'witness_quorum',
    'common_height',
    'evidence',
    'detected_at',
  ],
  attacks: [
    'chain_ref',
    'kind',
    'common_height',
    'primary_url',
    'primary_hash',
    'witness_url',
    'witness_hash',
    'document',
    'detected_at',
  ],
  halts: ['chain_ref', 'error', 'primary_url', 'witness_url', 'halted_at'],
} as const;

export type SummedTable = keyof typeof COLUMNS;

const INSERT = Object.fromEntries(
  Object.entries(COLUMNS).map(([table, columns]) => [
    table,
    `INSERT INTO ${table} (${columns.join(', ')}, sum) VALUES (${columns.map(() => '?').join(', ')}, ?)`,
  ]),
) as Record<SummedTable, string>;

export interface Insertion {
  readonly sql: string;
  readonly parameters: SqlValue[];
}

/** The INSERT of a row with its checksum. Made outside the transaction, so that the lock is held for the writing only. */
export function insertion(table: SummedTable, row: Row): Insertion {
  const values = COLUMNS[table].map((column) => row[column] ?? null);
  return { sql: INSERT[table], parameters: [...values, checksum(table, values)] };
}

/** False where any column under the checksum, or the checksum, was altered. */
export function isSound(table: SummedTable, row: Row): boolean {
  const values = COLUMNS[table].map((column) => row[column] ?? null);
  return row['sum'] instanceof Uint8Array && equalBytes(row['sum'], checksum(table, values));
}

// Each value as a tag, its length and its bytes, so that no two rows have the same text. The table's name is in it: a row
// moved elsewhere is altered, too.
function checksum(table: SummedTable, values: readonly SqlValue[]): Uint8Array {
  const hash = createHash('sha256').update(table);
  for (const value of values) {
    if (value instanceof Uint8Array) hash.update(`|b${value.length}:`).update(value);
    else if (value === null) hash.update('|n');
    else if (typeof value === 'string') hash.update(`|t${Buffer.byteLength(value)}:`).update(value);
    // Integers come back as bigint, reals as number; a real without a fraction must not look like an integer.
    else hash.update(typeof value === 'bigint' ? `|i${value}` : `|r${value}`);
  }
  return new Uint8Array(hash.digest());
}

// Reading columns by type: a STRICT table guarantees them, so a mismatch is a bug.

export function bytesOf(row: Row, column: string): Uint8Array {
  const value = row[column];
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`column ${column} holds no bytes`);
}

export function bigintOf(row: Row, column: string): bigint {
  const value = row[column];
  if (typeof value === 'bigint') return value;
  throw new TypeError(`column ${column} holds no integer`);
}

export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw new TypeError(`column ${column} holds no text`);
}

export function numberOf(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  throw new TypeError(`column ${column} holds no number`);
}

export function orNull<T>(row: Row, column: string, read: (row: Row, column: string) => T): T | null {
  return row[column] === null || row[column] === undefined ? null : read(row, column);
}

/** A damaged row as JSON text, bytes in hex: kept for a person to look at. */
export function describeRow(row: Row): string {
  return JSON.stringify(row, (_, value) =>
    value instanceof Uint8Array
      ? Buffer.from(value).toString('hex')
      : typeof value === 'bigint'
        ? value.toString()
        : value,
  );
}
