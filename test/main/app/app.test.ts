import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAttackFile } from '../../../light-client/evidence/attackFile.ts';
import { createApp, type PilotlightApp } from '../../../main/app.ts';
import type { AppPatch, Figure } from '../../../main/contract/figures.ts';
import { appPatchSchema, appSnapshotSchema, bridgeSchemas } from '../../../main/contract/schemas.ts';
import type { DemoChild } from '../../../main/demo/client.ts';
import type { DemoMessage } from '../../../main/demo/protocol.ts';
import type { ScenarioRow } from '../../../main/metrics/overview.ts';
import { systemEnvironment } from '../../../main/sync/environment.ts';
import { createDemoNetwork, type TestDemoNetwork } from '../../helpers/demo.ts';
import { alterAnything, type Liar, startLiar } from '../../helpers/liar.ts';
import { tempDir } from '../../helpers/sync.ts';

/** How long the providers let an answer take. */
const REQUEST_LIMIT_MS = 10_000;

let demo: TestDemoNetwork;
let dir: ReturnType<typeof tempDir>;
let app: PilotlightApp;

/** A process of the demo network that is this one. */
function demoChild(ready: () => TestDemoNetwork, networkId?: string): () => DemoChild {
  return () => {
    let tell: (message: DemoMessage) => void = () => {};
    let exit: (code: number | null) => void = () => {};
    return {
      send(request) {
        if (request.type === 'start') {
          const { network } = ready();
          queueMicrotask(() => {
            tell({ type: 'progress', phase: 'history', done: 1, total: 2 });
            tell({
              type: 'ready',
              networkPack: network.networkPack,
              programmePack: network.programmePack,
              anchors: [],
              ...(networkId !== undefined && { networkId }),
            });
          });
        } else if (request.type === 'drill') {
          const error = ready().network.drill(request.chainId, request.kind);
          tell({ type: 'drilled', id: request.id, error });
        } else exit(0);
      },
      onMessage(listener) {
        tell = listener;
      },
      onExit(listener) {
        exit = listener;
      },
      kill: () => exit(null),
    };
  };
}

/** A demo network that never comes up. */
function silentChild(): DemoChild {
  let exit: (code: number | null) => void = () => {};
  return {
    send: (request) => request.type === 'stop' && exit(0),
    onMessage() {},
    onExit(listener) {
      exit = listener;
    },
    kill() {},
  };
}

async function start(network?: string, forkDemo = demoChild(() => demo), longestPauseMs = 50): Promise<PilotlightApp> {
  app = await createApp({
    dataDir: path.join(dir.dir, 'data'),
    appVersion: '0.0.0-test',
    runtime: { name: 'node', version: process.versions.node, developmentOnly: false },
    // Pauses are short, the time limits of requests as they are.
    environment: {
      ...systemEnvironment,
      now: demo.now,
      sleep: (ms, signal) =>
        systemEnvironment.sleep(ms === REQUEST_LIMIT_MS ? ms : Math.min(ms, longestPauseMs), signal),
    },
    workers: { kind: 'in-process' },
    forkDemo,
    sampleFile: path.resolve(import.meta.dirname, '../../../main/demo/sample.plev'),
    defaultLanguage: 'zh-CN',
    ...(network !== undefined && { network }),
  });
  return app;
}

async function until(what: string, condition: () => boolean): Promise<void> {
  const end = performance.now() + 15_000;
  while (!condition()) {
    if (performance.now() > end) {
      const { chains, problems } = app.snapshot();
      throw new Error(
        `not reached: ${what}; ${JSON.stringify({ problems, chains: chains.map(({ health, error }) => ({ health, error })) })}`,
      );
    }
    await systemEnvironment.sleep(30);
  }
}

const recordsKnown = () =>
  app.snapshot().overview.figures[1]?.missing === 0 && app.snapshot().overview.figures[1]?.value !== null;

