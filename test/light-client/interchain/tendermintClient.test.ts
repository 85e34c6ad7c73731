import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, test } from 'vitest';
import { concatBytes, EMPTY } from '../../../light-client/codec/bytes.ts';
import { CodecError } from '../../../light-client/codec/codecError.ts';
import { encodeTimestamp, field } from '../../../light-client/codec/protobuf.ts';
import { NANOS_PER_SECOND } from '../../../light-client/codec/time.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import { ONE_THIRD } from '../../../light-client/core/trust.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import { encodeSignedHeader, encodeValidatorSet } from '../../../light-client/families/cometbft/proto.ts';
import {
  decodeClientHeader,
  decodeConsensusState,
  revisionOf,
  type TendermintClientHeader,
  type TendermintClientState,
} from '../../../light-client/interchain/tendermintClient.ts';
import { verifyClientMembership, verifyClientUpdate } from '../../../light-client/interchain/verifyUpdate.ts';
import { IAVL_SPEC, TENDERMINT_SPEC } from '../../../light-client/proofs/ics23/specs.ts';
import { buildChain, type TestChain } from '../../helpers/chain.ts';
import { STATE } from '../../helpers/evidence.ts';

const CHAIN: TestChain = buildChain({
  chainId: 'demo-jiazi-1',
  heights: 9,
  validators: (height) => (height < 5 ? { a: 10n, b: 10n, c: 10n } : { a: 10n, b: 10n, c: 10n, d: 6n }),
  header: (header) => ({ ...header, appHash: STATE.appHash }),
});

const at = (height: number) => CHAIN.at(height).signedHeader.header;
const stored = { revision: 1n, height: 2n };
const client: TendermintClientState = {
  chainId: 'demo-jiazi-1',
  trustLevel: ONE_THIRD,
  trustingPeriod: 1000n * NANOS_PER_SECOND,
  unbondingPeriod: 2000n * NANOS_PER_SECOND,
  maxClockDrift: 10n * NANOS_PER_SECOND,
  frozenHeight: { revision: 0n, height: 0n },
  latestHeight: stored,
  proofSpecs: [IAVL_SPEC, TENDERMINT_SPEC],
};
const state = { timestamp: at(2).time, root: at(2).appHash, nextValidatorsHash: at(2).nextValidatorsHash };
const now = at(8).time;

function update(height = 7): TendermintClientHeader {
  const { signedHeader, validatorSet } = CHAIN.at(height);
  return { signedHeader, validatorSet, trustedHeight: stored, trustedValidators: CHAIN.at(3).validatorSet };
}

function judge(
  change: {
    client?: Partial<TendermintClientState>;
    header?: Partial<TendermintClientHeader>;
    now?: bigint;
    height?: number;
    stored?: typeof stored;
    state?: Partial<typeof state>;
  } = {},
): string {
  const header = { ...update(change.height), ...change.header };
  const result = verifyClientUpdate(
    { ...client, ...change.client },
    { ...state, ...change.state },
    change.stored ?? stored,
    header,
    change.now ?? now,
    nobleSuite,
  );
  return result.ok ? 'ok' : result.error.code;
}

describe('client updates', () => {
  test('stores the time, the state root and the next validators of a header that holds [IB-1]', () => {
    expect(judge({ height: 3 })).toBe('ok');
    const result = verifyClientUpdate(client, state, stored, update(), now, nobleSuite);
    const { time, appHash, nextValidatorsHash } = at(7);
    expect(result.ok && result.value).toEqual({ timestamp: time, root: appHash, nextValidatorsHash });
  });

  test.each<[string, Parameters<typeof judge>[0], string]>([
    ['another chain', { client: { chainId: 'demo-yichou-1' } }, 'chain-id-mismatch'],
    [
      'a consensus state that is not the stored one',
      { header: { trustedHeight: { revision: 1n, height: 3n } } },
      'unexpected-height',
    ],
    [
      'a stored height of another revision',
      { header: { trustedHeight: { revision: 2n, height: 2n } } },
      'unexpected-height',
    ],
    [
      'a header of another revision than the stored height',
      { stored: { revision: 2n, height: 2n }, header: { trustedHeight: { revision: 2n, height: 2n } } },
      'bad-chain-id',
    ],
    ['a header that is not later in time', { state: { timestamp: at(7).time } }, 'non-increasing-time'],
    [
      'a neighbour that is not of the next validators',
      {
        height: 3,
        stored: { revision: 1n, height: 2n },
        state: { nextValidatorsHash: at(6).validatorsHash },
        header: { trustedValidators: CHAIN.at(6).validatorSet },
      },
      'next-validator-set-mismatch',
    ],
    ['trusted validators that are no set', { header: { trustedValidators: { validators: [] } } }, 'bad-validator-set'],
    [
      'a trust level that the overlap does not reach',
      { client: { trustLevel: { numerator: 1n, denominator: 1n } } },
      'insufficient-voting-power',
    ],
    ['a header that is not later', { height: 2 }, 'non-increasing-height'],
    [
      'the validators of the trusted height after the set changed',
      { header: { trustedValidators: CHAIN.at(6).validatorSet } },
      'next-validator-set-mismatch',
    ],
    ['a header from the future', { now: at(7).time - 10n * NANOS_PER_SECOND }, 'header-from-future'],
    ['another validator set', { header: { validatorSet: CHAIN.at(2).validatorSet } }, 'validator-set-mismatch'],
    [
      'the commit of another header',
      { header: { signedHeader: { header: at(7), commit: CHAIN.at(8).signedHeader.commit } } },
      'commit-height-mismatch',
    ],
    [
      'a trust level below a third',
      { client: { trustLevel: { numerator: 1n, denominator: 4n } } },
      'bad-trust-options',
    ],
  ])('refuses %s [IB-1]', (_, change, code) => {
    expect(judge(change)).toBe(code);
  });

  test('refuses a bad vote of the trusted validators, and says how much power there was where it is not enough [IB-1]', () => {
    const { header, commit } = CHAIN.at(7).signedHeader;
    const signatures = commit.signatures.map((entry, i) =>
      i === 0 ? { ...entry, signature: entry.signature.map((byte, at) => (at === 0 ? byte ^ 1 : byte)) } : entry,
    );
    const altered = { signedHeader: { header, commit: { ...commit, signatures } } };
    expect(judge({ header: altered })).toBe('invalid-signature');
    const trustLevel = { numerator: 1n, denominator: 1n };
    const result = verifyClientUpdate({ ...client, trustLevel }, state, stored, update(), now, nobleSuite);
    expect(result).toMatchObject({
      error: { params: { what: 'overlap', tallied: '30', needed: '30', total: '30' } },
    });
  });

  test('refuses everything for a frozen client and for an expired one [IB-2]', () => {
    expect(judge({ client: { frozenHeight: { revision: 0n, height: 1n } } })).toBe('bad-trust-options');
    expect(judge({ now: state.timestamp + client.trustingPeriod })).toBe('trusted-expired');
    expect(judge({ now: state.timestamp + client.trustingPeriod - 1n })).toBe('ok');
  });
});

