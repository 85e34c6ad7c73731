import { toHex } from '../codec/hex.ts';
import type { BlockView } from '../core/family.ts';
import type { VotingPowerTally } from '../core/verdict.ts';
import { FLAG_COMMIT, type LightBlock } from '../families/cometbft/types.ts';
import type { EvidenceHop, HopSigner, MerkleLevel } from './report.ts';

// The steps between headers and the levels of a proof, as the view draws them.

/** A step that signatures made. Every signature of the commit was checked, so that `signed` is known for each. */
export function signedHop(
  from: LightBlock,
  to: LightBlock,
  view: BlockView,
  tally: VotingPowerTally,
  trustTally: VotingPowerTally | undefined,
): EvidenceHop {
  const fromHeight = from.signedHeader.header.height;
  const known = new Set(from.validatorSet.validators.map((validator) => toHex(validator.address)));
  const { signatures } = to.signedHeader.commit;
  const signers: HopSigner[] = to.validatorSet.validators.map((validator, i) => ({
    address: toHex(validator.address),
    power: String(validator.votingPower),
    signed: signatures[i]?.flag === FLAG_COMMIT,
  }));
  return {
    mode: view.height === fromHeight + 1n ? 'adjacent' : 'skipping',
    fromHeight: String(fromHeight),
    toHeight: String(view.height),
    toHash: toHex(view.hash),
    overlapPercent: trustTally === undefined ? null : percent(trustTally),
    commitPercent: percent(tally),
    signers,
    joined: signers.filter((signer) => !known.has(signer.address)).length,
    signaturesChecked: tally.signaturesChecked,
  };
}

export function backwardsHop(fromHeight: bigint, view: BlockView): EvidenceHop {
  return {
    mode: 'backwards',
    fromHeight: String(fromHeight),
    toHeight: String(view.height),
    toHash: toHex(view.hash),
    overlapPercent: null,
    commitPercent: null,
    signers: [],
    joined: 0,
    signaturesChecked: 0,
  };
}

/** Two decimals, rounded down: 66.66 must not look like two thirds. No threshold is compared with this. */
function percent({ tallied, total }: VotingPowerTally): number {
  return total === 0n ? 0 : Number((tallied * 10_000n) / total) / 100;
}

export function merkleLevels(
  tree: number,
  path: readonly { hash: Uint8Array; sibling?: { bytes: Uint8Array; side: 'left' | 'right' } }[],
): MerkleLevel[] {
  return path.map(({ hash, sibling }) => ({
    tree,
    hash: toHex(hash),
    sibling: sibling === undefined ? null : toHex(sibling.bytes),
    siblingSide: sibling?.side ?? null,
  }));
}
