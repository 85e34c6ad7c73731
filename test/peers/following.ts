import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { capture, script } from '../../build/process.ts';
import type { NetworkPack } from '../../main/programme/packs.ts';
import { startTestHost, type TestHost } from '../helpers/sync.ts';
import { ask } from './cometbftNetwork.ts';

// Our own client at the living nodes: the host of followers in this process, and the terminal as a person runs it.

export interface Peer {
  readonly url: string;
  readonly operator: string;
}

export async function anchorAt(url: string, height: number): Promise<{ height: string; hash: string }> {
  const { signed_header } = await ask(url, 'commit', { height: String(height) });
  return { height: String(height), hash: String(signed_header.commit.block_id.hash).toLowerCase() };
}

/** A network pack as a supervisor would write it. The first peer is the primary. */
export function packOf(
  chainId: string,
  trust: { readonly height: string; readonly hash: string },
  peers: readonly Peer[],
  blockTimeSeconds: number,
): NetworkPack {
  return {
    format: 'pilotlight-network',
    version: 1,
    name: { zh: '真实节点', en: 'Real nodes' },
    demo: false,
    issuedAt: '2026-01-01T00:00:00Z',
    chains: [
      {
        chainId,
        family: 'cometbft',
        keyTable: 'tendermint',
        name: { zh: chainId, en: chainId },
        zoneId: 'peers',
        trust: { ...trust, trustingPeriodSeconds: 604_800, maxClockDriftSeconds: 10, level: '1/3' },
        blockTimeSeconds,
        history: 200,
        endpoints: peers.map(({ url, operator }, i) => ({ url, operator, role: i === 0 ? 'primary' : 'witness' })),
      },
    ],
  };
}

/** With the real clock and real pauses. */
export function followHere(dir: string, name: string, pack: NetworkPack): TestHost {
  const file = path.join(dir, `${name}.db`);
  const host = startTestHost({ file, now: () => Date.now(), factor: 1, longestPauseMs: 2000 });
  host.assign(pack, null);
  return host;
}

export interface TerminalRun {
  readonly code: number | null;
  // biome-ignore lint/suspicious/noExplicitAny: the terminal's own JSON, read field by field
  readonly chains: readonly any[];
  readonly output: string;
}

/** `pilotlight follow --once --json`, in a process and a folder of its own. */
export async function followOnTerminal(dir: string, name: string, pack: NetworkPack): Promise<TerminalRun> {
  const file = path.join(dir, `${name}.pack.json`);
  writeFileSync(file, JSON.stringify(pack));
  const data = path.join(dir, `${name}.data`);
  const args = ['follow', '--once', '--json', '--timeout', '60', '--pack', file, '--data', data];
  const { code, output } = await capture(process.execPath, script('pilotlight.ts', ...args));
  const from = output.indexOf('[\n');
  const to = output.lastIndexOf('\n]');
  const chains = from >= 0 && to > from ? JSON.parse(output.slice(from, to + 2)) : [];
  return { code, chains, output };
}
