import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChainView } from '../../../main/contract/chain.ts';
import type { NetworkPack } from '../../../main/programme/packs.ts';
import type { ClaimView } from '../../../main/sync/messages.ts';
import { createDemoNetwork, type TestDemoNetwork } from '../../helpers/demo.ts';
import { startTestHost, type TestHost, tempDir } from '../../helpers/sync.ts';

let demo: TestDemoNetwork;
let dir: ReturnType<typeof tempDir>;
let host: TestHost;
let chainId: string;

function start(pack: NetworkPack = demo.networkPack()): TestHost {
  host = startTestHost({ file: path.join(dir.dir, 'store.db'), now: demo.now });
  host.assign(pack, demo.programmePack());
  return host;
}

function view(): ChainView {
  const found = host.chains.get(chainId);
  if (found === undefined) throw new Error('the chain has shown nothing yet');
  return found;
}

function atTip({ chains }: TestHost): boolean {
  const chain = chains.get(chainId);
  return chain?.health === 'synced' && chain.verified?.height === String(demo.height(chainId));
}

function readOf({ claims }: TestHost): readonly ClaimView[] {
  return (claims.get(chainId) ?? []).filter(
    ({ provenance }) => provenance.level === 'proven' || provenance.level === 'corroborated',
  );
}

function claimsRead(host: TestHost): boolean {
  return readOf(host).length > 0;
}

beforeEach(async () => {
  demo = await createDemoNetwork({ chains: 1, historyBlocks: 60 });
  chainId = demo.chainIds[0] as string;
  dir = tempDir();
});

afterEach(async () => {
  await host.close();
  await demo.close();
  dir.remove();
});

