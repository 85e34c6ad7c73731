import path from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromHex } from '../../../light-client/codec/hex.ts';
import { verifyAttackFile } from '../../../light-client/evidence/verifyAttackFile.ts';
import type { AttackView, ChainView, ResumeChoice } from '../../../main/contract/chain.ts';
import { isAttackReport } from '../../../main/contract/evidence.ts';
import { bridgeSchemas } from '../../../main/contract/schemas.ts';
import type { NetworkPack } from '../../../main/programme/packs.ts';
import { toNanos } from '../../../main/sync/environment.ts';
import { platformSuite } from '../../../main/sync/suite.ts';
import { createDemoNetwork, type TestDemoNetwork } from '../../helpers/demo.ts';
import { type Alteration, type Liar, startLiar } from '../../helpers/liar.ts';
import { startTestHost, type TestHost, tempDir } from '../../helpers/sync.ts';

// What becomes of a chain whose nodes do not agree, over real connections and a real store.

let demo: TestDemoNetwork;
let dir: ReturnType<typeof tempDir>;
let host: TestHost;
let chainId: string;
let proxies: Liar[];

beforeEach(async () => {
  demo = await createDemoNetwork({ chains: 1, historyBlocks: 30 });
  chainId = demo.chainIds[0] as string;
  dir = tempDir();
  proxies = [];
});

afterEach(async () => {
  await host.close();
  for (const proxy of proxies) await proxy.close();
  await demo.close();
  dir.remove();
});

/** The demo's own two nodes, and any number of further ones that stand before one of them. */
function start(further: readonly { url: string; operator: string }[] = [], primary?: string): TestHost {
  const pack = demo.networkPack();
  const network: NetworkPack = {
    ...pack,
    chains: pack.chains.map((chain) => ({
      ...chain,
      endpoints: [
        ...chain.endpoints.map((endpoint) =>
          primary !== undefined && endpoint.role === 'primary' ? { ...endpoint, url: primary } : endpoint,
        ),
        ...further.map((one) => ({ ...one, role: 'witness' as const })),
      ],
    })),
  };
  host = startTestHost({ file: path.join(dir.dir, 'store.db'), now: demo.now });
  host.assign(network, demo.programmePack());
  return host;
}

async function proxyOf(upstream: string, alter?: Alteration): Promise<Liar> {
  const proxy = await startLiar({ upstream, ...(alter !== undefined && { alter }) });
  proxies.push(proxy);
  return proxy;
}

function view(): ChainView {
  const found = host.chains.get(chainId);
  if (found === undefined) throw new Error('the chain has shown nothing yet');
  return found;
}

const health = (wanted: ChainView['health']) => () => host.chains.get(chainId)?.health === wanted;
const atTip = () => health('synced')() && host.chains.get(chainId)?.verified?.height === String(demo.height(chainId));
const peerAt = (url: string) => view().peers.find((peer) => peer.url === url);

async function forked(blocks = 1): Promise<void> {
  await host.until('synced', atTip);
  demo.drill(chainId, 'fork');
  demo.advance(blocks);
  await host.until('halted', health('halted'));
}

async function attacks(): Promise<readonly AttackView[]> {
  const detail = await host.host.request('chainDetail', { chainId, headers: 1, points: 1 });
  if (!detail.ok) throw new Error(detail.error.code);
  return detail.value.attacks ?? [];
}

const decide = (keep: ResumeChoice) => host.host.request('resume', { chainId, keep });

