import type {
  AttackSide,
  AttackSigner,
  AttackView,
  ChainDetail,
  ChainView,
  HeaderRow,
  IntervalPoint,
  PeerView,
} from '../../../main/contract/chain.ts';
import { NOW, signerViews } from '../chains/chainViews.ts';
import { fakeHash, fakeSigners } from '../evidence/reports.ts';

/** Of a halted chain as chains/chainViews.ts has it: most validators signed both blocks. */
export function attackView(chain: ChainView, change: Partial<AttackView> = {}): AttackView {
  const [conflict] = chain.conflicts;
  const [primary, witness] = chain.peers;
  if (conflict === undefined || primary === undefined || witness === undefined) throw new Error('no conflict');
  const side = ({ url, operator }: PeerView, hash: string, percent: number): AttackSide => ({
    url,
    operator,
    hash,
    height: conflict.height,
    time: new Date(NOW - 119_000).toISOString(),
    round: 0,
    signedPowerPercent: percent,
  });
  const signers = signerViews(7).map((signer, index): AttackSigner => {
    const both = index !== 2 && index !== 5;
    return {
      address: signer.address,
      power: signer.power,
      powerPercent: signer.powerPercent,
      signedPrimary: index !== 5,
      signedWitness: index !== 2,
      accusedByPrimary: both,
      accusedByWitness: both,
    };
  });
  const percent = (wanted: (signer: AttackSigner) => boolean) =>
    signers.reduce((sum, signer) => (wanted(signer) ? sum + signer.powerPercent : sum), 0);
  return {
    id: '1',
    kind: 'equivocation',
    detectedAt: conflict.detectedAt,
    common: {
      height: String(Number(conflict.height) - 1),
      hash: fakeHash(6000),
      time: new Date(NOW - 123_000).toISOString(),
    },
    primary: side(
      primary,
      conflict.primaryHash,
      percent(({ signedPrimary }) => signedPrimary),
    ),
    witness: side(
      witness,
      conflict.witnessHash,
      percent(({ signedWitness }) => signedWitness),
    ),
    differing: ['data_hash'],
    signers,
    bothPercent: percent(({ signedPrimary, signedWitness }) => signedPrimary && signedWitness),
    bothSides: true,
    ...change,
  };
}

/** What the bridge answers for a chain that has been followed for a while. */
export function chainDetail(chainId: string, top = 318_190, rows = 100): ChainDetail {
  const headers = Array.from({ length: rows }, (_, index): HeaderRow => {
    const how = index < 42 ? 'adjacent' : index === 42 ? 'skipping' : 'backwards';
    return {
      height: String(top - index),
      hash: fakeHash(10_000 + index),
      time: new Date(NOW - 3000 - index * 3100).toISOString(),
      how,
      proposer: fakeHash(100 + (index % 7)).slice(0, 40),
      appHash: fakeHash(20_000 + index),
      validatorsHash: fakeHash(index < 60 ? 30_000 : 30_001),
      signedPowerPercent: how === 'backwards' ? null : index % 5 === 0 ? 91 : 100,
    };
  });
  const intervals = Array.from({ length: 96 }, (_, index): IntervalPoint => {
    const wave = 3 + Math.sin(index / 7) * 0.25;
    return {
      height: String(top - (95 - index) * 10),
      time: new Date(NOW - (95 - index) * 31_000).toISOString(),
      meanSeconds: Math.round(wave * 100) / 100,
      maxSeconds: Math.round((wave + 0.4 + (index === 60 ? 9 : (index % 6) * 0.12)) * 100) / 100,
      blocks: 10,
    };
  });
  const [first, second] = fakeSigners(7);
  if (first === undefined || second === undefined) throw new Error('no signers');
  return {
    chainId,
    headers,
    changes: [
      {
        height: String(top - 60),
        time: new Date(NOW - 189_000).toISOString(),
        joined: [{ address: fakeHash(777).slice(0, 40), power: '1100' }],
        left: [{ address: second.address, power: second.power }],
        powerChanged: [],
      },
      {
        height: String(top - 640),
        time: new Date(NOW - 1_987_000).toISOString(),
        joined: [],
        left: [],
        powerChanged: [{ address: first.address, from: '1500', to: first.power }],
      },
    ],
    intervals,
    known: { from: String(top - 996), to: String(top), count: 997 },
  };
}
