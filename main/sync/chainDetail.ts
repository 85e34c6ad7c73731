import { toHex } from '../../light-client/codec/hex.ts';
import { formatTime } from '../../light-client/codec/time.ts';
import type { LightBlock } from '../../light-client/families/cometbft/types.ts';
import type { ChainDetail, ValidatorChange } from '../contract/chain.ts';
import type { Outcome } from '../contract/services.ts';
import type { ChainStore, StoredTrusted } from '../store/types.ts';
import type { ChainState } from './chainState.ts';
import type { EvidenceFile } from './messages.ts';

const MAX_CHANGES = 200;
const MAX_ATTACKS = 20;
const MAX_DECISIONS = 50;

/** What the chain page asks for, from the store: nothing is fetched. */
export function chainDetailOf<Header>(
  state: ChainState<LightBlock, Header>,
  store: ChainStore<LightBlock, Header>,
  { chainId, headers, points }: { readonly chainId: string; readonly headers: number; readonly points: number },
): ChainDetail {
  const known = store.knownRange();
  return {
    chainId,
    headers: store.headerRows(headers).map((row) => ({
      height: row.height.toString(),
      hash: toHex(row.hash),
      time: formatTime(row.time),
      how: row.how,
      proposer: toHex(row.proposer),
      appHash: toHex(row.appHash),
      validatorsHash: toHex(row.validatorsHash),
      signedPowerPercent: row.commitPercent,
    })),
    changes: store.validatorChanges(MAX_CHANGES).map(({ before, after }) => changeOf(state, before, after)),
    intervals: store.intervals(points).map(({ height, time, ...rest }) => ({
      height: height.toString(),
      time: formatTime(time),
      meanSeconds: rest.meanSeconds,
      maxSeconds: rest.maxSeconds,
      blocks: rest.blocks,
    })),
    known:
      known === null
        ? null
        : { from: known.from.toString(), to: known.to.toString(), count: Number(known.to - known.from + 1n) },
    attacks: store.attacks(MAX_ATTACKS).flatMap((attack) => state.binding.attacks?.view(attack, state.config) ?? []),
    decisions: store.halts(MAX_DECISIONS).flatMap(({ decision, haltedAt, primaryUrl, witnessUrl }) =>
      decision === null
        ? []
        : {
            haltedAt: formatTime(haltedAt),
            decidedAt: formatTime(decision.at),
            kept: decision.kept,
            primaryUrl,
            witnessUrl,
          },
    ),
  };
}

/** As it is kept, byte for byte. */
export function attackFileOf<Block, Header>(
  store: ChainStore<Block, Header>,
  chainId: string,
  attackId: string,
): Outcome<EvidenceFile> {
  const attack = store.attack(BigInt(attackId));
  if (attack === null) {
    return { ok: false, error: { code: 'unknown-attack', category: 'input', params: { chainId, id: attackId } } };
  }
  const fileName = `${chainId}-attack-${attack.commonHeight}-${attackId}.json`;
  return { ok: true, value: { fileName, bytes: attack.document } };
}

function changeOf<Header>(
  state: ChainState<LightBlock, Header>,
  before: StoredTrusted<LightBlock>,
  after: StoredTrusted<LightBlock>,
): ValidatorChange {
  const view = state.binding.family.view(after.block);
  const old = powers(before.block);
  const now = powers(after.block);
  return {
    height: view.height.toString(),
    time: formatTime(view.time),
    joined: [...now].filter(([address]) => !old.has(address)).map(([address, power]) => ({ address, power })),
    left: [...old].filter(([address]) => !now.has(address)).map(([address, power]) => ({ address, power })),
    powerChanged: [...now].flatMap(([address, to]) => {
      const from = old.get(address);
      return from === undefined || from === to ? [] : [{ address, from, to }];
    }),
  };
}

function powers({ validatorSet: { validators } }: LightBlock): Map<string, string> {
  return new Map(validators.map(({ address, votingPower }) => [toHex(address), votingPower.toString()]));
}