describe('a proven conflict', () => {
  it.each([
    [1, 'equivocation'],
    [3, 'lunatic'],
  ] as const)(
    'after %i blocks is kept with who signed what, as a file that holds [AD-10] [EV-13]',
    async (blocks, kind) => {
      start();
      await forked(blocks);
      const [attack, ...more] = await attacks();
      if (attack === undefined) throw new Error('no evidence');
      const height = demo.height(chainId);
      expect([attack.kind, more.length, attack.bothSides]).toEqual([kind, 0, true]);
      expect(attack.primary).toMatchObject({ url: demo.primary(chainId), hash: demo.hash(chainId, height) });
      expect(attack.witness).toMatchObject({ url: demo.witness(chainId), height: String(height) });
      expect(attack.common).toMatchObject({
        height: String(height - blocks),
        hash: demo.hash(chainId, height - blocks),
      });
      expect(attack.differing.includes('app_hash')).toBe(kind === 'lunatic');
      for (const { signedPrimary, signedWitness, accusedByPrimary, accusedByWitness } of attack.signers) {
        // Where the header is made up, whoever signed it is accused; of two blocks of one round, whoever signed both.
        const both = signedPrimary && signedWitness;
        expect([accusedByPrimary, accusedByWitness]).toEqual(
          kind === 'lunatic' ? [signedPrimary, signedWitness] : [both, both],
        );
      }
      expect(attack.bothPercent).toBeGreaterThan(33.33);
      expect(view().conflicts).toMatchObject([{ height: String(height), attackId: attack.id, witnessQuorum: true }]);

      const file = await host.host.request('attackFile', { chainId, attackId: attack.id });
      if (!file.ok) throw new Error(file.error.code);
      expect(file.value.fileName).toBe(`${chainId}-attack-${height - blocks}-${attack.id}.json`);
      const known = {
        chainId,
        height: BigInt(attack.common.height),
        hash: fromHex(demo.hash(chainId, height - blocks)),
      };
      const report = verifyAttackFile(file.value.bytes, {
        suite: platformSuite(),
        now: toNanos(demo.now()),
        knownAnchors: [known],
      });
      expect([report.verdict, report.conditions]).toEqual(['verified', ['demo']]);

      // Told by its content, and its ground known: this machine has verified that very block.
      const checked = await host.host.request('verifyEvidence', { bytes: file.value.bytes });
      expect(v.safeParse(bridgeSchemas.verifyEvidence.answer, checked).issues).toBeUndefined();
      if (!checked.ok || !isAttackReport(checked.value)) throw new Error('no report of an attack');
      expect([checked.value.verdict, checked.value.conditions]).toEqual(['verified', ['demo']]);
      expect(checked.value.steps.map(({ id, status }) => `${id} ${status}`)).toEqual(
        ['file', 'common', 'way', 'evidence', 'common', 'way', 'evidence'].map((id) => `${id} passed`),
      );
      expect(checked.value.steps[1]?.facts).toContainEqual({ name: 'ground', kind: 'word', value: 'ground-own' });
      expect(checked.value.attack).toEqual({ ...attack, id: '0' });
      const altered = file.value.bytes.slice();
      altered[200] = (altered[200] as number) ^ 1;
      const refused = await host.host.request('verifyEvidence', { bytes: altered });
      expect(v.safeParse(bridgeSchemas.verifyEvidence.answer, refused).issues).toBeUndefined();
      expect(refused).toMatchObject({
        value: {
          verdict: 'refused',
          attack: null,
          steps: [{ id: 'file', status: 'failed', error: { code: 'bad-evidence-file' } }],
        },
      });
      expect(await host.host.request('attackFile', { chainId, attackId: '99' })).toMatchObject({
        error: { code: 'unknown-attack' },
      });
    },
  );

  it('halts the chain over a restart, and nothing of it is trusted meanwhile', async () => {
    start();
    await forked();
    const before = view();
    expect(before.halt).toMatchObject({ witnessUrl: demo.witness(chainId), choices: ['recheck'] });
    await host.close();
    demo.drill(chainId, 'end');
    demo.advance(3);
    start();
    await host.until('still halted', health('halted'));
    expect(view()).toMatchObject({
      halt: before.halt,
      error: { code: 'conflicting-headers' },
      conflicts: before.conflicts,
      verified: { height: before.verified?.height, provenance: { condition: 'contradicted' } },
    });
    const store = host.store.chainIds();
    expect(store).toEqual([chainId]);
    expect(await decide('recheck')).toEqual({ ok: true, value: null });
    await host.until('goes on', atTip);
    expect(view().conflicts).toMatchObject([{ settled: true }]);
    const detail = await host.host.request('chainDetail', { chainId, headers: 1, points: 1 });
    expect(detail.ok && detail.value.decisions).toMatchObject([{ kept: 'recheck', witnessUrl: demo.witness(chainId) }]);
  });

  it('met again after it was looked at anew halts again', async () => {
    start();
    await forked();
    await decide('recheck');
    await host.until(
      'halted again',
      () => health('halted')() && view().conflicts.some(({ settled }) => settled !== true),
    );
    expect((await attacks()).length).toBeGreaterThanOrEqual(1);
  });

  it('is not decided where no witness would be left, nor where there is none', async () => {
    start();
    await host.until('synced', atTip);
    expect(await decide('primary')).toMatchObject({ error: { code: 'not-halted' } });
    await forked();
    expect(await decide('primary')).toMatchObject({ error: { code: 'no-witness-left' } });
    expect(await decide('witness')).toMatchObject({ error: { code: 'no-witness-left' } });
    expect(view().health).toBe('halted');
  });

  it('decided for the primary goes on with the other witnesses, and asks the one that lost no more', async () => {
    const third = await proxyOf(demo.primary(chainId));
    start([{ url: third.url, operator: 'c' }]);
    await forked();
    expect(view().halt?.choices).toEqual(['primary', 'witness', 'recheck']);
    expect(await decide('primary')).toEqual({ ok: true, value: null });
    await host.until('goes on', atTip);
    expect(view().verified?.hash).toBe(demo.hash(chainId, demo.height(chainId)));
    expect(peerAt(demo.witness(chainId))).toMatchObject({ role: 'reserve', standing: 'excluded' });
    await host.close();
    start([{ url: third.url, operator: 'c' }]);
    demo.advance(1);
    await host.until('after a restart', atTip);
    expect(peerAt(demo.witness(chainId))).toMatchObject({ role: 'reserve', standing: 'excluded' });
  });

  it('decided for the witness follows that one instead', async () => {
    const third = await proxyOf(demo.witness(chainId));
    start([{ url: third.url, operator: 'c' }]);
    await forked();
    await decide('witness');
    await host.until('follows the witness', atTip);
    const [first, second] = [peerAt(demo.primary(chainId)), peerAt(demo.witness(chainId))];
    expect([first?.standing, second?.role]).toEqual(['excluded', 'primary']);
    const branch = demo.network.witnessView(chainId).block(demo.height(chainId));
    expect(view().verified?.hash).toBe(Buffer.from(branch?.commit.blockId.hash ?? []).toString('hex'));
  });
});