describe('relayed proofs', () => {
  const { value, ops } = STATE.query('pilot', 'record/jiazi-customs');
  const proof = concatBytes(...ops.map((op) => field.message(1, op.data)));
  const path = [toUtf8('pilot'), toUtf8('record/jiazi-customs')];
  const membership = (change: Partial<TendermintClientState> = {}, wanted = value) => {
    const result = verifyClientMembership({ ...client, ...change }, state, path, proof, wanted, nobleSuite);
    return result.ok ? 'ok' : result.error.code;
  };

  test('are read under the two specs that we know and no others [IB-3]', () => {
    expect(membership()).toBe('ok');
    expect(membership({}, sha256(value))).toBe('proof-value-mismatch');
    expect(membership({}, EMPTY)).toBe('bad-proof');
    expect(membership({ proofSpecs: [{ ...IAVL_SPEC, maxDepth: 128 }, TENDERMINT_SPEC] })).toBe('proof-spec-mismatch');
    expect(membership({ proofSpecs: [IAVL_SPEC] })).toBe('proof-spec-mismatch');
  });

  test('that cannot be read are refused [IB-3]', () => {
    for (const bytes of [proof.subarray(0, 20), Uint8Array.of(255), EMPTY]) {
      const cut = verifyClientMembership(client, state, path, bytes, value, nobleSuite);
      expect(cut.ok ? 'ok' : cut.error.code).toBe('bad-proof');
    }
  });

  test('of an empty value are proofs of absence [IB-3]', () => {
    const absent = STATE.query('pilot', 'record/jiazi-nothing');
    const bytes = concatBytes(...absent.ops.map((op) => field.message(1, op.data)));
    const under = [toUtf8('pilot'), toUtf8('record/jiazi-nothing')];
    expect(verifyClientMembership(client, state, under, bytes, EMPTY, nobleSuite)).toMatchObject({ ok: true });
    const claimed = verifyClientMembership(client, state, under, bytes, value, nobleSuite);
    expect(claimed.ok ? 'ok' : claimed.error.code).toBe('bad-proof');
  });
});

describe('encodings', () => {
  test('reads what relayers send [IB-1]', () => {
    const { signedHeader, validatorSet, trustedValidators } = update();
    const bytes = concatBytes(
      field.message(1, encodeSignedHeader(signedHeader)),
      field.message(2, encodeValidatorSet(validatorSet)),
      field.message(3, concatBytes(field.varint(1, 1), field.varint(2, 2))),
      field.message(4, encodeValidatorSet(trustedValidators)),
    );
    expect(decodeClientHeader(bytes, 'tendermint')).toEqual(update());
    const consensus = concatBytes(
      field.message(1, encodeTimestamp(state.timestamp)),
      field.message(2, field.bytes(1, state.root)),
      field.bytes(3, state.nextValidatorsHash),
    );
    expect(decodeConsensusState(consensus)).toEqual(state);
  });

  test('refuses an update without its header, its validators or the trusted ones [IB-1]', () => {
    const { signedHeader, validatorSet, trustedValidators } = update();
    const parts = [
      field.message(1, encodeSignedHeader(signedHeader)),
      field.message(2, encodeValidatorSet(validatorSet)),
      field.message(4, encodeValidatorSet(trustedValidators)),
    ];
    const read = (bytes: Uint8Array) => () => decodeClientHeader(bytes, 'tendermint');
    expect(read(concatBytes(...parts))().trustedHeight).toEqual({ revision: 0n, height: 0n });
    for (const left of parts) {
      const bytes = concatBytes(...parts.filter((part) => part !== left));
      expect(read(bytes)).toThrow(new CodecError('truncated', 'header'));
    }
  });

  test.each([
    ['cosmoshub-4', 4n],
    ['celestia', 0n],
    ['devnet-1', 1n],
    ['a-0', 0n],
    ['a-01', 0n],
    ['-5', 0n],
    ['x--5', 0n],
    ['x-12', 12n],
    ['x-1y', 0n],
    ['x-1y2', 0n],
    ['x-y1', 0n],
    ['x-1-2', 2n],
  ])('reads the revision of %s as %s [IB-1]', (chainId, revision) => {
    expect(revisionOf(chainId)).toBe(revision);
  });
});
