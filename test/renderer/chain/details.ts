import type { ChainDetail, HeaderRow, IntervalPoint } from '../../../main/contract/chain.ts';
import { NOW } from '../chains/chainViews.ts';
import { fakeHash, fakeSigners } from '../evidence/reports.ts';

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
