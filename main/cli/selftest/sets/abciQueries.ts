import { fromHex, toHex } from '../../../../light-client/codec/hex.ts';
import { attempt, type Result } from '../../../../light-client/core/errors.ts';
import {
  parseAbciResponse,
  type StateQuery,
  verifyQueryRoot,
} from '../../../../light-client/families/cometbft/queryProof.ts';
import { decodeCommitmentProof } from '../../../../light-client/proofs/ics23/decode.ts';
import type { CommitmentProof } from '../../../../light-client/proofs/ics23/types.ts';
import { calculateRoot } from '../../../../light-client/proofs/ics23/verify.ts';
import { type Cases, reasonOf } from '../cases.ts';
import type { SetFolder } from '../folder.ts';
import { casesOf, type Json, text } from '../json.ts';
import type { SetTools } from '../tools.ts';

/** Recorded answers of /abci_query: against a header's app_hash where one was recorded, else against their own root. */
export function runAbciQueries(folder: SetFolder, cases: Cases, tools: SetTools): void {
  const groups = new Map<string, Set<string>>();
  for (const file of folder.json()) {
    for (const data of casesOf(folder.read(file))) {
      const name = text(data['id']);
      cases.checkVerdict(name, data['expected'] === 'valid', () => {
        const result = judge(data, tools);
        return result.ok ? undefined : reasonOf(result.error);
      });
      if (data['calculated_root'] === undefined || data['calculated_root'] === null) continue;
      const root = text(data['calculated_root']).toLowerCase();
      cases.check(`${name} (root)`, root, () => ownRoot(data, tools));
      // Records of one group were read from one state: they must all lead to one root.
      const group = name.replace(/-\d+$/, '');
      if (group !== name && data['expected'] === 'valid')
        groups.set(group, (groups.get(group) ?? new Set()).add(ownRoot(data, tools)));
    }
  }
  for (const [group, roots] of groups) cases.check(`${group}: one root`, '1', () => String(roots.size));
}

function judge(data: Json, tools: SetTools): Result<unknown> {
  const parsed = attempt('bad-response', () => parseAbciResponse(data['response']));
  if (!parsed.ok) return parsed;
  const response = parsed.value;
  const store = /^\/store\/([^/]+)\/key$/.exec(text(data['path']))?.[1];
  if (store === undefined) throw new Error(`no store in ${text(data['path'])}`);
  const root = fromHex(data['app_hash'] === null ? ownRoot(data, tools) : text(data['app_hash']));
  const query: StateQuery = { store, key: response.key };
  return verifyQueryRoot(query, response, root, { sha256: tools.suite.sha256 });
}

/** The root that the outer proof leads to, by itself no proof of anything. */
function ownRoot(data: Json, { suite }: SetTools): string {
  const response = parseAbciResponse(data['response']);
  const outer = decodeCommitmentProof(response.proofOps[1]?.data ?? new Uint8Array());
  if (!outer.ok || outer.value.kind !== 'exist') return 'none';
  return toHex(rootOf(outer.value, suite.sha256));
}

function rootOf(proof: CommitmentProof & { kind: 'exist' }, sha256: (data: Uint8Array) => Uint8Array): Uint8Array {
  return calculateRoot(proof.exist, undefined, sha256, 'proof');
}
