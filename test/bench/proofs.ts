import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { iavlSpec, ics23 as peerCodec, verifyMembership as peerMembership, tendermintSpec } from '@confio/ics23';
import { fromRoot } from '../../build/paths.ts';
import { fromHex } from '../../light-client/codec/hex.ts';
import type { CryptoSuite } from '../../light-client/crypto/suite.ts';
import { decodeCommitmentProof } from '../../light-client/proofs/ics23/decode.ts';
import { IAVL_SPEC, TENDERMINT_SPEC } from '../../light-client/proofs/ics23/specs.ts';
import { verifyExistence } from '../../light-client/proofs/ics23/verify.ts';
import { pairedRates, rate, type Section } from './measure.ts';

interface Case {
  readonly tendermint: boolean;
  readonly root: Uint8Array;
  readonly proof: Uint8Array;
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** The published existence proofs; undefined where the vectors are not at hand. */
function publishedCases(): Case[] | undefined {
  const folder = fromRoot('../shared/vectors/cometbft/ics23/vectors');
  if (!existsSync(folder)) return undefined;
  return ['iavl', 'tendermint'].flatMap((tree) =>
    readdirSync(path.join(folder, tree))
      .filter((name) => /^exist_.*\.json$/.test(name))
      .map((name) => {
        const text = JSON.parse(readFileSync(path.join(folder, tree, name), 'utf8')) as Record<string, string>;
        const bytes = (field: string): Uint8Array => fromHex(text[field] ?? '', field);
        return {
          tendermint: tree === 'tendermint',
          root: bytes('root'),
          proof: bytes('proof'),
          key: bytes('key'),
          value: bytes('value'),
        };
      }),
  );
}

/** Decoding and checking, ours beside the package most used for it: a peer in speed only, it accepts forged proofs. */
export function benchProofs(suite: CryptoSuite): Section {
  const cases = publishedCases();
  if (cases === undefined) {
    const goal = {
      name: 'ICS-23',
      goal: '>= 2x @confio/ics23',
      measured: null,
      met: false,
      note: 'vectors not at hand',
    };
    return { name: 'proofs', rows: [], goals: [goal] };
  }
  const ours = (): number =>
    rate(cases.length, () => {
      for (const { tendermint, root, proof, key, value } of cases) {
        const decoded = decodeCommitmentProof(proof);
        if (!decoded.ok) throw new Error(`a published proof does not decode: ${decoded.error.code}`);
        const spec = tendermint ? TENDERMINT_SPEC : IAVL_SPEC;
        const verdict = verifyExistence(decoded.value, spec, root, key, value, suite.sha256);
        if (!verdict.ok) throw new Error(`a published proof is refused: ${verdict.error.code}`);
      }
    });
  const peer = (): number =>
    rate(cases.length, () => {
      for (const { tendermint, root, proof, key, value } of cases) {
        const decoded = peerCodec.CommitmentProof.decode(proof);
        if (!peerMembership(decoded, tendermint ? tendermintSpec : iavlSpec, root, key, value)) {
          throw new Error('the peer refuses a published proof');
        }
      }
    });
  const { a, b, ratio } = pairedRates(ours, peer);
  return {
    name: 'proofs',
    rows: [
      { name: 'ICS-23 existence, decoded and checked', value: a, unit: 'proofs/s' },
      { name: 'the same with @confio/ics23', value: b, unit: 'proofs/s', note: 'accepts forged proofs' },
    ],
    goals: [{ name: 'ICS-23', goal: '>= 2x @confio/ics23', measured: ratio, met: ratio >= 2 }],
  };
}
