import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ChainView } from '../../main/contract/chain.ts';
import type { NetworkPack, ProgrammePack } from '../../main/programme/packs.ts';
import { openStore } from '../../main/store/openStore.ts';
import type { Store } from '../../main/store/types.ts';
import { abortError, type Environment, systemEnvironment, toNanos } from '../../main/sync/environment.ts';
import { type Connect, createSyncHost, httpConnect } from '../../main/sync/host.ts';
import type { Assignment, ClaimView, HostEvent, SyncHost } from '../../main/sync/messages.ts';
import { platformSuite } from '../../main/sync/suite.ts';

// A host of followers in this thread, with a clock that the test sets and pauses that pass quickly.

/** The clock is the test's; a pause takes a hundredth of what it says, at most 20 ms, unless told otherwise. */
export function testEnvironment(now: () => number, factor = 0.01, longestPauseMs = 20): Environment {
  return {
    now,
    monotonic: () => performance.now(),
    random: () => 0.5,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(abortError());
        const timer = setTimeout(
          () => {
            signal?.removeEventListener('abort', aborted);
            resolve();
          },
          Math.min(longestPauseMs, ms * factor),
        );
        function aborted(): void {
          clearTimeout(timer);
          reject(abortError());
        }
        signal?.addEventListener('abort', aborted, { once: true });
      }),
  };
}

export interface TestHost {
  readonly host: SyncHost;
  readonly store: Store;
  readonly events: HostEvent[];
  readonly chains: Map<string, ChainView>;
  readonly claims: Map<string, readonly ClaimView[]>;
  assign(network: NetworkPack, programme: ProgrammePack | null): void;
  /** Resolves when `condition` holds; throws with what was last seen after `ms` of real time. */
  until(what: string, condition: (views: TestHost) => boolean, ms?: number): Promise<void>;
  close(): Promise<void>;
}

export function tempDir(): { readonly dir: string; remove(): void } {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'pilotlight-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

export function startTestHost(options: {
  readonly file: string;
  readonly now: () => number;
  readonly connect?: Connect;
  readonly factor?: number;
  readonly longestPauseMs?: number;
}): TestHost {
  const opened = openStore({ file: options.file, now: () => toNanos(options.now()) });
  if (!opened.ok) throw new Error(opened.error.code);
  const { store } = opened;
  const events: HostEvent[] = [];
  const chains = new Map<string, ChainView>();
  const claims = new Map<string, readonly ClaimView[]>();
  const waiting = new Set<() => void>();
  const host = createSyncHost({
    store,
    suite: platformSuite(),
    environment: testEnvironment(options.now, options.factor, options.longestPauseMs),
    developmentRuntime: false,
    onEvents(batch) {
      for (const event of batch) {
        events.push(event);
        if (event.kind === 'chain') chains.set(event.view.chainId, event.view);
        if (event.kind === 'claims') claims.set(event.chainId, event.claims);
      }
      for (const check of [...waiting]) check();
    },
    // Requests are timed by the real clock: only the followers' pauses are shortened.
    connect: options.connect ?? httpConnect(systemEnvironment),
  });
  const test: TestHost = {
    host,
    store,
    events,
    chains,
    claims,
    assign: (network, programme) => host.assign(assignmentOf(network, programme)),
    until(what, condition, ms = 10_000) {
      return new Promise((resolve, reject) => {
        const check = () => {
          if (!condition(test)) return;
          clearTimeout(timer);
          waiting.delete(check);
          resolve();
        };
        const timer = setTimeout(() => {
          waiting.delete(check);
          const seen = [...chains.values()].map(({ chainId, health, verified, error }) => ({
            chainId,
            health,
            height: verified?.height,
            error,
          }));
          reject(new Error(`not reached: ${what}; ${JSON.stringify(seen)}`));
        }, ms);
        waiting.add(check);
        check();
      });
    },
    async close() {
      await host.close();
      store.close();
    },
  };
  return test;
}

export function assignmentOf(network: NetworkPack, programme: ProgrammePack | null): Assignment {
  return {
    chains: network.chains.map((config) => ({
      config,
      scenarios: (programme?.scenarios ?? []).filter(({ chainId }) => chainId === config.chainId),
      waiting: false,
    })),
    offices: programme?.offices ?? [],
    demo: network.demo,
    anchors: network.chains.map(({ chainId, trust }) => ({ chainId, height: trust.height, hash: trust.hash })),
  };
}
