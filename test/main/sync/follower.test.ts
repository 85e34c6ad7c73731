import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDemoNetwork, type TestDemoNetwork } from '../../helpers/demo.ts';
import { startTestHost, tempDir, type TestHost } from '../../helpers/sync.ts';

let demo: TestDemoNetwork;
let dir: ReturnType<typeof tempDir>;
let host: TestHost;

function start(): TestHost {
  host = startTestHost({ file: path.join(dir.dir, 'store.db'), now: demo.now });
  host.assign(demo.networkPack(), demo.programmePack());
  return host;
}

beforeEach(async () => {
  demo = await createDemoNetwork({ chains: 2, historyBlocks: 60 });
  dir = tempDir();
});

afterEach(async () => {
  await host.close();
  await demo.close();
  dir.remove();
});

describe('a follower', () => {
  it('bootstraps from the anchor, skips to the tip, walks back and reads the claims', async () => {
    start();
    await host.until(
      'both synced',
      ({ chains }) => [...chains.values()].filter(({ health }) => health === 'synced').length === 2,
    );
    await host.until('claims read', ({ claims }) =>
      demo.chainIds.every((id) => (claims.get(id) ?? []).some(({ value }) => value !== null)),
    );
    for (const id of demo.chainIds) {
      const view = host.chains.get(id);
      expect(view?.verified?.height).toBe(String(demo.height(id)));
      expect(view?.verified?.hash).toBe(demo.hash(id, demo.height(id)));
      console.log(JSON.stringify({ ...view, signers: undefined }), JSON.stringify(host.claims.get(id)?.slice(0, 4)));
    }
  });
});
