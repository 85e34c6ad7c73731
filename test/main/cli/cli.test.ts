import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeAttackFile } from '../../../light-client/evidence/attackFile.ts';
import { type CliIo, runCli } from '../../../main/cli/index.ts';
import { formatTable, textWidth } from '../../../main/cli/table.ts';
import { languageOf } from '../../../main/cli/words.ts';
import type { DemoChild } from '../../../main/demo/client.ts';
import type { DemoMessage } from '../../../main/demo/protocol.ts';
import { createDemoNetwork, type TestDemoNetwork } from '../../helpers/demo.ts';
import { tempDir } from '../../helpers/sync.ts';
import { attackFileOf, forkedBlock, madeUp, suite } from '../../light-client/detector/fixtures.ts';

let demo: TestDemoNetwork;
let dir: ReturnType<typeof tempDir>;
let pack: string;

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(argv: readonly string[], change: Partial<CliIo> = {}): Promise<Ran> {
  let out = '';
  let err = '';
  const code = await runCli(argv, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    env: {},
    isTerminal: false,
    columns: () => 200,
    signal: new AbortController().signal,
    homeDir: dir.dir,
    platform: 'linux',
    version: '0.0.0-test',
    now: () => Date.now(),
    forkDemo: () => {
      throw new Error('the demo network is not for these tests');
    },
    ...change,
  });
  return { code, out, err };
}

beforeAll(async () => {
  // The terminal lives by the real clock, and so must these chains.
  demo = await createDemoNetwork({ chains: 2, historyBlocks: 30, now: Date.now() - 60_000 });
  dir = tempDir();
  pack = path.join(dir.dir, 'net.json');
  writeFileSync(pack, JSON.stringify(demo.networkPack()));
  writeFileSync(path.join(dir.dir, 'net.programme.json'), JSON.stringify(demo.programmePack()));
});

afterAll(async () => {
  await demo.close();
  dir.remove();
});

