import { test as base, expect, launchApp, snapshotOf, waitUntilSynced, withUserData } from './app.ts';

const TIMES = 10;

/** A fixed sequence: another order of moments every time would be another test every time. */
function moments(): () => number {
  let state = 0x2f6e2b1;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 0x8000_0000;
    return state / 0x8000_0000;
  };
}

base('killed ten times at any moment, the next start comes up synced and nothing verified is lost', async () => {
  base.setTimeout(300_000);
  await withUserData(async (userData) => {
    const random = moments();
    const highest = new Map<string, bigint>();
    for (let round = 0; round < TIMES; round += 1) {
      const { app, page } = await launchApp(userData);
      // Anywhere between the first moments of bootstrapping and following the tip.
      await page.waitForTimeout(Math.round(random() * 2500));
      const seen = await snapshotOf(page).catch(() => null);
      const gone = new Promise((resolve) => app.process().once('exit', resolve));
      app.process().kill('SIGKILL');
      await gone;
      for (const { chainId, verified } of seen?.chains ?? []) {
        const before = highest.get(chainId) ?? 0n;
        const now = BigInt(verified?.height ?? 0);
        if (verified !== null) expect(now, `${chainId} in round ${round}`).toBeGreaterThanOrEqual(before);
        if (now > before) highest.set(chainId, now);
      }
    }

    const { app, page } = await launchApp(userData);
    expect(await waitUntilSynced(page)).toBe(15);
    const { chains, problems } = await snapshotOf(page);
    for (const { chainId, verified, conflicts } of chains) {
      expect(BigInt(verified?.height ?? 0), chainId).toBeGreaterThanOrEqual(highest.get(chainId) ?? 0n);
      expect(conflicts, chainId).toEqual([]);
    }
    expect(problems).toEqual([]);
    await app.close();
  });
});