describe('a follower', () => {
  it('bootstraps from the anchor, skips to the tip and walks back by hash links', async () => {
    start();
    await host.until('synced', atTip);
    await host.until('history', ({ chains }) => (chains.get(chainId)?.headersWalked ?? 0) === 58);
    const { verified, trustedFrom, conflicts, peers, headersVerified } = view();
    expect(verified?.hash).toBe(demo.hash(chainId, 60));
    expect(trustedFrom).toMatchObject({ height: '1', hash: demo.hash(chainId, 1) });
    expect({ headersVerified, conflicts, states: peers.map(({ state }) => state) }).toEqual({
      headersVerified: 2,
      conflicts: [],
      states: ['agrees', 'agrees'],
    });
    const detail = await host.host.request('chainDetail', { chainId, headers: 100, points: 50 });
    expect(detail.ok && detail.value.known).toEqual({ from: '1', to: '60', count: 60 });
    expect(detail.ok && detail.value.headers.map(({ hash }) => hash)).toEqual(
      Array.from({ length: 60 }, (_, i) => demo.hash(chainId, 60 - i)),
    );
  });

  it('follows new blocks one by one, and several at once', async () => {
    start();
    await host.until('synced', atTip);
    demo.advance(1);
    await host.until('one more', atTip);
    expect(view().verified?.mode).toBe('adjacent');
    demo.advance(5);
    await host.until('five more', atTip);
    expect(view().verified).toMatchObject({ hash: demo.hash(chainId, 66), mode: 'skipping', fromDisk: false });
  });

  it('calls a chain stalled when its peers answer without a new block, and synced again when one comes', async () => {
    start();
    await host.until('synced', atTip);
    demo.drill(chainId, 'stall');
    demo.passTime(120_000);
    await host.until('stalled', ({ chains }) => chains.get(chainId)?.health === 'stalled');
    expect(view().verified?.provenance.condition).toBe('stale');
    demo.drill(chainId, 'end');
    demo.advance(1);
    await host.until('synced again', atTip);
    expect(view().verified?.provenance.condition).toBe('fresh');
  });

  it('is halted when a witness forks with valid signatures, keeps the evidence and contradicts the figures', async () => {
    start();
    await host.until('claims', (seen) => atTip(seen) && claimsRead(seen));
    demo.drill(chainId, 'fork');
    demo.advance(2);
    await host.until('caught', ({ chains }) => chains.get(chainId)?.health === 'halted');
    const { conflicts, error, verified, health } = view();
    expect(conflicts[0]).toMatchObject({ witnessUrl: demo.witness(chainId) });
    expect(conflicts[0]?.primaryHash).not.toBe(conflicts[0]?.witnessHash);
    expect({ code: error?.code, health, condition: verified?.provenance.condition }).toEqual({
      code: 'conflicting-headers',
      health: 'halted',
      condition: 'contradicted',
    });
    await host.until('figures', ({ claims }) =>
      (claims.get(chainId) ?? []).every(
        ({ value, provenance }) => value === null || provenance.condition === 'contradicted',
      ),
    );
    // Nothing built on the contested block is believed, and nothing ends the halt by itself.
    const before = verified?.height;
    demo.advance(2);
    demo.drill(chainId, 'end');
    expect(view().verified?.height).toBe(before);
    await host.host.request('resume', { chainId, keep: 'recheck' });
    demo.advance(1);
    await host.until('resumed', atTip);
    expect(view().conflicts.length).toBeGreaterThan(0);
  });

  it('shows what a lying primary altered as contradicted, never as proven, and follows the next best instead', async () => {
    start();
    await host.until('claims', (seen) => atTip(seen) && readOf(seen).length >= 3);
    demo.drill(chainId, 'lie');
    // Others may be on their way while the lie begins.
    const honest = readOf(host).map(({ figureId, value }) => ({ figureId, value }));
    const planted = new Set(
      (host.claims.get(chainId) ?? []).flatMap(({ figureId, provenance }) =>
        provenance.condition === 'contradicted' ? figureId : [],
      ),
    );
    demo.advance(3);
    demo.passTime(15_000);
    demo.advance(1);
    await host.until('contradicted', ({ claims }) =>
      (claims.get(chainId) ?? []).some(
        ({ figureId, provenance }) => !planted.has(figureId) && provenance.condition === 'contradicted',
      ),
    );
    // Figures and the chain's state are told one after the other.
    await host.until('suspect', () => view().health === 'suspect');
    expect(host.claims.get(chainId)).toEqual(
      expect.arrayContaining(honest.map((known) => expect.objectContaining(known))),
    );
    const [liar, other] = view().peers;
    expect([liar, other]).toMatchObject([
      { url: demo.primary(chainId), role: 'witness', standing: 'distrusted', error: { category: 'verification' } },
      { url: demo.witness(chainId), role: 'primary' },
    ]);
    demo.passTime(15_000);
    demo.advance(1);
    await host.until('read again from the other', (seen) => atTip(seen));
    // The liar's agreement is no second opinion.
    expect(view().verified?.provenance.level).toBe('proven');
    demo.drill(chainId, 'end');
  });

  it('expires with its trusting period, keeps what was proven and gives no new verdicts', async () => {
    start();
    await host.until('claims', (seen) => atTip(seen) && claimsRead(seen));
    const before = view().verified?.height;
    demo.drill(chainId, 'stall');
    const pack = demo.networkPack();
    host.assign(
      {
        ...pack,
        chains: pack.chains.map((chain) => ({ ...chain, trust: { ...chain.trust, trustingPeriodSeconds: 30 } })),
      },
      demo.programmePack(),
    );
    demo.passTime(10 * 60_000);
    await host.until('expired', ({ chains }) => chains.get(chainId)?.health === 'expired');
    await host.until('figures', ({ claims }) =>
      (claims.get(chainId) ?? []).some(
        ({ provenance }) => provenance.level !== 'reported' && provenance.condition === 'expired',
      ),
    );
    expect(view().verified).toMatchObject({ height: before, provenance: { condition: 'expired' } });
    // The pack of before: the period was not over after all.
    demo.drill(chainId, 'end');
    host.assign(pack, demo.programmePack());
    demo.advance(1);
    await host.until('back', atTip);
  });

  it('shows the last proven state at once after a restart, marked, and goes on from there instead of the anchor', async () => {
    start();
    await host.until('claims', (seen) => atTip(seen) && claimsRead(seen));
    const before = view();
    const read = new Map((host.claims.get(chainId) ?? []).map((claim) => [claim.figureId, claim]));
    await host.close();
    demo.drill(chainId, 'stall');
    demo.passTime(3_600_000);
    const restartedAt = demo.now();
    start();
    await host.until('shown', ({ chains }) => (chains.get(chainId)?.verified ?? null) !== null);
    const first = host.events.find((event) => event.kind === 'chain' && event.view.verified !== null);
    expect(first?.kind === 'chain' && first.view.verified).toMatchObject({
      height: before.verified?.height,
      fromDisk: true,
    });
    await host.until('claims from disk', claimsRead);
    // Nothing from disk is fresh: what is has been read again since the restart.
    for (const claim of host.claims.get(chainId) ?? []) {
      const known = read.get(claim.figureId);
      expect(claim.value).toBe(known?.value);
      const { at, condition } = claim.provenance;
      if (at !== undefined && Date.parse(at.verifiedAt) < restartedAt) expect(condition).not.toBe('fresh');
    }
    demo.drill(chainId, 'end');
    demo.advance(2);
    await host.until('synced', atTip);
    // One step from disk: neither the anchor nor anything before was verified again.
    expect(view().headersVerified).toBe(before.headersVerified + 1);
  });

  it('halts when the pack names another header than the one stored at its anchor, and prefers neither', async () => {
    start();
    await host.until('synced', atTip);
    await host.close();
    const pack = demo.networkPack();
    const other = 'ab'.repeat(32);
    start({ ...pack, chains: pack.chains.map((chain) => ({ ...chain, trust: { ...chain.trust, hash: other } })) });
    await host.until('halted', ({ chains }) => chains.get(chainId)?.health === 'halted');
    expect(view().error?.code).toBe('anchor-mismatch');
    host.assign(pack, demo.programmePack());
    await host.until('the right pack ends it', atTip);
  });

  it('does not start without a witness', async () => {
    const pack = demo.networkPack();
    start({
      ...pack,
      chains: pack.chains.map((chain) => ({
        ...chain,
        endpoints: chain.endpoints.filter(({ role }) => role === 'primary'),
      })),
    });
    await host.until('halted', ({ chains }) => chains.get(chainId)?.health === 'halted');
    expect(view().error?.code).toBe('no-witnesses');
  });

  it('is unreachable while nobody answers, and comes back by itself', async () => {
    const pack = demo.networkPack();
    const dead = {
      ...pack,
      chains: pack.chains.map((chain) => ({
        ...chain,
        endpoints: chain.endpoints.map((endpoint, i) => ({ ...endpoint, url: `http://127.0.0.1:${7 + 2 * i}` })),
      })),
    };
    start(dead);
    await host.until('unreachable', ({ chains }) => chains.get(chainId)?.health === 'unreachable');
    host.assign(pack, demo.programmePack());
    await host.until('synced', atTip);
  });
});
