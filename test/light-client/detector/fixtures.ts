import { NANOS_PER_SECOND } from '../../../light-client/codec/time.ts';
import { bisect } from '../../../light-client/core/bisection.ts';
import { crossCheck } from '../../../light-client/core/crossCheck.ts';
import { ok } from '../../../light-client/core/errors.ts';
import type { LightBlockProvider } from '../../../light-client/core/family.ts';
import { ONE_THIRD, type TrustParameters } from '../../../light-client/core/trust.ts';
import type { Verified } from '../../../light-client/core/verified.ts';
import { createAcceleratedSuite } from '../../../light-client/crypto/acceleratedSuite.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import { detectAttack } from '../../../light-client/detector/attack.ts';
import type { AttackFile } from '../../../light-client/evidence/attackFile.ts';
import { createCometbftFamily } from '../../../light-client/families/cometbft/family.ts';
import { validatorSetHash } from '../../../light-client/families/cometbft/hashing.ts';
import type { Header, LightBlock, ValidatorSet } from '../../../light-client/families/cometbft/types.ts';
import { createNativeCrypto } from '../../../main/providers/nativeCrypto.ts';
import { buildChain, powers, signCommit, type TestChain, type Vote } from '../../helpers/chain.ts';

// One honest chain, and other blocks beside its own that the same keys really signed.

export const suite = createAcceleratedSuite(createNativeCrypto(), nobleSuite);
export const family = createCometbftFamily({ suite });
export const parameters: TrustParameters = {
  trustingPeriod: 1_000_000n * NANOS_PER_SECOND,
  maxClockDrift: 10n * NANOS_PER_SECOND,
  trustLevel: ONE_THIRD,
};
export const TIP = 6;
/** Powers 10 to 13; v4 comes first. More than a third is 16, more than two thirds 31. */
export const honest = buildChain({ heights: TIP, validators: () => powers(4) });

export type Provider = LightBlockProvider<LightBlock>;
export const OTHER_HASH = new Uint8Array(32).fill(9);
export const madeUp = { appHash: OTHER_HASH } as const;
/** Under the hash, but for the proposer to choose: both blocks can be honest work. */
export const chosen = { dataHash: OTHER_HASH } as const;

export interface Fork {
  readonly header: Partial<Header>;
  readonly votes?: Readonly<Record<string, Vote>>;
  readonly round?: number;
  readonly set?: ValidatorSet;
  readonly at?: number;
}

/** Another block at a height of the honest chain. */
export function forkedBlock(
  { header: change, votes, round, set, at = TIP }: Fork,
  chain: TestChain = honest,
): LightBlock {
  const own = chain.at(at);
  const validatorSet = set ?? own.validatorSet;
  const plain = { ...own.signedHeader.header, ...change };
  const header = set === undefined ? plain : { ...plain, validatorsHash: validatorSetHash(set) };
  return {
    signedHeader: { header, commit: signCommit(chain.keyring, header, validatorSet, votes, round) },
    validatorSet,
  };
}

/** The honest chain with that block in its place. */
export function serving(block: LightBlock, chain: TestChain = honest): Provider {
  const { height } = block.signedHeader.header;
  const rest = chain.provider();
  return {
    chainId: chain.chainId,
    lightBlock: async (asked) => (asked === undefined || asked === height ? ok(block) : rest.lightBlock(asked)),
  };
}

export function verified(block: LightBlock): Verified<LightBlock> {
  const verdict = family.verifyAlone(block);
  if (verdict.kind !== 'verified') throw new Error('the block does not hold by itself');
  return verdict.value;
}

/** Follows the primary to the tip, compares with the witness, and examines what that shows; `later` is the primary as it answers by then. */
export async function detect(
  primary: Provider,
  witness: Provider,
  { later = primary, now = honest.time(TIP) }: { readonly later?: Provider; readonly now?: bigint } = {},
) {
  const first = await primary.lightBlock(1n);
  if (!first.ok) throw new Error(first.error.code);
  const options = { family, trusted: verified(first.value), parameters, now: () => now };
  const way = await bisect({ ...options, provider: primary, target: BigInt(TIP) });
  if (!way.ok) throw new Error(way.error.code);
  const checked = await crossCheck({ ...options, trace: way.value.trace, witnesses: [{ id: 'w', provider: witness }] });
  const conflict = checked.answers.find((answer) => answer.kind === 'conflict');
  if (conflict?.kind !== 'conflict') throw new Error('no conflict');
  const attack = await detectAttack({ ...options, rules: family.attacks, primary: later }, conflict.divergence);
  return { ...attack, verdict: checked.verdict };
}

/** Names of the ring's keys, in the order given. */
export function namesOf(validators: readonly { readonly address: Uint8Array }[], chain: TestChain = honest): string[] {
  const names = ['v1', 'v2', 'v3', 'v4', 'x', 'y'];
  return validators.map(
    ({ address }) => names.find((name) => chain.keyring.key(name).address.join() === address.join()) ?? '?',
  );
}

/** Without any error: what a test expects to hold. */
export function held<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

export const DETECTED_AT = honest.time(TIP) + 60n * NANOS_PER_SECOND;

/** What is kept of an attack by a primary that serves this block, before the honest chain as witness. */
export async function attackFileOf(lie: LightBlock): Promise<AttackFile> {
  const attack = await detect(serving(lie), honest.provider());
  const filed = (role: 'primary' | 'witness', { kind, common, way, evidence }: typeof attack.againstPrimary) => ({
    accused: { role, url: `http://${role}`, operator: role },
    kind,
    common: common.value,
    way: way.map(({ block }) => block.value),
    evidence,
  });
  return {
    chainId: honest.chainId,
    keyTable: 'tendermint',
    demo: false,
    detectedAt: DETECTED_AT,
    parameters,
    accusations: [filed('primary', attack.againstPrimary), filed('witness', held(attack.againstWitness))],
  };
}
