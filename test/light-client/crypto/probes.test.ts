import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../../light-client/codec/hex.ts';
import { createAcceleratedSuite, type NativeCrypto } from '../../../light-client/crypto/acceleratedSuite.ts';
import { createBatchSuite } from '../../../light-client/crypto/batchSuite.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import { batchAgrees, probeNative } from '../../../light-client/crypto/probeNative.ts';
import type { CryptoSuite, Vote } from '../../../light-client/crypto/suite.ts';
import { ed25519Key, secp256k1Key } from '../../helpers/keyring.ts';

// What a platform is asked before it is believed: every answer counts.

const PARTS = ['ed25519Verify', 'secp256k1Verify'] as const;
const faithful: NativeCrypto = {
  name: 'faithful',
  sha256: nobleSuite.sha256,
  ed25519Verify: nobleSuite.ed25519Verify,
  secp256k1Verify: nobleSuite.secp256k1Verify,
};

/** Everything that the probe asks of one part, with the right answers. */
function asked(part: (typeof PARTS)[number]): readonly (readonly [Vote, boolean])[] {
  const calls: (readonly [Vote, boolean])[] = [];
  probeNative({
    name: 'recorder',
    [part]: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => {
      const answer = nobleSuite[part](publicKey, message, signature);
      calls.push([{ publicKey, message, signature }, answer]);
      return answer;
    },
  });
  return calls;
}

const differing = (a: Uint8Array, b: Uint8Array) =>
  a.length === b.length ? a.reduce((count, byte, i) => count + Number(byte !== b[i]), 0) : -1;

describe('a platform', () => {
  test('that gives every known answer is used whole, one that has nothing is not at fault [KT-9]', () => {
    expect(probeNative(faithful)).toEqual({ native: faithful, refused: [] });
    expect(probeNative({ name: 'none' })).toEqual({ native: { name: 'none' }, refused: [] });
    for (const part of ['sha256', ...PARTS] as const) {
      const only = { name: 'only', [part]: faithful[part] };
      expect(probeNative(only)).toEqual({ native: only, refused: [] });
    }
  });

  test.each([0, 1, 2])('whose hash is wrong for known input %i alone is not used [KT-9]', (wrong) => {
    let count = 0;
    const sha256 = (data: Uint8Array) => (count++ === wrong ? new Uint8Array(32) : nobleSuite.sha256(data));
    expect(probeNative({ name: 'odd', sha256 }).refused).toEqual(['sha256']);
  });

  test('is asked of a hash for nothing, a little, and more than one block [KT-9]', () => {
    const lengths: number[] = [];
    const sha256 = (data: Uint8Array) => {
      lengths.push(data.length);
      return nobleSuite.sha256(data);
    };
    probeNative({ name: 'recorder', sha256 });
    expect(lengths).toEqual([0, 3, 1000]);
  });

  test.each(PARTS)('is asked of %s for a good vote twice, and for six that are wrong in one part [KT-9]', (part) => {
    const calls = asked(part);
    expect(calls.map(([, answer]) => answer)).toEqual([true, true, false, false, false, false, false, false]);
    const [[good]] = calls as [readonly [Vote, boolean]];
    const parts = calls.map(([vote]) => [
      differing(vote.publicKey, good.publicKey),
      differing(vote.message, good.message),
      differing(vote.signature.subarray(0, 32), good.signature.subarray(0, 32)),
      differing(vote.signature.subarray(32), good.signature.subarray(32)) > 0,
    ]);
    expect(parts.slice(0, 5)).toEqual([
      [0, 0, 0, false],
      [0, 0, 0, false],
      [0, 1, 0, false],
      [0, 0, 1, false],
      [0, 0, 0, true],
    ]);
    expect(calls[6]?.[0].signature).toEqual(new Uint8Array(64));
    expect(parts[7]).toEqual([1, 0, 0, false]);
  });

  test.each<[(typeof PARTS)[number], bigint]>([
    ['ed25519Verify', 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n],
    ['secp256k1Verify', secp256k1.Point.CURVE().n],
  ])('is asked of %s for the same scalar with the order added [KT-9]', (part, order) => {
    const number = (bytes: Uint8Array) => BigInt(`0x${toHex(part === 'ed25519Verify' ? bytes.toReversed() : bytes)}`);
    const calls = asked(part);
    const [good, more] = [calls[0], calls[5]].map((call) => number((call as [Vote, boolean])[0].signature.slice(32)));
    expect(more).toBe(BigInt.asUintN(256, (good as bigint) + order));
  });

  test.each(PARTS)('whose %s gives one wrong answer, whichever it is, is not used [KT-9]', (part) => {
    const { length } = asked(part);
    for (let wrong = 0; wrong < length; wrong++) {
      let count = 0;
      const odd: NativeCrypto[typeof part] = (...vote) => nobleSuite[part](...vote) !== (count++ === wrong);
      const probed = probeNative({ ...faithful, [part]: odd });
      expect(probed.refused).toEqual([part === 'ed25519Verify' ? 'ed25519' : 'secp256k1']);
      expect(Object.keys(probed.native)).not.toContain(part);
    }
  });
});

