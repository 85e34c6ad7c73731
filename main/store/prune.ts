import { type ChainContext, putAside } from './chainRows.ts';
import { bigintOf, isSound } from './rows.ts';
import type { Retention } from './types.ts';

const KEPT_TRUSTED = 1000; // as CometBFT's own light client
const KEPT_CLAIMS = 100;

/** Inside a transaction. Deletes from the middle of the trusted states and from the bottom of the headers only. */
export function pruneChain(
  context: ChainContext<unknown, unknown>,
  retention: Retention,
): { trusted: number; headers: number; claims: number } {
  const { connection, ref } = context;
  // A damaged state at either end would otherwise be the one that is kept.
  for (const order of ['ASC', 'DESC']) {
    for (;;) {
      const end = connection.one(`SELECT * FROM trusted WHERE chain_ref = ? ORDER BY height ${order} LIMIT 1`, ref);
      if (end === undefined || isSound('trusted', end)) break;
      putAside(context, 'trusted', end);
    }
  }
  const trusted = connection.run(
    `DELETE FROM trusted WHERE chain_ref = ?1
       AND height > (SELECT min(height) FROM trusted WHERE chain_ref = ?1)
       AND height < (SELECT height FROM trusted WHERE chain_ref = ?1 ORDER BY height DESC LIMIT 1 OFFSET ?2)`,
    ref,
    BigInt(Math.max(1, retention.trusted ?? KEPT_TRUSTED) - 1),
  );
  let headers = 0;
  const top = connection.one('SELECT max(height) AS height FROM headers WHERE chain_ref = ?', ref);
  if (retention.headers !== undefined && top !== undefined && top['height'] !== null) {
    const lowest = bigintOf(top, 'height') - BigInt(Math.max(1, retention.headers)) + 1n;
    headers = connection.run('DELETE FROM headers WHERE chain_ref = ? AND height < ?', ref, lowest);
  }
  const claims = connection.run(
    `DELETE FROM claims WHERE id IN (SELECT id FROM (
       SELECT id, row_number() OVER (PARTITION BY key ORDER BY id DESC) AS place FROM claims WHERE chain_ref = ?)
     WHERE place > ?)`,
    ref,
    BigInt(Math.max(1, retention.claimsPerKey ?? KEPT_CLAIMS)),
  );
  return { trusted, headers, claims };
}