describe('pilotlight', () => {
  it('explains itself in both languages, and refuses what it does not know', async () => {
    expect((await run(['--help'])).out).toContain('a light client for pilot chains');
    expect((await run(['--help', '--lang', 'zh-CN'])).out).toContain('试点链轻客户端');
    expect((await run(['--help'], { env: { LANG: 'zh_CN.UTF-8' } })).out).toContain('试点链轻客户端');
    const codes = await Promise.all([
      run([]),
      run(['fly']),
      run(['--wings']),
      run(['verify']),
      run(['evidence', 'a', 'b']),
    ]);
    expect(codes.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
  });

  it('follow --once --json prints every field for every chain, and ends with 0 when all are synced', async () => {
    const ran = await run(['follow', '--once', '--json', '--pack', pack, '--data', path.join(dir.dir, 'a')]);
    const chains = JSON.parse(ran.out) as Record<string, unknown>[];
    expect(ran.code).toBe(0);
    expect(chains.map(({ id, health, headerHash }) => [id, health, headerHash])).toEqual(
      demo.chainIds.map((id) => [id, 'synced', demo.hash(id, demo.height(id))]),
    );
    for (const chain of chains) {
      expect(Object.keys(chain)).toEqual(
        expect.arrayContaining([
          'id',
          'family',
          'health',
          'verifiedHeight',
          'headerHash',
          'headerTime',
          'validators',
          'signedPowerPercent',
          'trustedFrom',
          'witnesses',
          'signaturesChecked',
          'elapsedMs',
        ]),
      );
      expect(chain['signaturesChecked']).toBeGreaterThan(0);
    }
  });

  it('follow draws a table, and ends on Ctrl-C', async () => {
    const stop = new AbortController();
    let drawn = '';
    const ran = run(['follow', '--pack', pack, '--data', path.join(dir.dir, 'a'), '--lang', 'en'], {
      isTerminal: true,
      signal: stop.signal,
      out: (text) => {
        drawn += text;
        if (text.includes('2 of 2 chains synced')) stop.abort();
      },
    });
    expect((await ran).code).toBe(0);
    expect(drawn).toContain('Jiazi Demo Zone Chain');
  });

  it('follow --once ends with 1 when a chain is not synced, and says which', async () => {
    const dead = { ...demo.networkPack() };
    const file = path.join(dir.dir, 'dead.json');
    const chains = dead.chains.map((chain) => ({
      ...chain,
      endpoints: chain.endpoints.map((endpoint) => ({ ...endpoint, url: 'http://127.0.0.1:9/' })),
    }));
    writeFileSync(file, JSON.stringify({ ...dead, chains }));
    const ran = await run(['follow', '--once', '--timeout', '2', '--pack', file, '--data', path.join(dir.dir, 'b')]);
    expect(ran.code).toBe(1);
    const missing = await run([
      'follow',
      '--once',
      '--pack',
      path.join(dir.dir, 'none.json'),
      '--data',
      path.join(dir.dir, 'b'),
    ]);
    expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('file-not-read')]);
  });

  it('follow --once waits for every chain of a demo network that hands them over one by one', async () => {
    const { networkPack, programmePack } = { networkPack: demo.networkPack(), programmePack: demo.programmePack() };
    const forkDemo = (): DemoChild => {
      let tell: (message: DemoMessage) => void = () => {};
      let exit: (code: number | null) => void = () => {};
      const ready = { type: 'ready', networkPack, programmePack, anchors: [] } as const;
      return {
        send(request) {
          if (request.type === 'stop') return exit(0);
          const some = { ...networkPack, chains: networkPack.chains.slice(0, 1) };
          tell({ ...ready, partial: true, networkPack: some });
          setTimeout(() => tell(ready), 3000);
        },
        onMessage: (listener) => {
          tell = listener;
        },
        onExit: (listener) => {
          exit = listener;
        },
        kill: () => exit(null),
      };
    };
    const argv = ['follow', '--once', '--json', '--data', path.join(dir.dir, 'first-start')];
    const { code, out } = await run(argv, { forkDemo });
    expect([code, (JSON.parse(out) as unknown[]).length]).toEqual([0, 2]);
  }, 30_000);

  it('verify checks the evidence of an attack again: proven, refused with one byte changed, unusable when cut', async () => {
    const file = path.join(dir.dir, 'attack.json');
    const bytes = encodeAttackFile(await attackFileOf(forkedBlock({ header: madeUp })), suite.sha256);
    writeFileSync(file, bytes);
    const shown = await run(['verify', file]);
    expect(shown).toMatchObject({ code: 0, out: expect.stringContaining('PROVEN') });
    const accused = [...shown.out.matchAll(/^ {4}([0-9a-f]{40}) {2}\d+ \/ 46$/gm)];
    expect(accused).toHaveLength(8);
    const json = JSON.parse((await run(['verify', file, '--json'])).out) as { accusations: { kind: string }[] };
    expect(json).toMatchObject({ verdict: 'verified', conditions: ['anchor-unknown'] });
    expect(json.accusations.map(({ kind }) => kind)).toEqual(['lunatic', 'lunatic']);
    const changed = bytes.slice();
    changed[500] = (changed[500] ?? 0) ^ 1;
    writeFileSync(file, changed);
    expect(await run(['verify', file])).toMatchObject({ code: 1, out: expect.stringContaining('REFUSED') });
    writeFileSync(file, bytes.slice(1));
    expect((await run(['verify', file])).code).toBe(2);
  });

  it('evidence writes a file that verify accepts, refuses with one byte changed, and calls junk unusable', async () => {
    const [chain = ''] = demo.chainIds;
    const records = demo
      .programmePack()
      .scenarios.find(({ chainId, records: at }) => chainId === chain && at !== undefined)?.records;
    if (records === undefined) throw new Error('no scenario with records');
    const file = path.join(dir.dir, 'x.plev');
    const made = await run([
      'evidence',
      chain,
      `${records.store}/${records.key}`,
      '-o',
      file,
      '--pack',
      pack,
      '--data',
      path.join(dir.dir, 'a'),
    ]);
    expect([made.code, made.err]).toEqual([0, '']);
    expect(await run(['verify', file, '--pack', pack])).toMatchObject({
      code: 0,
      out: expect.stringContaining('VERIFIED'),
    });
    const report = JSON.parse((await run(['verify', file, '--pack', pack, '--json'])).out) as {
      anchor: { known: boolean };
    };
    expect(report.anchor.known).toBe(true);
    const bytes = readFileSync(file);
    const altered = path.join(dir.dir, 'altered.plev');
    for (const at of [10, Math.floor(bytes.length / 3), Math.floor(bytes.length / 2), bytes.length - 10]) {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ 1;
      writeFileSync(altered, copy);
      expect((await run(['verify', altered])).code, `byte ${at}`).toBe(1);
    }
    writeFileSync(altered, 'nothing of the kind');
    expect((await run(['verify', altered])).code).toBe(2);
    expect((await run(['verify', path.join(dir.dir, 'nowhere.plev')])).code).toBe(2);
  });

  it('evidence says why there is none', async () => {
    const file = path.join(dir.dir, 'none.plev');
    const ran = await run([
      'evidence',
      'nobody',
      'a/b',
      '-o',
      file,
      '--timeout',
      '1',
      '--pack',
      pack,
      '--data',
      path.join(dir.dir, 'a'),
    ]);
    expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('unknown-chain')]);
    expect(existsSync(file)).toBe(false);
  });
});

describe('the table', () => {
  it('counts Chinese characters as two cells', () => {
    expect(textWidth('甲子ab')).toBe(6);
    expect(
      formatTable(
        ['链', 'n'],
        [
          ['甲子', '1'],
          ['a', '22'],
        ],
        80,
      ),
    ).toBe('链    n\n甲子  1\na     22');
  });

  it('clips to the width of the terminal', () => {
    expect(formatTable(['abcdef', 'ghi'], [['abcdef', 'ghi']], 8).split('\n')).toEqual(['abcdef', 'abcdef']);
  });
});

describe('the language', () => {
  it('is what was asked for, else what the environment says, else English', () => {
    expect([
      languageOf('zh-CN', {}),
      languageOf('en', { LANG: 'zh_CN' }),
      languageOf(undefined, { LC_ALL: 'zh_TW' }),
      languageOf(undefined, {}),
    ]).toEqual(['zh-CN', 'en', 'zh-CN', 'en']);
  });
});