describe('a batch verifier', () => {
  const everyOne = (votes: readonly Vote[]) =>
    votes.every(({ publicKey, message, signature }) => nobleSuite.ed25519Verify(publicKey, message, signature));

  function batches(): readonly (readonly Vote[])[] {
    const calls: (readonly Vote[])[] = [];
    batchAgrees((votes) => {
      calls.push(votes);
      return everyOne(votes);
    });
    return calls;
  }

  test('is asked of one and of three good votes, and of a bad one before, after and between good ones [KT-14]', () => {
    expect(batchAgrees(everyOne)).toBe(true);
    const calls = batches();
    const good = (votes: readonly Vote[]) => votes.map((vote) => (everyOne([vote]) ? '+' : '-')).join('');
    expect(calls.map(good)).toEqual(['+', '+++', '+-', '-++', '+-', '-++', '+-', '-++', '+-', '-++', '--']);
  });

  test('that gives one wrong answer, whichever it is, or throws, is not used [KT-14]', () => {
    for (let wrong = 0; wrong < batches().length; wrong++) {
      let count = 0;
      expect(batchAgrees((votes) => everyOne(votes) !== (count++ === wrong))).toBe(false);
    }
    const broken = () => {
      throw new Error('broken');
    };
    expect(batchAgrees(broken)).toBe(false);
  });

  test('is made once more votes have come than were to be waited for [KT-14]', () => {
    let made = 0;
    const create = () => {
      made += 1;
      return everyOne;
    };
    const suite = createBatchSuite(nobleSuite, create, 2);
    const key = ed25519Key('batch');
    const vote = { publicKey: key.publicKey.bytes, message: Uint8Array.of(1), signature: key.sign(Uint8Array.of(1)) };
    const answers = [[vote, vote], [vote], [vote]].map((votes) => [suite.ed25519VerifyBatch?.(votes), made]);
    expect(answers).toEqual([
      [false, 0],
      [true, 1],
      [true, 1],
    ]);
    expect(suite.name).toBe('noble+batches');
  });
});

describe('an accelerated suite', () => {
  const yes: NativeCrypto = { name: 'yes', ed25519Verify: () => true, secp256k1Verify: () => true };
  const key = secp256k1Key('accelerated');
  const message = Uint8Array.of(1, 2);
  const signature = key.sign(message);

  test('hashes with the platform where it can, and with the reference where it cannot [KT-8]', () => {
    const sha256 = (data: Uint8Array) => nobleSuite.sha256(data);
    expect(createAcceleratedSuite({ name: 'hash', sha256 }, nobleSuite).sha256).toBe(sha256);
    expect(createAcceleratedSuite(yes, nobleSuite).sha256).toBe(nobleSuite.sha256);
  });

  test('asks nobody about keys and signatures of another length [KT-7]', () => {
    const suite = createAcceleratedSuite(yes, nobleSuite);
    const lengths = (part: (typeof PARTS)[number], right: number) =>
      [right - 1, right, right + 1].flatMap((keyLength) =>
        [63, 64, 65].map((length) => suite[part](new Uint8Array(keyLength), message, new Uint8Array(length))),
      );
    const onlyTheMiddle = [false, false, false, false, true, false, false, false, false];
    expect(lengths('ed25519Verify', 32)).toEqual(onlyTheMiddle);
    expect(lengths('secp256k1Verify', 33)).toEqual(onlyTheMiddle);
  });

  test('asks the reference alone where the platform has no such part [KT-8]', () => {
    const suite = createAcceleratedSuite({ name: 'nothing' }, nobleSuite);
    const ed = ed25519Key('accelerated');
    expect(suite.ed25519Verify(ed.publicKey.bytes, message, ed.sign(message))).toBe(true);
    expect(suite.ed25519Verify(ed.publicKey.bytes, message, signature)).toBe(false);
    expect(suite.secp256k1Verify(key.publicKey.bytes, message, signature)).toBe(true);
    expect(suite.secp256k1Verify(key.publicKey.bytes, Uint8Array.of(1), signature)).toBe(false);
  });

  test('believes a native yes up to half the order, and not one above [KT-2] [KT-8]', () => {
    const silent: CryptoSuite = { ...nobleSuite, secp256k1Verify: () => false };
    const suite = createAcceleratedSuite(yes, silent);
    const half = secp256k1.Point.CURVE().n >> 1n;
    const withS = (s: bigint) =>
      Uint8Array.from([...new Uint8Array(32), ...Buffer.from(s.toString(16).padStart(64, '0'), 'hex')]);
    const judged = [half, half + 1n].map((s) => suite.secp256k1Verify(key.publicKey.bytes, message, withS(s)));
    expect(judged).toEqual([true, false]);
  });
});
