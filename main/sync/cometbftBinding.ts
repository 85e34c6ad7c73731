import { toHex } from '../../light-client/codec/hex.ts';
import { attempt, fail, ok } from '../../light-client/core/errors.ts';
import type { CryptoSuite } from '../../light-client/crypto/suite.ts';
import { createCometbftFamily } from '../../light-client/families/cometbft/family.ts';
import type { KeyTable } from '../../light-client/families/cometbft/keys.ts';
import { parseAbciResponse, queryPath, verifyQuery } from '../../light-client/families/cometbft/queryProof.ts';
import { FLAG_COMMIT, type Header, type LightBlock } from '../../light-client/families/cometbft/types.ts';
import { cometbftStoreCodec } from '../store/cometbftCodec.ts';
import type { ChainBinding, Quorum } from './binding.ts';
import { percent } from './chainState.ts';
import { createCometbftAttacks } from './cometbftAttack.ts';

/** CometBFT for the followers: state of block H is read at height H and proven against header H + 1. */
export function createCometbftBinding(keyTable: KeyTable, suite: CryptoSuite): ChainBinding<LightBlock, Header> {
  const family = createCometbftFamily({ suite });
  return {
    family,
    attacks: createCometbftAttacks(family, suite),
    codec: cometbftStoreCodec(keyTable, suite),
    quorum,
    stateQuery: ({ store, key }, header) => ({
      path: queryPath(store),
      data: key,
      height: header.height - 1n,
      prove: true,
    }),
    verifyState(header, { store, key }, answer) {
      if (typeof answer !== 'object' || answer === null || !('response' in answer)) {
        return fail('bad-response', { at: 'abci_query', reason: 'no-response-member' });
      }
      const response = attempt('bad-response', () => parseAbciResponse(answer.response));
      if (!response.ok) return response;
      const query = { store, key, height: header.value.height - 1n };
      return verifyQuery(query, response.value, header, { sha256: suite.sha256 });
    },
    unprovenValue(answer) {
      if (typeof answer !== 'object' || answer === null || !('response' in answer)) {
        return fail('bad-response', { at: 'abci_query', reason: 'no-response-member' });
      }
      const response = attempt('bad-response', () => parseAbciResponse(answer.response));
      if (!response.ok) return response;
      const { code, log, value } = response.value;
      return code === 0 ? ok(value) : fail('query-failed', { code, log });
    },
  };
}

function quorum({ signedHeader: { commit }, validatorSet: { validators } }: LightBlock): Quorum {
  const totalPower = validators.reduce((sum, { votingPower }) => sum + votingPower, 0n);
  let signedPower = 0n;
  const signers = validators.map(({ address, votingPower }, index) => {
    const signed = commit.signatures[index]?.flag === FLAG_COMMIT;
    if (signed) signedPower += votingPower;
    return {
      address: toHex(address),
      power: votingPower.toString(),
      powerPercent: percent(votingPower, totalPower),
      signed,
    };
  });
  return { validators: validators.length, totalPower, signedPower, signers };
}
