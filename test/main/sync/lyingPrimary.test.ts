import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChainView } from '../../../main/contract/chain.ts';
import type { NetworkPack } from '../../../main/programme/packs.ts';
import { createHostLimiter } from '../../../main/providers/hostLimiter.ts';
import { createHttpProvider } from '../../../main/providers/httpProvider.ts';
import { createJsonRpcClient } from '../../../main/providers/jsonRpcClient.ts';
import { systemEnvironment } from '../../../main/sync/environment.ts';
import type { Connect } from '../../../main/sync/host.ts';
import type { ClaimView } from '../../../main/sync/messages.ts';
import { createDemoNetwork, type TestDemoNetwork } from '../../helpers/demo.ts';
import { ALTERATIONS, type Alteration, alterAnything, alterOneLeaf, type Liar, startLiar } from '../../helpers/liar.ts';
import { startTestHost, type TestHost, tempDir } from '../../helpers/sync.ts';

// The whole way from the wire to the figure, behind a primary that alters its answers. Whatever it alters: no height but a
// true one is ever shown as verified, and no figure but a true one as proven or anchored; and the follower lives on.

let demo: TestDemoNetwork;
let liar: Liar;
let chainId: string;
let truth: Map<string, string | null>;

const limiter = createHostLimiter(8);
const connect: Connect = ({ url }, { chainId: id, keyTable }) =>
  createHttpProvider({
    client: createJsonRpcClient({ url, environment: systemEnvironment, limiter, timeoutMs: 600, attempts: 1 }),
    chainId: id,
    keyTable,
  });

function withLiar(pack: NetworkPack): NetworkPack {
  return {
    ...pack,
    chains: pack.chains.map((chain) => ({
      ...chain,
      endpoints: chain.endpoints.map((endpoint) =>
        endpoint.role === 'primary' ? { ...endpoint, url: liar.url } : endpoint,
      ),
    })),
  };
}

function provenClaims(claims: readonly ClaimView[]): readonly ClaimView[] {
  return claims.filter(
    ({ provenance }) =>
      ['anchored', 'proven', 'corroborated'].includes(provenance.level) && provenance.condition !== 'contradicted',
  );
}

/** Everything that was ever shown is true. */
function expectNothingFalse(host: TestHost, what: string): void {
  for (const event of host.events) {
    if (event.kind === 'problem') throw new Error(`${what}: ${JSON.stringify(event.error)}`);
    if (event.kind === 'chain') expectTrueHead(event.view, what);
    if (event.kind === 'claims') {
      for (const { figureId, value } of provenClaims(event.claims))
        expect({ what, figureId, value }).toEqual({ what, figureId, value: truth.get(figureId) });
    }
  }
}

function expectTrueHead({ verified }: ChainView, what: string): void {
  if (verified === null) return;
  expect({ what, hash: verified.hash }).toEqual({ what, hash: demo.hash(chainId, Number(verified.height)) });
}

async function lieThenHonest(what: string, alteration: Alteration): Promise<void> {
  const dir = tempDir();
  liar.alter(alteration);
  const host = startTestHost({ file: path.join(dir.dir, 'store.db'), now: demo.now, connect });
  try {
    host.assign(withLiar(demo.networkPack()), demo.programmePack());
    const before = liar.calls.length;
    // Long enough for many answers: until it was caught or has nothing more to be asked.
    await host.until('asked', () => liar.calls.length - before >= 25, 1500).catch(() => {});
    liar.alter(undefined);
    // Lies about claims are asked again only some seconds later: the clock is the test's.
    demo.passTime(11_000);
    await host.until(`${what}: alive`, ({ chains }) => chains.get(chainId)?.health === 'synced', 8000);
    expectNothingFalse(host, what);
  } finally {
    await host.close();
    dir.remove();
  }
}

beforeAll(async () => {
  demo = await createDemoNetwork({ chains: 1, historyBlocks: 40 });
  chainId = demo.chainIds[0] as string;
  liar = await startLiar({ upstream: demo.primary(chainId) });
  const dir = tempDir();
  truth = new Map();
  const honest = startTestHost({ file: path.join(dir.dir, 'store.db'), now: demo.now, connect });
  honest.assign(demo.networkPack(), demo.programmePack());
  await honest.until('claims', ({ claims }) => {
    const all = claims.get(chainId) ?? [];
    return all.length > 0 && all.every(({ value, missing, error }) => value !== null || missing || error !== null);
  });
  for (const { figureId, value } of provenClaims(honest.claims.get(chainId) ?? [])) truth.set(figureId, value);
  await honest.close();
  dir.remove();
});

afterAll(async () => {
  await liar.close();
  await demo.close();
});

describe('behind a primary that alters its answers', () => {
  it('has figures to protect', () => {
    expect(truth.size).toBeGreaterThan(3);
  });

  for (const [what, alteration] of Object.entries(ALTERATIONS)) {
    it(`believes nothing false: ${what}`, () => lieThenHonest(what, alteration));
  }

  for (const method of ['status', 'commit', 'validators', 'blockchain', 'abci_query']) {
    for (let seed = 0; seed < 2; seed++) {
      it(`believes nothing false: any field of ${method} (${seed})`, () => lieThenHonest(method, alterOneLeaf(method)));
    }
  }

  for (const share of [1, 0.5, 0.2]) {
    it(`believes nothing false: any field of anything, ${share * 100} % of answers`, () =>
      lieThenHonest(`share ${share}`, alterAnything(share)));
  }
});
