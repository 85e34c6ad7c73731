import { toHex } from '../../light-client/codec/hex.ts';
import { formatTime } from '../../light-client/codec/time.ts';
import type { LightBlock } from '../../light-client/families/cometbft/types.ts';
import type { ChainDetail, ValidatorChange } from '../contract/chain.ts';
import type { ChainStore, StoredTrusted } from '../store/types.ts';
import type { ChainState } from './chainState.ts';

const MAX_CHANGES = 200;

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
  };
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
