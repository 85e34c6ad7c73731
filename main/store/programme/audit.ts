import { createHash } from 'node:crypto';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import type { Role } from '../../contract/office.ts';
import { canonicalJson } from '../../programme/canonicalJson.ts';
import type { ChangeHead } from '../../programme/model.ts';
import type { Connection, Row } from '../connection.ts';
import { bigintOf, bytesOf, textOf } from '../rows.ts';
import { contentHash } from './entries.ts';

// The audit log: one line per change, each with the hash of the one before. `details.content` covers the rows of the change.

export interface AuditLine extends ChangeHead {
  readonly seq: number;
  readonly undoes: number | null;
  /** Hash of the line before; '' for the first. */
  readonly previous: string;
  readonly hash: string;
}

export interface AuditVerdict {
  readonly lines: number;
  /** Hash of the last line: who kept it from before knows whether the end was cut off. */
  readonly head: string;
  readonly brokenAt: number | null;
  /** sequence: a line is missing or twice · previous: it does not follow on the one before · hash: the line was changed · content: its rows were. */
  readonly why: 'sequence' | 'previous' | 'hash' | 'content' | null;
}

export interface AuditLog {
  /** Newest first; `before`: only lines older than that one. */
  lines(before: number | null, limit: number): readonly AuditLine[];
  /** Newest first. */
  linesOf(action: string): readonly AuditLine[];
  line(seq: number): AuditLine | null;
  total(): number;
  verify(): AuditVerdict;
  /** JSON Lines, oldest first. */
  export(): Uint8Array;
}

/** SHA-256 of the canonical JSON of a line without its hash. */
export function lineHash(line: Omit<AuditLine, 'hash' | 'undoes'>): string {
  const { seq, at, person, role, officeId, action, subject, details, previous } = line;
  const covered = { seq, at, person, role, officeId, action, subject, details, previous };
  return createHash('sha256').update(canonicalJson(covered)).digest('hex');
}

export function createAuditLog(connection: Connection): AuditLog {
  const one = (sql: string, ...parameters: (bigint | string)[]) => connection.all(sql, ...parameters).map(toLine);

  function contentOf(seq: bigint): string {
    const content = contentHash();
    for (const row of connection.all('SELECT kind, key, body, document FROM entries WHERE seq = ? ORDER BY id', seq)) {
      const document = row['document'] === null ? null : bytesOf(row, 'document');
      content.add(textOf(row, 'kind'), textOf(row, 'key'), textOf(row, 'body'), document);
    }
    return content.end();
  }

  function all(): readonly AuditLine[] {
    return one('SELECT * FROM changes ORDER BY seq');
  }

  return {
    lines: (before, limit) =>
      before === null
        ? one('SELECT * FROM changes ORDER BY seq DESC LIMIT ?', BigInt(limit))
        : one('SELECT * FROM changes WHERE seq < ? ORDER BY seq DESC LIMIT ?', BigInt(before), BigInt(limit)),
    linesOf: (action) => one('SELECT * FROM changes WHERE action = ? ORDER BY seq DESC', action),
    line: (seq) => one('SELECT * FROM changes WHERE seq = ?', BigInt(seq))[0] ?? null,
    total: () => Number(connection.one('SELECT count(*) AS n FROM changes')?.['n'] ?? 0n),
    verify() {
      const lines = all();
      return verifyLines(lines, (seq) => contentOf(BigInt(seq)));
    },
    export: () =>
      toUtf8(
        all()
          .map((line) => `${canonicalJson(withoutUndoes(line))}\n`)
          .join(''),
      ),
  };
}

/** The first line that does not hold, and why. `contentOf` gives the digest of a change's rows as they are now. */
export function verifyLines(lines: readonly AuditLine[], contentOf: (seq: number) => string): AuditVerdict {
  let previous = '';
  const broken = (line: AuditLine, why: AuditVerdict['why']): AuditVerdict => ({
    lines: lines.length,
    head: lines.at(-1)?.hash ?? '',
    brokenAt: line.seq,
    why,
  });
  for (const [index, line] of lines.entries()) {
    if (line.seq !== index + 1) return broken(line, 'sequence');
    if (line.previous !== previous) return broken(line, 'previous');
    if (lineHash(line) !== line.hash) return broken(line, 'hash');
    if ((line.details['undoes'] ?? null) !== line.undoes) return broken(line, 'hash');
    if (contentOf(line.seq) !== line.details['content']) return broken(line, 'content');
    previous = line.hash;
  }
  return { lines: lines.length, head: previous, brokenAt: null, why: null };
}

function withoutUndoes({ undoes: _, ...line }: AuditLine): Omit<AuditLine, 'undoes'> {
  return line;
}

function toLine(row: Row): AuditLine {
  return {
    seq: Number(bigintOf(row, 'seq')),
    at: textOf(row, 'at'),
    person: textOf(row, 'person'),
    role: textOf(row, 'role') as Role,
    officeId: textOf(row, 'office_id'),
    action: textOf(row, 'action'),
    subject: textOf(row, 'subject'),
    details: detailsOf(textOf(row, 'details')),
    undoes: row['undoes'] === null ? null : Number(bigintOf(row, 'undoes')),
    previous: textOf(row, 'previous'),
    hash: textOf(row, 'hash'),
  };
}

/** A text that was tampered with until it is no JSON is still a line: one that does not hold. */
function detailsOf(text: string): ChangeHead['details'] {
  try {
    return JSON.parse(text) as ChangeHead['details'];
  } catch {
    return { unreadable: text };
  }
}
