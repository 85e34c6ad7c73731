import type { ChainView, Health, PeerView, SignerView } from '../../../main/contract/chain.ts';
import type { WireError } from '../../../main/contract/error.ts';
import { fakeHash, fakeSigners } from '../evidence/reports.ts';
import { NOW as CLOCK } from '../fakeData.ts';

/** The clock of every test of the view, as a number. */
export const NOW = Date.parse(CLOCK);

const NAMES: readonly (readonly [string, string, string])[] = [
  ['jiazi', '甲子', 'Jiazi'],
  ['yichou', '乙丑', 'Yichou'],
  ['bingyin', '丙寅', 'Bingyin'],
  ['dingmao', '丁卯', 'Dingmao'],
  ['wuchen', '戊辰', 'Wuchen'],
  ['jisi', '己巳', 'Jisi'],
  ['gengwu', '庚午', 'Gengwu'],
  ['xinwei', '辛未', 'Xinwei'],
  ['renshen', '壬申', 'Renshen'],
  ['guiyou', '癸酉', 'Guiyou'],
  ['jiaxu', '甲戌', 'Jiaxu'],
  ['yihai', '乙亥', 'Yihai'],
  ['bingzi', '丙子', 'Bingzi'],
  ['dingchou', '丁丑', 'Dingchou'],
  ['wuyin', '戊寅', 'Wuyin'],
];

function at(secondsAgo: number): string {
  return new Date(NOW - secondsAgo * 1000).toISOString();
}

export function signerViews(signed: number): SignerView[] {
  const signers = fakeSigners(signed);
  const total = signers.reduce((sum, signer) => sum + Number(signer.power), 0);
  return signers.map((signer) => ({ ...signer, powerPercent: (Number(signer.power) / total) * 100 }));
}

function peers(index: number, height: number, health: Health): PeerView[] {
  const down = health === 'unreachable';
  const error: WireError | null = down ? { code: 'no-response', category: 'provider-benign', params: {} } : null;
  const base = {
    lastAnswerAt: at(down ? 900 : 2),
    error,
    standing: down ? ('poor' as const) : ('good' as const),
    latencyMs: 24 + index,
  };
  const primary: PeerView = {
    ...base,
    url: `http://127.0.0.1:${27000 + index * 10}`,
    operator: 'demo-operator-a',
    role: 'primary',
    state: down ? 'unreachable' : 'agrees',
    height: String(height),
  };
  const witnesses = [1, 2].map(
    (number): PeerView => ({
      ...base,
      url: `http://127.0.0.1:${27000 + index * 10 + number}`,
      operator: `demo-operator-${number === 1 ? 'b' : 'c'}`,
      role: 'witness',
      state: down
        ? 'unreachable'
        : (health === 'suspect' || health === 'halted') && number === 1
          ? 'conflict'
          : 'agrees',
      height: String(height - (number - 1)),
    }),
  );
  return [primary, ...witnesses];
}

/** One chain of the demo network in a given state; `index` chooses its name and numbers. */
export function chainView(index: number, health: Health = 'synced', change: Partial<ChainView> = {}): ChainView {
  const [zone, zh, en] = NAMES[index % NAMES.length] ?? ['jiazi', '甲子', 'Jiazi'];
  const more = index >= NAMES.length ? `-${Math.floor(index / NAMES.length) + 1}` : '';
  const chainId = `demo-${zone}${more}-1`;
  const height = 318_190 + index * 37;
  const age = {
    synced: 3,
    syncing: 5400,
    stalled: 412,
    unreachable: 930,
    suspect: 118,
    expired: 2_000_000,
    halted: 700,
    bootstrapping: 0,
  }[health];
  const signed = health === 'stalled' ? 5 : index % 3 === 0 ? 7 : 6;
  const signers = signerViews(signed);
  const percent = signers.reduce((sum, signer) => (signer.signed ? sum + signer.powerPercent : sum), 0);
  const started = health !== 'bootstrapping';
  return {
    chainId,
    name: { zh: `${zh}示范区`, en: `${en} Demo Zone` },
    zoneId: zone,
    family: 'cometbft',
    demo: true,
    health,
    healthSince: at(health === 'synced' ? 3600 : age),
    error:
      health === 'unreachable'
        ? { code: 'no-response', category: 'provider-benign', params: {} }
        : health === 'halted'
          ? { code: 'conflicting-headers', category: 'attack', params: { height: String(height + 1) } }
          : null,
    verified: started
      ? {
          height: String(height),
          hash: fakeHash(1000 + index),
          time: at(age),
          verifiedAt: at(Math.max(0, age - 1)),
          mode: 'adjacent',
          appHash: fakeHash(2000 + index),
          fromDisk: false,
          provenance: {
            level: 'proven',
            condition:
              health === 'halted'
                ? 'contradicted'
                : health === 'synced'
                  ? 'fresh'
                  : health === 'expired'
                    ? 'expired'
                    : 'stale',
          },
        }
      : null,
    claimedHeight:
      health === 'unreachable' ? null : String(height + (health === 'syncing' ? 1204 : index % 4 === 1 ? 1 : 0)),
    lag: health === 'unreachable' || !started ? null : health === 'syncing' ? 1204 : index % 4 === 1 ? 1 : 0,
    trustedFrom: { height: '300000', hash: fakeHash(3000 + index), time: at(9_600_000) },
    trustingPeriodSeconds: 1_209_600,
    expiresAt: started ? new Date(NOW - age * 1000 + 1_209_600_000).toISOString() : null,
    validators: started ? 7 : 0,
    totalPower: started ? '10000' : '0',
    signedPower: String(Math.round(percent * 100)),
    signedPowerPercent: started ? percent : 0,
    signers: started ? signers : [],
    peers: peers(index, height, health),
    conflicts:
      health === 'suspect' || health === 'halted'
        ? [
            {
              height: String(height + 1),
              primaryHash: fakeHash(4000 + index),
              witnessHash: fakeHash(5000 + index),
              witnessUrl: `http://127.0.0.1:${27000 + index * 10 + 1}`,
              detectedAt: at(118),
              witnessQuorum: health === 'halted',
              attackId: health === 'halted' ? '1' : null,
              settled: false,
            },
          ]
        : [],
    halt:
      health === 'halted'
        ? {
            since: at(118),
            primaryUrl: `http://127.0.0.1:${27000 + index * 10}`,
            witnessUrl: `http://127.0.0.1:${27000 + index * 10 + 1}`,
            choices: ['primary', 'witness', 'recheck'],
          }
        : null,
    headersVerified: started ? 1204 + index * 11 : 0,
    headersWalked: started ? 996 : 0,
    signaturesChecked: started ? 6301 + index * 77 : 0,
    averageIntervalSeconds: started ? 2.9 + (index % 5) * 0.1 : null,
    elapsedMs: 1840,
    ...change,
  };
}

/** Fifteen chains: most in order, one for each kind of trouble. */
export function demoChains(): ChainView[] {
  const special: Readonly<Record<number, Health>> = {
    3: 'stalled',
    5: 'suspect',
    8: 'unreachable',
    9: 'syncing',
    11: 'expired',
    12: 'halted',
    14: 'bootstrapping',
  };
  return NAMES.map((_, index) => chainView(index, special[index] ?? 'synced'));
}
