import { prepareStep, writeStep } from './applyStep.ts';
import {
  type ChainContext,
  soundRows,
  toHeaderRow,
  toStoredAttack,
  toStoredClaim,
  toStoredConflict,
  toStoredHalt,
  toStoredHeader,
  toStoredTrusted,
} from './chainRows.ts';
import { attemptWrite, type Row } from './connection.ts';
import { pruneChain } from './prune.ts';
import { bigintOf, bytesOf, numberOf, orNull, textOf } from './rows.ts';
import type { ChainStore, HeightRange, StoredTrusted } from './types.ts';

// Every statement about one chain but the writing of a step (applyStep.ts) and the pruning (prune.ts).

export function createChainStore<Block, Header>(context: ChainContext<Block, Header>): ChainStore<Block, Header> {
  const { connection, ref, chainId } = context;
  const shared = context as ChainContext<unknown, unknown>;

  /** The first state in the order of `sql` that is sound. */
  function firstSound(sql: string, ...parameters: bigint[]): StoredTrusted<Block> | null {
    for (let offset = 0n; ; offset += 1n) {
      const row = connection.one(`${sql} LIMIT 1 OFFSET ?`, ref, ...parameters, offset);
      if (row === undefined) return null;
      const state = soundRows(shared, 'trusted', [row]).map((sound) => toStoredTrusted(context, sound))[0];
      if (state !== undefined) return state;
    }
  }

  function trustedStates(rows: readonly Row[]): StoredTrusted<Block>[] {
    return soundRows(shared, 'trusted', rows).flatMap((row) => toStoredTrusted(context, row) ?? []);
  }

  function knownRange(upTo?: bigint): HeightRange | null {
    const top =
      upTo ??
      orNull(connection.one('SELECT max(height) AS h FROM headers WHERE chain_ref = ?', ref) ?? {}, 'h', bigintOf);
    if (top === null) return null;
    // From the top downwards to the first one without a predecessor.
    const bottom = connection.one(
      `SELECT height FROM headers AS a WHERE chain_ref = ? AND height <= ?
         AND NOT EXISTS (SELECT 1 FROM headers AS b WHERE b.chain_ref = a.chain_ref AND b.height = a.height - 1)
       ORDER BY height DESC LIMIT 1`,
      ref,
      top,
    );
    const present = connection.one('SELECT 1 FROM headers WHERE chain_ref = ? AND height = ?', ref, top);
    if (bottom === undefined || present === undefined) return null;
    return { from: bigintOf(bottom, 'height'), to: top };
  }

  return {
    chainId,

    applyStep(step) {
      return attemptWrite(() => {
        const prepared = prepareStep(context, step);
        connection.transaction(() => writeStep(shared, prepared));
        return null;
      });
    },

    async applySoon(step) {
      const prepared = attemptWrite(() => prepareStep(context, step));
      return prepared.ok ? context.group.add(() => writeStep(shared, prepared.value)) : prepared;
    },

    latestTrusted() {
      const chain = connection.one('SELECT highest_height FROM chains WHERE ref = ?', ref) ?? {};
      return {
        state: firstSound('SELECT * FROM trusted WHERE chain_ref = ? ORDER BY height DESC'),
        highestSeen: orNull(chain, 'highest_height', bigintOf),
      };
    },

    firstTrusted() {
      return firstSound('SELECT * FROM trusted WHERE chain_ref = ? ORDER BY height ASC');
    },

    trustedAtOrBelow(height) {
      return firstSound('SELECT * FROM trusted WHERE chain_ref = ? AND height <= ? ORDER BY height DESC', height);
    },

    listTrusted(limit) {
      const sql = 'SELECT * FROM trusted WHERE chain_ref = ? ORDER BY height DESC LIMIT ?';
      return trustedStates(connection.all(sql, ref, BigInt(limit)));
    },

    hashAt(height) {
      for (const table of ['trusted', 'headers'] as const) {
        const rows = connection.all(`SELECT * FROM ${table} WHERE chain_ref = ? AND height = ?`, ref, height);
        const row = soundRows(shared, table, rows)[0];
        if (row !== undefined) return bytesOf(row, 'hash');
      }
      return null;
    },

    headerAt(height) {
      const rows = connection.all('SELECT * FROM headers WHERE chain_ref = ? AND height = ?', ref, height);
      return soundRows(shared, 'headers', rows).flatMap((row) => toStoredHeader(context, row) ?? [])[0] ?? null;
    },

    headers({ from, to }) {
      const sql = 'SELECT * FROM headers WHERE chain_ref = ? AND height BETWEEN ? AND ? ORDER BY height DESC';
      const rows = connection.all(sql, ref, from, to);
      return soundRows(shared, 'headers', rows).flatMap((row) => toStoredHeader(context, row) ?? []);
    },

    headerRows(limit, below) {
      // A header that was reached backwards and verified by signatures afterwards is shown by the stronger way.
      const sql = `SELECT h.*, coalesce(t.mode, h.how) AS shown_how, coalesce(t.commit_percent, h.commit_percent) AS shown_percent
        FROM headers AS h LEFT JOIN trusted AS t ON t.chain_ref = h.chain_ref AND t.height = h.height
        WHERE h.chain_ref = ? AND h.height < ? ORDER BY h.height DESC LIMIT ?`;
      const rows = connection.all(sql, ref, below ?? (1n << 63n) - 1n, BigInt(limit));
      return soundRows(shared, 'headers', rows).map(toHeaderRow);
    },

    knownRange,

    gaps(limit) {
      const sql = `SELECT below + 1 AS low, height - 1 AS high FROM (
          SELECT height, lag(height) OVER (ORDER BY height) AS below FROM headers WHERE chain_ref = ?)
        WHERE height - below > 1 ORDER BY height DESC LIMIT ?`;
      return connection
        .all(sql, ref, BigInt(limit))
        .map((row) => ({ from: bigintOf(row, 'low'), to: bigintOf(row, 'high') }));
    },

    intervals(points) {
      const sql = `WITH pairs AS (
          SELECT height, time_ns, time_ns - lag(time_ns) OVER w AS span, height - lag(height) OVER w AS step
          FROM headers WHERE chain_ref = ? WINDOW w AS (ORDER BY height)),
        buckets AS (SELECT height, time_ns, span, ntile(?) OVER (ORDER BY height) AS bucket FROM pairs WHERE step = 1)
        SELECT max(height) AS height, max(time_ns) AS time, avg(span) / 1e9 AS mean, max(span) / 1e9 AS longest, count(*) AS blocks
        FROM buckets GROUP BY bucket ORDER BY bucket`;
      return connection.all(sql, ref, BigInt(Math.max(1, points))).map((row) => ({
        height: bigintOf(row, 'height'),
        time: bigintOf(row, 'time'),
        meanSeconds: numberOf(row, 'mean'),
        maxSeconds: numberOf(row, 'longest'),
        blocks: numberOf(row, 'blocks'),
      }));
    },

    averageIntervalSeconds(blocks) {
      const range = knownRange();
      if (range === null) return null;
      const lowest = range.to - BigInt(blocks);
      const from = lowest > range.from ? lowest : range.from;
      if (from === range.to) return null;
      const sql = 'SELECT max(time_ns) - min(time_ns) AS span FROM headers WHERE chain_ref = ? AND height IN (?, ?)';
      const span = connection.one(sql, ref, from, range.to);
      return span === undefined ? null : numberOf(span, 'span') / 1e9 / Number(range.to - from);
    },

    validatorChanges(limit) {
      const sql = `SELECT before, height FROM (
          SELECT height, lag(height) OVER w AS before, validators_hash, lag(validators_hash) OVER w AS previous
          FROM trusted WHERE chain_ref = ? WINDOW w AS (ORDER BY height))
        WHERE previous <> validators_hash ORDER BY height DESC LIMIT ?`;
      return connection.all(sql, ref, BigInt(limit)).flatMap((row) => {
        const states = [bigintOf(row, 'before'), bigintOf(row, 'height')].map((height) =>
          trustedStates(connection.all('SELECT * FROM trusted WHERE chain_ref = ? AND height = ?', ref, height)),
        );
        const before = states[0]?.[0];
        const after = states[1]?.[0];
        return before === undefined || after === undefined ? [] : [{ before, after }];
      });
    },

    latestClaim(key) {
      const sql = 'SELECT * FROM claims WHERE chain_ref = ? AND key = ? ORDER BY id DESC LIMIT 10';
      const row = soundRows(shared, 'claims', connection.all(sql, ref, key))[0];
      return row === undefined ? null : toStoredClaim(row);
    },

    latestClaims() {
      const sql = `SELECT * FROM claims WHERE id IN (SELECT max(id) FROM claims WHERE chain_ref = ? GROUP BY key)
        ORDER BY key`;
      return soundRows(shared, 'claims', connection.all(sql, ref)).map(toStoredClaim);
    },

    claimHistory(key, limit) {
      const sql = 'SELECT * FROM claims WHERE chain_ref = ? AND key = ? ORDER BY id DESC LIMIT ?';
      return soundRows(shared, 'claims', connection.all(sql, ref, key, BigInt(limit))).map(toStoredClaim);
    },

    conflicts() {
      const rows = connection.all('SELECT * FROM conflicts WHERE chain_ref = ? ORDER BY id DESC', ref);
      return soundRows(shared, 'conflicts', rows).flatMap((row) => toStoredConflict(context, row) ?? []);
    },

    markConflictExported(id) {
      return attemptWrite(() => {
        connection.run('UPDATE conflicts SET exported = 1 WHERE chain_ref = ? AND id = ?', ref, id);
        return null;
      });
    },

    attacks(limit) {
      const sql = 'SELECT * FROM attacks WHERE chain_ref = ? ORDER BY id DESC LIMIT ?';
      return soundRows(shared, 'attacks', connection.all(sql, ref, BigInt(limit))).map(toStoredAttack);
    },

    attack(id) {
      const rows = connection.all('SELECT * FROM attacks WHERE chain_ref = ? AND id = ?', ref, id);
      return soundRows(shared, 'attacks', rows).map(toStoredAttack)[0] ?? null;
    },

    openHalt() {
      const row = connection.one('SELECT * FROM halts WHERE chain_ref = ? AND resolved_at IS NULL', ref);
      return row === undefined ? null : toStoredHalt(shared, row);
    },

    halts(limit) {
      const sql = 'SELECT * FROM halts WHERE chain_ref = ? ORDER BY id DESC LIMIT ?';
      return connection.all(sql, ref, BigInt(limit)).map((row) => toStoredHalt(shared, row));
    },

    resolveHalt(kept, at) {
      return attemptWrite(() => {
        const sql = 'UPDATE halts SET kept = ?, resolved_at = ? WHERE chain_ref = ? AND resolved_at IS NULL';
        connection.run(sql, kept, at, ref);
        return null;
      });
    },

    peers() {
      return connection.all('SELECT * FROM peers WHERE chain_ref = ? ORDER BY score DESC, url', ref).map((row) => ({
        url: textOf(row, 'url'),
        score: numberOf(row, 'score'),
        state: textOf(row, 'state'),
        updatedAt: bigintOf(row, 'updated_at'),
      }));
    },

    savePeer(peer) {
      return attemptWrite(() => {
        connection.run(
          `INSERT INTO peers (chain_ref, url, score, state, updated_at) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET score = excluded.score, state = excluded.state, updated_at = excluded.updated_at`,
          ref,
          peer.url,
          peer.score,
          peer.state,
          peer.updatedAt,
        );
        return null;
      });
    },

    counts() {
      const sql = `SELECT headers_verified, headers_walked, signatures_checked,
        (SELECT count(*) FROM trusted WHERE chain_ref = ref) AS trusted,
        (SELECT count(*) FROM headers WHERE chain_ref = ref) AS headers,
        (SELECT count(*) FROM claims WHERE chain_ref = ref) AS claims,
        (SELECT count(*) FROM conflicts WHERE chain_ref = ref) AS conflicts
        FROM chains WHERE ref = ?`;
      const row = connection.one(sql, ref) ?? {};
      return {
        trusted: numberOf(row, 'trusted'),
        headers: numberOf(row, 'headers'),
        claims: numberOf(row, 'claims'),
        conflicts: numberOf(row, 'conflicts'),
        headersVerified: numberOf(row, 'headers_verified'),
        headersWalked: numberOf(row, 'headers_walked'),
        signaturesChecked: numberOf(row, 'signatures_checked'),
      };
    },

    prune(retention) {
      return attemptWrite(() => connection.transaction(() => pruneChain(shared, retention)));
    },
  };
}