beforeEach(async () => {
  demo = await createDemoNetwork({ chains: 2, historyBlocks: 40 });
  dir = tempDir();
});

afterEach(async () => {
  await app.close();
  await demo.close();
  dir.remove();
});

describe('the app', () => {
  it('follows the demo network, shows its figures in order, and every snapshot and patch keeps to the schemas', async () => {
    await start();
    const patches: AppPatch[] = [];
    app.subscribe((patch) => patches.push(patch));
    await until('figures', recordsKnown);
    const snapshot = app.snapshot();
    expect(v.safeParse(appSnapshotSchema, snapshot).issues).toBeUndefined();
    for (const patch of patches) expect(v.safeParse(appPatchSchema, patch).issues).toBeUndefined();
    const numbers = patches.map(({ seq }) => seq);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(snapshot.overview.figures.map(({ id }) => id)).toEqual([
      'programme/scenarios',
      'programme/records',
      'programme/headers',
      'programme/reports-anchored',
      'programme/saving',
    ]);
    const [, records] = snapshot.overview.figures;
    const sum = app.scenarios().reduce((total, row) => total + BigInt(row.records.value ?? 0), 0n);
    expect({ value: records?.value, level: records?.provenance.level }).toEqual({
      value: sum.toString(),
      level: 'proven',
    });
    expect(snapshot.network.source).toBe('demo');
    expect(snapshot.demo.state).toBe('running');
    const named = demo.networkPack().chains.map(({ chainId }) => chainId);
    expect(snapshot.network.chainIds).toEqual(named);
    expect(snapshot.chains.map(({ chainId }) => chainId)).toEqual(named);
  });

  it('shows what was last proven at once, before any node is up, and asks nobody for it', async () => {
    await start();
    await until('figures', recordsKnown);
    const before = app.snapshot();
    await app.close();
    await start(undefined, silentChild);
    await until('the last state', () => app.snapshot().chains.length === 2 && recordsKnown());
    const { chains, overview, demo: view } = app.snapshot();
    expect(view.state).toBe('starting');
    for (const chain of chains) {
      const last = before.chains.find(({ chainId }) => chainId === chain.chainId)?.verified;
      expect(chain.verified).toMatchObject({ fromDisk: true, height: last?.height, hash: last?.hash });
      expect(chain).toMatchObject({ health: 'syncing', error: null, claimedHeight: null });
      expect(chain.peers.map(({ state }) => state)).toEqual(['unknown', 'unknown']);
    }
    const [, records] = overview.figures;
    expect(records).toMatchObject({ value: before.overview.figures[1]?.value, provenance: { level: 'proven' } });
  });

  it('derives a proven figure down to the anchor, exports it, and opens a total into its parts', async () => {
    await start();
    await until('figures', recordsKnown);
    const row = app.scenarios().find(({ records }) => records.value !== null);
    if (row === undefined) throw new Error('no scenario with records');
    const leaf = await app.derivation({ figureId: row.records.id });
    if (!leaf.ok) throw new Error(leaf.error.code);
    expect(v.safeParse(bridgeSchemas.derivation.answer, leaf).issues).toBeUndefined();
    expect(leaf.value.report).toMatchObject({
      verdict: 'verified',
      claim: { kind: 'state', value: row.records.value },
    });
    expect(leaf.value.report?.steps.map(({ status }) => status)).toEqual(Array(6).fill('passed'));
    const file = await app.buildEvidence({ figureId: row.records.id });
    if (!file.ok) throw new Error(file.error.code);
    const bytes = new Uint8Array(file.value.bytes);
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    const altered = await app.verifyEvidence({ name: 'x.plev', bytes });
    expect(altered.ok && altered.value.verdict).not.toBe('verified');
    const whole = await app.derivation({ figureId: 'programme/records' });
    expect(whole.ok && whole.value.parts.map(({ figureId }) => figureId)).toEqual([
      'zone/jiazi/records',
      'zone/yichou/records',
    ]);
    const sample = await app.sampleEvidence();
    expect(sample.ok && sample.value.report.verdict).toBe('verified');
  });

  it('proves anchored reports, and shows the planted contradiction with what needs attention', async () => {
    await start();
    await until('reports', () => app.scenarios().some(({ report }) => report.provenance.level === 'anchored'));
    const anchored = app.scenarios().find(({ report }) => report.provenance.level === 'anchored');
    const derived = await app.derivation({ figureId: anchored?.saving.id ?? '' });
    expect(derived.ok && derived.value.report).toMatchObject({
      verdict: 'verified',
      claim: { kind: 'anchored-report', value: anchored?.saving.value },
    });
    const contradicted = () => app.scenarios().find(({ report }) => report.provenance.condition === 'contradicted');
    await until('the planted contradiction', () => contradicted() !== undefined);
    const planted = contradicted();
    if (planted === undefined) return;
    expect(app.snapshot().overview.attention[0]).toMatchObject({
      kind: 'contradicted',
      target: { screen: 'figure', id: planted.report.id },
    });
    const refused = await app.derivation({ figureId: planted.report.id });
    expect(refused.ok && refused.value.report).toMatchObject({ verdict: 'refused' });
    expect(refused.ok && refused.value.report?.steps.at(-1)).toMatchObject({ id: 'value', status: 'failed' });
    expect(await app.buildEvidence({ figureId: planted.report.id })).toMatchObject({ ok: false });
  });

  it('runs a drill and shows it, and ending it lets the chain go on', async () => {
    await start();
    await until('figures', recordsKnown);
    const [chainId = ''] = demo.chainIds;
    expect(await app.drill({ chainId, kind: 'fork' })).toEqual({ ok: true, value: null });
    demo.advance(2, chainId);
    await until('conflict', () => app.snapshot().overview.attention[0]?.kind === 'conflict');
    expect(app.snapshot().demo.drills).toMatchObject([{ chainId, kind: 'fork' }]);
    expect(await app.drill({ chainId, kind: 'end' })).toEqual({ ok: true, value: null });
    demo.advance(1, chainId);
    await until('synced', () => app.snapshot().chains.every(({ health }) => health === 'synced'));
    expect(await app.drill({ chainId: 'nobody', kind: 'stall' })).toMatchObject({ ok: false });
  });

  it('has the evidence of a forked chain within one polling interval, refutes its figures, and exports it', async () => {
    // Pauses as they are: what is measured is how long somebody waits.
    await start(undefined, undefined, Number.POSITIVE_INFINITY);
    await until('figures', recordsKnown);
    const [chainId = ''] = demo.chainIds;
    const { blockTimeSeconds } = demo.networkPack().chains[0] ?? { blockTimeSeconds: 0 };
    await app.drill({ chainId, kind: 'fork' });
    demo.advance(1, chainId);
    const forkedAt = performance.now();
    const chain = () => app.snapshot().chains.find((one) => one.chainId === chainId);
    await until('evidence', () => typeof chain()?.conflicts[0]?.attackId === 'string');
    // Half a block's time with its jitter, and what the work itself takes on a busy machine.
    expect(performance.now() - forkedAt).toBeLessThan((blockTimeSeconds / 2) * 1000 * 1.15 + 3000);
    expect(chain()).toMatchObject({ health: 'halted', halt: { choices: ['recheck'] } });
    await until('refuted', () =>
      app
        .snapshot()
        .overview.zones.filter((zone) => zone.chainId === chainId)
        .every(({ records }) => records.provenance.condition === 'contradicted'),
    );
    const detail = await app.chainDetail({ chainId, headers: 1, points: 1 });
    if (!detail.ok) throw new Error(detail.error.code);
    expect(v.safeParse(bridgeSchemas.chainDetail.answer, detail).issues).toBeUndefined();
    const [attack] = detail.value.attacks ?? [];
    expect(attack).toMatchObject({ kind: 'equivocation', bothSides: true });
    const file = await app.attackFile({ chainId, attackId: attack?.id ?? '' });
    if (!file.ok) throw new Error(file.error.code);
    expect(isAttackFile(file.value.bytes)).toBe(true);
    expect(await app.resumeChain({ chainId, keep: 'primary' })).toMatchObject({ error: { code: 'no-witness-left' } });
    expect(await app.resumeChain({ chainId: 'nobody', keep: 'recheck' })).toMatchObject({ ok: false });
    expect(v.safeParse(bridgeSchemas.resumeChain.request, { chainId, keep: 'whatever' }).success).toBe(false);
  });

  it('sets the store of a demo network aside whose chains were made anew, says so, and shows no conflict', async () => {
    await start(
      undefined,
      demoChild(() => demo, 'first'),
    );
    await until('figures', recordsKnown);
    await app.close();
    await start(
      undefined,
      demoChild(() => demo, 'first'),
    );
    await until(
      'the same again',
      () => app.snapshot().chains.every(({ health }) => health === 'synced') && recordsKnown(),
    );
    expect(app.snapshot().problems).toEqual([]);
    await app.close();
    await demo.close();
    demo = await createDemoNetwork({ chains: 2, historyBlocks: 55, seed: 'anew' });
    await start(
      undefined,
      demoChild(() => demo, 'second'),
    );
    await until('made anew', () => app.snapshot().problems.length > 0 && recordsKnown());
    await until('synced', () => app.snapshot().chains.every(({ health }) => health === 'synced'));
    const { problems, chains } = app.snapshot();
    expect(problems).toMatchObject([
      { code: 'demo-made-anew', params: { keptAs: expect.stringMatching(/other-network/) } },
    ]);
    expect(chains.flatMap(({ conflicts }) => conflicts)).toEqual([]);
    expect(existsSync(path.join(dir.dir, 'data', 'demo', String(problems[0]?.params['keptAs'])))).toBe(true);
    await app.close();
    await start(
      undefined,
      demoChild(() => demo, 'second'),
    );
    await until('known by now', recordsKnown);
    expect(app.snapshot().problems).toEqual([]);
    // Four starts, on a machine that may be busy.
  }, 60_000);

  it('loads a network pack from a file, and says file, where and why of one that is wrong', async () => {
    const file = path.join(dir.dir, 'net.json');
    writeFileSync(file, JSON.stringify(demo.networkPack()));
    writeFileSync(path.join(dir.dir, 'net.programme.json'), JSON.stringify(demo.programmePack()));
    await start(file);
    await until('figures', recordsKnown);
    expect(app.snapshot().network).toMatchObject({ source: 'pack', packFile: file });
    const bad = path.join(dir.dir, 'bad.json');
    writeFileSync(bad, JSON.stringify({ ...demo.networkPack(), chains: [{ chainId: 'x' }] }));
    await app.saveSettings({ language: 'en', theme: 'dark', network: bad });
    const { network, problems, chains } = app.snapshot();
    expect({ source: network.source, chains }).toEqual({ source: 'none', chains: [] });
    expect(problems).toMatchObject([
      { code: 'bad-pack', params: { file: bad, where: expect.stringContaining('chains.0') } },
    ]);
  });

  it('checks evidence where no network could be loaded: the shipped sample passes, its anchor unknown', async () => {
    demo.passTime(3 * 86_400_000);
    await start(path.join(dir.dir, 'nowhere.json'));
    expect(app.snapshot()).toMatchObject({ network: { source: 'none' }, problems: [{ code: 'file-not-read' }] });
    const sample = await app.sampleEvidence();
    if (!sample.ok) throw new Error(sample.error.code);
    expect(sample.value).toMatchObject({
      name: 'sample.plev',
      report: { verdict: 'verified', conditions: expect.arrayContaining(['anchor-unknown', 'demo']) },
    });
  });

  it('never shows a false figure as proven or anchored behind lying primaries, and shows the true ones once they are honest', async () => {
    const liars = new Map<string, Liar>();
    for (const chainId of demo.chainIds)
      liars.set(chainId, await startLiar({ upstream: demo.primary(chainId), seed: liars.size }));
    const pack = demo.networkPack();
    const chains = pack.chains.map((chain) => ({
      ...chain,
      endpoints: chain.endpoints.map((endpoint) =>
        endpoint.role === 'primary' ? { ...endpoint, url: liars.get(chain.chainId)?.url ?? '' } : endpoint,
      ),
    }));
    const file = path.join(dir.dir, 'lies.json');
    writeFileSync(file, JSON.stringify({ ...pack, chains }));
    writeFileSync(path.join(dir.dir, 'lies.programme.json'), JSON.stringify(demo.programmePack()));
    const shown: ScenarioRow[] = [];
    for (const liar of liars.values()) liar.alter(alterAnything(0.4));
    await start(file);
    app.subscribe(({ overview }) => overview !== undefined && shown.push(...app.scenarios()));
    await systemEnvironment.sleep(3000);
    for (const liar of liars.values()) liar.alter(undefined);
    // Answers altered before are still under way: doubts raised by them end only after they came.
    for (let i = 0; i < 3; i++) {
      await systemEnvironment.sleep(400);
      demo.passTime(11_000);
    }
    await until('honest', () => recordsKnown() && app.snapshot().chains.every(({ health }) => health === 'synced'));
    // Nothing was added meanwhile: what holds at the end held all along.
    const truth = new Map(app.scenarios().map((row) => [row.scenarioId, row]));
    const earned = ({ provenance: { level, condition } }: Figure) =>
      condition !== 'contradicted' && ['anchored', 'proven', 'corroborated'].includes(level);
    let looked = 0;
    for (const row of shown) {
      for (const what of ['records', 'saving'] as const) {
        looked += 1;
        if (earned(row[what]))
          expect([row.scenarioId, what, row[what].value]).toEqual([
            row.scenarioId,
            what,
            truth.get(row.scenarioId)?.[what].value,
          ]);
      }
    }
    expect(looked).toBeGreaterThan(0);
    for (const liar of liars.values()) await liar.close();
  });

  it('keeps settings over a restart, and a settings file that cannot be read is told and not lost', async () => {
    await start();
    const tables = { zones: { zone: 220, health: 96 } };
    const wanted = { language: 'en', theme: 'dark', network: 'demo', tables } as const;
    expect(await app.saveSettings(wanted)).toEqual({ ok: true, value: wanted });
    await app.close();
    await start();
    expect(await app.settings()).toEqual(wanted);
    await app.close();
    const file = path.join(dir.dir, 'data', 'settings.json');
    expect(existsSync(file)).toBe(true);
    writeFileSync(file, '{"version":1,');
    await start();
    expect(app.snapshot().problems.map(({ code }) => code)).toEqual(['settings-unreadable']);
    expect(readFileSync(file, 'utf8')).toBe('{"version":1,');
  });

  it('answers requests for what does not exist with a typed error', async () => {
    await start();
    const answers = await Promise.all([
      app.derivation({ figureId: 'no/such/figure' }),
      app.chainDetail({ chainId: 'nobody', headers: 10, points: 10 }),
      app.buildEvidence({ figureId: 'scenario/nobody/records' }),
      app.buildEvidenceFor({ chainId: 'nobody', subject: 'a/b' }),
    ]);
    for (const answer of answers) expect(answer.ok).toBe(false);
    const junk = await app.verifyEvidence({ name: 'junk', bytes: new Uint8Array([1, 2, 3]) });
    expect(junk.ok && junk.value.verdict).toBe('unusable');
  });
});
