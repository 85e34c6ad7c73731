import { equalBytes } from '../codec/bytes.ts';
import { formatTime, type TimeNs } from '../codec/time.ts';
import { fail, ok, type Result } from '../core/errors.ts';
import { type TrustParameters, validateTrustParameters } from '../core/trust.ts';
import { createSignatureCache } from '../crypto/signatureCache.ts';
import type { CryptoSuite } from '../crypto/suite.ts';
import { verifyCommit, verifyCommitTrusting } from '../families/cometbft/commit.ts';
import { setFacts } from '../families/cometbft/memo.ts';
import { validateValidatorSet } from '../families/cometbft/validate.ts';
import { isExpiredAt, type VerifyContext, validateLightBlock } from '../families/cometbft/verify.ts';
import { type ChainedProof, verifyMembership, verifyNonMembership } from '../proofs/ics23/chained.ts';
import { decodeMerkleProof } from '../proofs/ics23/decode.ts';
import { IAVL_SPEC, sameSpec, TENDERMINT_SPEC } from '../proofs/ics23/specs.ts';
import {
  type IbcHeight,
  revisionOf,
  type TendermintClientHeader,
  type TendermintClientState,
  type TendermintConsensusState,
} from './tendermintClient.ts';

// The rules by which an on-chain Tendermint client judges what relayers bring, to judge it the way that chain did. Nothing
// here is `Verified`: it is true of the client's state, not of the chain that it follows. Sources: ibc-go
// modules/light-clients/07-tendermint/{update,header,client_state}.go; sheet section 18.

type Check = Result<undefined>;

function sameHeight(a: IbcHeight, b: IbcHeight): boolean {
  return a.revision === b.revision && a.height === b.height;
}

function checkActive(client: TendermintClientState, state: TendermintConsensusState, now: TimeNs): Check {
  if (client.frozenHeight.height !== 0n) return fail('bad-trust-options', { what: 'client-frozen' });
  return isExpiredAt(state.timestamp, parametersOf(client), now)
    ? fail('trusted-expired', { height: String(client.latestHeight.height) })
    : ok(undefined);
}

function parametersOf({ trustLevel, trustingPeriod, maxClockDrift }: TendermintClientState): TrustParameters {
  return { trustLevel, trustingPeriod, maxClockDrift };
}

function checkHeights(client: TendermintClientState, header: TendermintClientHeader, stored: IbcHeight): Check {
  const { chainId, height } = header.signedHeader.header;
  if (chainId !== client.chainId) return fail('chain-id-mismatch', { expected: client.chainId, got: chainId });
  const { trustedHeight } = header;
  if (!sameHeight(trustedHeight, stored)) {
    return fail('unexpected-height', { asked: String(stored.height), got: String(trustedHeight.height) });
  }
  if (revisionOf(chainId) !== trustedHeight.revision) return fail('bad-chain-id', { chainId });
  if (height <= trustedHeight.height) {
    return fail('non-increasing-height', { from: String(trustedHeight.height), to: String(height) });
  }
  return ok(undefined);
}

function checkTimes(state: TendermintConsensusState, time: TimeNs, drift: bigint, now: TimeNs): Check {
  if (time <= state.timestamp) {
    return fail('non-increasing-time', { from: formatTime(state.timestamp), to: formatTime(time) });
  }
  return time < now + drift
    ? ok(undefined)
    : fail('header-from-future', { time: formatTime(time), now: formatTime(now) });
}

/**
 * @param state the consensus state that the client stores at `stored`
 * @returns the consensus state that the client stores after the update
 */
export function verifyClientUpdate(
  client: TendermintClientState,
  state: TendermintConsensusState,
  stored: IbcHeight,
  header: TendermintClientHeader,
  now: TimeNs,
  suite: CryptoSuite,
): Result<TendermintConsensusState> {
  const context: VerifyContext = { suite, mode: 'early-stop', trustedSet: 'next', cache: createSignatureCache(1024) };
  const parameters = parametersOf(client);
  const { signedHeader, validatorSet, trustedValidators } = header;
  const { header: untrusted, commit } = signedHeader;
  const checks: (() => Result<unknown>)[] = [
    () => validateTrustParameters(parameters),
    () => checkActive(client, state, now),
    () => checkHeights(client, header, stored),
    () => validateLightBlock(context, { signedHeader, validatorSet }),
    () => checkTimes(state, untrusted.time, parameters.maxClockDrift, now),
    () => validateValidatorSet(trustedValidators, suite),
    () =>
      equalBytes(setFacts(trustedValidators, suite).hash, state.nextValidatorsHash)
        ? ok(undefined)
        : fail('next-validator-set-mismatch', { height: String(stored.height) }),
    () => checkTrust(context, header, state, parameters),
    () => verifyCommit(context, untrusted.chainId, validatorSet, commit.blockId, untrusted.height, commit),
  ];
  for (const check of checks) {
    const result = check();
    if (!result.ok) return result;
  }
  return ok({ timestamp: untrusted.time, root: untrusted.appHash, nextValidatorsHash: untrusted.nextValidatorsHash });
}

function checkTrust(
  context: VerifyContext,
  { signedHeader, trustedHeight, trustedValidators }: TendermintClientHeader,
  state: TendermintConsensusState,
  parameters: TrustParameters,
): Check {
  const { header, commit } = signedHeader;
  if (header.height === trustedHeight.height + 1n) {
    return equalBytes(header.validatorsHash, state.nextValidatorsHash)
      ? ok(undefined)
      : fail('next-validator-set-mismatch', { height: String(trustedHeight.height) });
  }
  const overlap = verifyCommitTrusting(context, header.chainId, trustedValidators, commit, parameters.trustLevel);
  if (!overlap.ok) return overlap;
  const { tallied, needed, total } = overlap.value.tally;
  if (overlap.value.reached) return ok(undefined);
  const params = { tallied: String(tallied), needed: String(needed), total: String(total) };
  return fail('insufficient-voting-power', { what: 'overlap', ...params });
}

/** Only the specs that we know: under any other the extra rules against forged proofs would not run. */
export function knownSpecs(client: TendermintClientState): boolean {
  const [state, store] = client.proofSpecs;
  return (
    client.proofSpecs.length === 2 &&
    state !== undefined &&
    store !== undefined &&
    sameSpec(state, IAVL_SPEC) &&
    sameSpec(store, TENDERMINT_SPEC)
  );
}

/** A relayed MerkleProof under a consensus state. `value` empty: absence. */
export function verifyClientMembership(
  client: TendermintClientState,
  state: TendermintConsensusState,
  path: readonly Uint8Array[],
  proof: Uint8Array,
  value: Uint8Array,
  suite: CryptoSuite,
): Result<void> {
  if (!knownSpecs(client))
    return fail('proof-spec-mismatch', { reason: 'unknown-spec', at: 'client_state.proof_specs' });
  const proofs = decodeMerkleProof(proof);
  if (!proofs.ok) return proofs;
  const chain: ChainedProof = { proofs: proofs.value, specs: [IAVL_SPEC, TENDERMINT_SPEC], path };
  return value.length > 0
    ? verifyMembership(chain, state.root, value, suite.sha256)
    : verifyNonMembership(chain, state.root, suite.sha256);
}
