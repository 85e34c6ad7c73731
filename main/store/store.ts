import { equalBytes } from '../../light-client/codec/bytes.ts';
import { toHex } from '../../light-client/codec/hex.ts';
import { createChainStore } from './chainStore.ts';
import { attemptWrite, type Connection, type Row, StepRefused, storeError } from './connection.ts';
import { createGroupCommit } from './groupCommit.ts';
import { bigintOf, bytesOf, isSound, textOf } from './rows.ts';
import type { ChainIdentity, Store, StoreProblem } from './types.ts';

/** Over an opened, migrated file. */
export function createStore(file: string, connection: Connection): Store {
  const problems = new Map<string, StoreProblem>();
  const group = createGroupCommit(connection);
  const report = (problem: StoreProblem) => problems.set(JSON.stringify(problem.params), problem);

  function openRow(chainId: string): Row | undefined {
    return connection.one('SELECT * FROM chains WHERE chain_id = ? AND closed_at IS NULL', chainId);
  }

  function register(identity: ChainIdentity): bigint {
    const lives = connection.one('SELECT count(*) AS n FROM chains WHERE chain_id = ?', identity.chainId);
    connection.run(
      'INSERT INTO chains (chain_id, generation, family, anchor_height, anchor_hash) VALUES (?, ?, ?, ?, ?)',
      identity.chainId,
      lives === undefined ? 0n : bigintOf(lives, 'n'),
      identity.family,
      identity.anchorHeight,
      identity.anchorHash,
    );
    return bigintOf(openRow(identity.chainId) ?? {}, 'ref');
  }

  function requireSameChain(row: Row, identity: ChainIdentity): bigint {
    const ref = bigintOf(row, 'ref');
    const family = textOf(row, 'family');
    if (family !== identity.family) {
      throw new StepRefused(
        storeError('anchor-conflict', { chainId: identity.chainId, stored: family, given: identity.family }),
      );
    }
    const stored = storedHashAt(row, ref, identity.anchorHeight);
    if (stored !== undefined && !equalBytes(stored, identity.anchorHash)) {
      const params = {
        height: String(identity.anchorHeight),
        stored: toHex(stored),
        given: toHex(identity.anchorHash),
      };
      throw new StepRefused(storeError('anchor-conflict', { chainId: identity.chainId, ...params }));
    }
    return ref;
  }

  function storedHashAt(chain: Row, ref: bigint, height: bigint): Uint8Array | undefined {
    const known = verifiedHashAt(ref, height);
    if (known !== undefined) return known;
    return bigintOf(chain, 'anchor_height') === height ? bytesOf(chain, 'anchor_hash') : undefined;
  }

  function verifiedHashAt(ref: bigint, height: bigint): Uint8Array | undefined {
    for (const table of ['trusted', 'headers'] as const) {
      const row = connection.one(`SELECT * FROM ${table} WHERE chain_ref = ? AND height = ?`, ref, height);
      if (row !== undefined && isSound(table, row)) return bytesOf(row, 'hash');
    }
    return undefined;
  }

  return {
    file,

    chain(identity, codec) {
      const registered = attemptWrite(() => {
        const row = openRow(identity.chainId);
        if (row !== undefined) return requireSameChain(row, identity);
        return connection.transaction(() => {
          const again = openRow(identity.chainId);
          return again === undefined ? register(identity) : requireSameChain(again, identity);
        });
      });
      if (!registered.ok) return registered;
      return {
        ok: true,
        value: createChainStore({ connection, ref: registered.value, chainId: identity.chainId, codec, report, group }),
      };
    },

    verifiedHash(chainId, height) {
      const row = openRow(chainId);
      return (row === undefined ? undefined : verifiedHashAt(bigintOf(row, 'ref'), height)) ?? null;
    },

    restartChain(identity, reason, at) {
      return attemptWrite(() =>
        connection.transaction(() => {
          connection.run(
            'UPDATE chains SET closed_at = ?, closed_reason = ? WHERE chain_id = ? AND closed_at IS NULL',
            at,
            reason,
            identity.chainId,
          );
          register(identity);
          return null;
        }),
      );
    },

    chainIds() {
      return connection
        .all('SELECT chain_id FROM chains WHERE closed_at IS NULL ORDER BY chain_id')
        .map((row) => textOf(row, 'chain_id'));
    },

    readSetting(key) {
      const row = connection.one('SELECT value FROM settings WHERE key = ?', key);
      return row === undefined ? null : textOf(row, 'value');
    },

    writeSetting(key, value) {
      return attemptWrite(() => {
        connection.run(
          'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
          key,
          value,
        );
        return null;
      });
    },

    problems() {
      return [...problems.values()];
    },

    close() {
      group.flush();
      connection.closeCheckpointed();
    },
  };
}
