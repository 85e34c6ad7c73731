import { toHex } from '../../light-client/codec/hex.ts';
import type { ChainConfig, NetworkPack, ProgrammePack } from '../programme/packs.ts';
import { OFFICES, SECTORS } from './catalogue.ts';
import { type ChainPlan, currentPeriod, officeKey } from './plan.ts';
import { digestKey, documentName, recordsKey } from './reports.ts';

// The packs by which the app knows the demo network and its programme: the same as any operator's packs.

/** Two thirds of the usual 21 days of unbonding. */
export const TRUSTING_PERIOD_SECONDS = 1_209_600;
/** What the drill "expire" puts in its place. */
export const SHORT_TRUSTING_PERIOD_SECONDS = 20;
const CHART_HEADERS = 1000;

export interface ChainEndpoints {
  readonly plan: ChainPlan;
  readonly anchor: { readonly height: string; readonly hash: string };
  readonly trustingPeriodSeconds: number;
  readonly primaryUrl: string;
  readonly witnessUrl: string;
}

export function networkPack(chains: readonly ChainEndpoints[], issuedAtMs: number): NetworkPack {
  return {
    format: 'pilotlight-network',
    version: 1,
    name: { zh: '演示网络', en: 'Demo network' },
    demo: true,
    issuedAt: new Date(issuedAtMs).toISOString(),
    chains: chains.map(chainConfig),
  };
}

function chainConfig({ plan, anchor, trustingPeriodSeconds, primaryUrl, witnessUrl }: ChainEndpoints): ChainConfig {
  return {
    chainId: plan.chainId,
    family: 'cometbft',
    keyTable: 'tendermint',
    name: { zh: `${plan.zone.name.zh}链`, en: `${plan.zone.name.en} Chain` },
    zoneId: plan.zone.zoneId,
    trust: { ...anchor, trustingPeriodSeconds, maxClockDriftSeconds: 10, level: '1/3' },
    blockTimeSeconds: plan.blockTimeMs / 1000,
    history: CHART_HEADERS,
    endpoints: [
      { url: primaryUrl, operator: plan.primaryOperator, role: 'primary' },
      { url: witnessUrl, operator: plan.witnessOperator, role: 'witness' },
    ],
  };
}

export function programmePack(seed: string, plans: readonly ChainPlan[], nowMs: number): ProgrammePack {
  const period = currentPeriod(nowMs);
  return {
    format: 'pilotlight-programme',
    version: 1,
    demo: true,
    zones: plans.map(({ zone }) => ({ zoneId: zone.zoneId, name: zone.name })),
    sectors: SECTORS.map(({ sectorId, name, group }) => ({ sectorId, name, group })),
    scenarios: plans.flatMap(({ scenarios }) =>
      scenarios.map(({ scenarioId, zoneId, chainId, sector, name, rate, report }) => ({
        scenarioId,
        zoneId,
        chainId,
        sector,
        name,
        ...(rate === undefined ? {} : { records: { store: 'pilot', key: recordsKey(scenarioId) } }),
        report: {
          period,
          document: documentName(scenarioId, period),
          ...(report === 'anchored' || report === 'contradicted'
            ? { digest: { store: 'pilot', key: digestKey(scenarioId, period) } }
            : {}),
        },
      })),
    ),
    offices: OFFICES.map(({ officeId, name }) => ({ officeId, name, key: toHex(officeKey(seed, officeId).publicKey) })),
  };
}
