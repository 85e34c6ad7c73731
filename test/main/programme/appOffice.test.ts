import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createApp, type PilotlightApp } from '../../../main/app.ts';
import type { OfficeAnswer } from '../../../main/contract/office.ts';
import type { Outcome } from '../../../main/contract/services.ts';
import type { DemoChild } from '../../../main/demo/client.ts';
import type { DemoMessage } from '../../../main/demo/protocol.ts';
import { systemEnvironment } from '../../../main/sync/environment.ts';
import { createDemoNetwork, type TestDemoNetwork } from '../../helpers/demo.ts';
import { tempDir } from '../../helpers/sync.ts';

// What the followers prove of the demo's chains, as it arrives on the offices' pages.

const REQUEST_LIMIT_MS = 10_000;
let demo: TestDemoNetwork;
let dir: ReturnType<typeof tempDir>;
let app: PilotlightApp;

/** A process of the demo network that is this one. */
function demoChild(): DemoChild {
  let tell: (message: DemoMessage) => void = () => {};
  let exit: (code: number | null) => void = () => {};
  const { networkPack, programmePack } = demo.network;
  return {
    send(request) {
      if (request.type === 'start')
        queueMicrotask(() => tell({ type: 'ready', networkPack, programmePack, anchors: [] }));
      else if (request.type === 'stop') exit(0);
    },
    onMessage(listener) {
      tell = listener;
    },
    onExit(listener) {
      exit = listener;
    },
    kill: () => exit(null),
  };
}

beforeEach(async () => {
  demo = await createDemoNetwork({ chains: 2, historyBlocks: 40 });
  dir = tempDir();
  app = await createApp({
    dataDir: path.join(dir.dir, 'data'),
    appVersion: '0.0.0-test',
    runtime: { name: 'node', version: process.versions.node, developmentOnly: false },
    environment: {
      ...systemEnvironment,
      now: demo.now,
      sleep: (ms, signal) => systemEnvironment.sleep(ms === REQUEST_LIMIT_MS ? ms : Math.min(ms, 50), signal),
    },
    workers: { kind: 'in-process' },
    office: { kind: 'in-process' },
    forkDemo: demoChild,
    defaultLanguage: 'zh-CN',
  });
}, 60_000);

afterEach(async () => {
  await app.close();
  await demo.close();
  dir.remove();
});

async function ask<T>(method: string, request: unknown): Promise<T> {
  const answer = (await app.office({ method, request } as never)) as Outcome<T>;
  if (!answer.ok) throw new Error(`${answer.error.code} ${JSON.stringify(answer.error.params)}`);
  return answer.value;
}

it('anchors the reports whose digest is proven, refutes the planted one on its page, and opens a figure down to its proof', async () => {
  const seen = new Set<string>();
  const bySeal = async (): Promise<Map<string, string>> => {
    const { rows } = await ask<OfficeAnswer<'reports'>>('reports', {
      states: [],
      period: null,
      offset: 0,
      limit: 1000,
    });
    const found = new Map<string, string>();
    for (const { scenarioId, origin, provenance, period } of rows) {
      const seal = provenance.condition === 'contradicted' ? 'contradicted' : provenance.level;
      if (origin === 'chain') found.set(seal, `${scenarioId}@${period}`);
      seen.add(`${origin}/${seal}`);
    }
    return found;
  };
  await expect
    .poll(async () => [...(await bySeal()).keys()].sort(), { timeout: 60_000, interval: 500 })
    .toEqual(expect.arrayContaining(['anchored', 'contradicted']));
  const [scenarioId = '', period = ''] = ((await bySeal()).get('contradicted') ?? '').split('@');
  const page = await ask<OfficeAnswer<'subject'>>('subject', {
    asOf: null,
    period,
    subject: { kind: 'scenario', id: scenarioId },
  });
  expect(page.indicators.some(({ figure }) => figure.provenance.condition === 'contradicted')).toBe(true);
  const { actions } = await ask<OfficeAnswer<'programme'>>('programme', { asOf: null, period });
  expect(actions[0]).toMatchObject({ kind: 'contradicted' });
  const [anchored = '', of = ''] = ((await bySeal()).get('anchored') ?? '').split('@');
  const own = await ask<OfficeAnswer<'subject'>>('subject', {
    asOf: null,
    period: of,
    subject: { kind: 'scenario', id: anchored },
  });
  const figure = own.indicators.find((row) => row.figure.provenance.level === 'anchored')?.figure;
  const derived = await app.derivation({ figureId: figure?.id ?? '' });
  expect(derived).toMatchObject({
    ok: true,
    value: { figure: { provenance: { level: 'anchored' } }, report: { verdict: 'verified' } },
  });
  expect(app.snapshot().officeSeq).toBeGreaterThan(0);
}, 120_000);