describe('a witness that cannot prove what it shows', () => {
  it('is dropped, not believed, and another one takes its place', async () => {
    const altered: Alteration = ({ method }, answer) => {
      if (method !== 'commit' || answer === undefined) return undefined;
      const text = JSON.stringify(answer);
      return { result: JSON.parse(text.replaceAll(/"app_hash":"../g, '"app_hash":"00')) };
    };
    const third = await proxyOf(demo.primary(chainId), altered);
    start([{ url: third.url, operator: 'c' }]);
    await host.until('caught', () => health('synced')() && peerAt(third.url)?.standing === 'distrusted');
    demo.advance(1);
    await host.until('goes on', atTip);
    expect(peerAt(third.url)).toMatchObject({ role: 'reserve', error: { category: expect.any(String) } });
    expect(view()).toMatchObject({ halt: null, conflicts: [] });
    expect(await attacks()).toEqual([]);
  });
});

describe('without one match of a witness', () => {
  const silent: Alteration = () => ({ drop: true });
  const garbled: Alteration = ({ method }) => (method === 'commit' ? { result: {} } : undefined);
  it.each<[string, Alteration]>([
    ['witnesses-silent', silent],
    // What the witness did wrong says more than that it was the only one.
    ['bad-light-block', garbled],
  ])('nothing new is believed, and the chain says %s [CC-10]', async (code, alteration) => {
    const witness = await proxyOf(demo.primary(chainId));
    start();
    await host.close();
    const pack = demo.networkPack();
    const network = {
      ...pack,
      chains: pack.chains.map((chain) => ({
        ...chain,
        endpoints: chain.endpoints.map((one) => (one.role === 'witness' ? { ...one, url: witness.url } : one)),
      })),
    };
    host = startTestHost({ file: path.join(dir.dir, 'store.db'), now: demo.now });
    host.assign(network, null);
    await host.until('synced', atTip);
    const before = view().verified?.height;
    witness.alter(alteration);
    demo.advance(1);
    await host.until(code, () => view().error?.code === code);
    expect(view().health).toBe(code === 'witnesses-silent' ? 'synced' : 'suspect');
    expect(view().verified?.height).toBe(before);
    witness.alter(undefined);
    demo.passTime(1_000_000);
    demo.advance(1);
    await host.until('goes on', atTip);
  });
});

describe('a primary that does not answer', () => {
  it('is replaced by the next best, and becomes a witness again when it is back', async () => {
    const first = await proxyOf(demo.primary(chainId));
    const third = await proxyOf(demo.primary(chainId));
    start([{ url: third.url, operator: 'c' }], first.url);
    await host.until('synced', atTip);
    first.alter(() => ({ drop: true }));
    demo.advance(1);
    await host.until('replaced', () => atTip() && peerAt(first.url)?.role !== 'primary');
    expect(view().peers.filter(({ role }) => role === 'primary')).toHaveLength(1);
    expect(view().verified?.hash).toBe(demo.hash(chainId, demo.height(chainId)));
    first.alter(undefined);
    demo.advance(2);
    await host.until('back', () => atTip() && peerAt(first.url)?.state === 'agrees');
    expect(peerAt(first.url)?.role).toBe('witness');
  });
});
