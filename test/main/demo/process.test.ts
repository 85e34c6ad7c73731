import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoChild, forkNode, startDemo } from '../../../main/demo/client.ts';
import type { DemoError, DemoMessage, DemoReady, DemoRequest } from '../../../main/demo/protocol.ts';
import { bundleForNode } from '../../helpers/bundle.ts';

describe("the demo network's process", () => {
  let bundle: { file: string; remove: () => void };
  let folder: string;
  beforeAll(async () => {
    bundle = await bundleForNode('main/demo/process.ts');
    folder = mkdtempSync(path.join(tmpdir(), 'pilotlight-demo-'));
  }, 60_000);
  afterAll(() => {
    bundle.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const options = () => ({ cacheDir: path.join(folder, 'cache'), seed: 'process', chains: 2, blockTimeFactor: 0.1 });

  it('starts, is driven, changes its pack and stops', async () => {
    const phases = new Set<string>();
    const errors: DemoError[] = [];
    const periods: number[] = [];
    const some: DemoReady[] = [];
    let handle: ReturnType<typeof startDemo> | undefined;
    const ready = await new Promise<DemoReady>((resolve, reject) => {
      handle = startDemo(forkNode(bundle.file), options(), {
        onProgress: (phase) => phases.add(phase),
        onReady: (ready) => (ready.partial === true ? some.push(ready) : resolve(ready)),
        onPackChanged: (pack) => periods.push(pack.chains[0]?.trust.trustingPeriodSeconds ?? 0),
        onError: (error) => {
          errors.push(error);
          reject(new Error(error.code));
        },
      });
    });
    expect([...phases]).toEqual(['keys', 'cache', 'history', 'listening']);
    const [chain] = ready.networkPack.chains;
    // On a first start a chain is handed over as soon as it is made, and stays what it is.
    const [early] = some[0]?.networkPack.chains ?? [];
    expect(some[0]?.networkPack.chains).toHaveLength(1);
    expect(ready.networkPack.chains).toContainEqual(early);
    expect(ready.networkPack.chains).toHaveLength(2);
    const url = chain?.endpoints[0]?.url as string;
    const height = async () => {
      const answer = (await (await fetch(`${url}/status`)).json()) as {
        result: { sync_info: { latest_block_height: string } };
      };
      return Number(answer.result.sync_info.latest_block_height);
    };
    const before = await height();
    await expect.poll(height, { timeout: 5000 }).toBeGreaterThan(before);
    expect(await handle?.drill(chain?.chainId as string, 'expire')).toBeNull();
    expect(await handle?.drill(chain?.chainId as string, 'end')).toBeNull();
    expect(await handle?.drill('nothing', 'stall')).toMatchObject({ code: 'demo-unknown-chain' });
    expect(periods).toEqual([20, 1_209_600]);
    await handle?.stop();
    await expect(fetch(`${url}/status`)).rejects.toThrow();
    expect(errors).toEqual([]);
    expect(await handle?.drill(chain?.chainId as string, 'stall')).toMatchObject({ code: 'demo-stopped' });
  }, 60_000);

  it('says that it died, and comes back with everything it had shown', async () => {
    const errors: DemoError[] = [];
    let child: DemoChild | undefined;
    const fork = () => {
      child = forkNode(bundle.file)();
      return child;
    };
    const start = () =>
      new Promise<DemoReady>((resolve) => {
        startDemo(fork, options(), {
          onReady: (ready) => ready.partial === true || resolve(ready),
          onError: (error) => errors.push(error),
        });
      });
    const first = await start();
    const chain = first.networkPack.chains[0];
    const url = chain?.endpoints[0]?.url as string;
    type Commit = { result: { signed_header: { header: { height: string }; commit: { block_id: { hash: string } } } } };
    const commit = async (at: string): Promise<Commit> => (await (await fetch(at)).json()) as Commit;
    const shown = (await commit(`${url}/commit`)).result.signed_header;
    child?.kill();
    await expect.poll(() => errors.map(({ code }) => code), { timeout: 5000 }).toEqual(['demo-stopped']);

    const second = await start();
    const again = second.networkPack.chains[0]?.endpoints[0]?.url as string;
    const { height } = shown.header;
    const now = (await commit(`${again}/commit?height=${height}`)).result.signed_header;
    expect(now.commit.block_id.hash).toBe(shown.commit.block_id.hash);
    expect(second.anchors).toEqual(first.anchors);
    child?.kill();
  }, 60_000);

  it('goes on with the chains of a first start that was cut off', async () => {
    const cacheDir = path.join(folder, 'cut-off');
    let child: DemoChild | undefined;
    const start = (wanted: 'some' | 'all') =>
      new Promise<DemoReady>((resolve, reject) => {
        const fork = () => {
          child = forkNode(bundle.file)();
          return child;
        };
        startDemo(
          fork,
          { ...options(), cacheDir, chains: 4 },
          {
            onReady: (ready) => (ready.partial === true) === (wanted === 'some') && resolve(ready),
            onError: ({ code }) => code !== 'demo-stopped' && reject(new Error(code)),
          },
        );
      });
    const some = await start('some');
    child?.kill();
    const all = await start('all');
    child?.kill();
    expect(all.networkPack.chains).toHaveLength(4);
    const [early] = some.networkPack.chains;
    const again = all.networkPack.chains.find(({ chainId }) => chainId === early?.chainId);
    expect(again?.trust).toEqual(early?.trust);
  }, 60_000);

  it('goes when its parent is killed', async () => {
    const script = `const child = require('node:child_process').fork(process.argv[1]);
      child.on('message', (m) => m.type === 'ready' && console.log(m.networkPack.chains[0].endpoints[0].url));
      child.send({ type: 'start', options: JSON.parse(process.argv[2]) });`;
    const parent = spawn(process.execPath, ['-e', script, bundle.file, JSON.stringify(options())]);
    const url = await new Promise<string>((resolve) =>
      parent.stdout.on('data', (line: Buffer) => resolve(line.toString().trim())),
    );
    expect((await fetch(`${url}/health`)).status).toBe(200);
    parent.kill('SIGKILL');
    const answers = () =>
      fetch(`${url}/health`).then(
        () => true,
        () => false,
      );
    await expect.poll(answers, { timeout: 5000 }).toBe(false);
  }, 60_000);

  it('reports a process that cannot be started at all', async () => {
    const error = await new Promise<DemoError>((resolve) => {
      const failing = (): DemoChild => {
        throw new Error('no such file');
      };
      startDemo(failing, options(), { onReady: () => {}, onError: resolve });
    });
    expect(error.code).toBe('demo-start-failed');
  });

  it('passes requests and messages on as they are', () => {
    const sent: DemoRequest[] = [];
    let deliver: (message: DemoMessage) => void = () => {};
    const progress: unknown[] = [];
    startDemo(
      () => ({
        send: (message) => sent.push(message),
        onMessage: (listener) => {
          deliver = listener;
        },
        onExit: () => {},
        kill: () => {},
      }),
      options(),
      { onProgress: (...args) => progress.push(args), onReady: () => {}, onError: () => {} },
    );
    deliver({ type: 'progress', phase: 'history', done: 1, total: 2 });
    expect(sent).toEqual([{ type: 'start', options: options() }]);
    expect(progress).toEqual([['history', 1, 2]]);
  });
});
