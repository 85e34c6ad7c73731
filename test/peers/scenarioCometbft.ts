import { platformSuite } from '../../main/sync/suite.ts';
import type { TestHost } from '../helpers/sync.ts';
import type { Checks } from './checks.ts';
import {
  ask,
  broadcast,
  type CometNetwork,
  type CometNode,
  createNetwork,
  heightOf,
  type NetworkTools,
  untilHeight,
  validatorTx,
} from './cometbftNetwork.ts';
import { anchorAt, followHere, followOnTerminal, packOf } from './following.ts';
import { until } from './processes.ts';
import { record } from './record.ts';
import { VERSIONS } from './toolchain.ts';

// Four validators and a pruning node: followed live, through changes of the set, a halt, a restart and a node that has
// thrown the anchor away.

const RETAIN = 30;
const BLOCK_TIME = 0.6;

export async function scenarioCometbft(tools: NetworkTools, dir: string, checks: Checks, recorded: boolean) {
  const network = await createNetwork(tools, dir, RETAIN);
  try {
    for (const node of network.nodes) node.start();
    await run(network, dir, checks, recorded);
  } finally {
    await network.stop();
  }
}

async function run(network: CometNetwork, dir: string, checks: Checks, recorded: boolean): Promise<void> {
  const { chainId, nodes } = network;
  const [first, second, third, fourth, pruned] = nodes as [CometNode, CometNode, CometNode, CometNode, CometNode];
  await untilHeight(first.url, 4);
  const anchor = await anchorAt(first.url, 2);
  const peer = (node: CometNode) => ({ url: node.url, operator: node.name });
  const pack = packOf(chainId, anchor, [first, second, third].map(peer), BLOCK_TIME);

  // ---- live ----
  const host = followHere(dir, 'live', pack);
  let open = true;
  const view = (of: TestHost = host) => of.chains.get(chainId);
  const headAt = (height: number) => (of: TestHost) => Number(of.chains.get(chainId)?.verified?.height ?? 0) >= height;
  try {
    await host.until('synced', ({ chains }) => chains.get(chainId)?.health === 'synced', 60_000);
    const began = await heightOf(first.url);
    await host.until('five blocks more', headAt(began + 5), 60_000);
    await sameAsNode(host, fourth, checks, 'the verified head is the block of a node that was not asked');
    checks.equal(
      'every witness agrees',
      view()?.peers.map(({ state }) => state),
      ['agrees', 'agrees', 'agrees'],
    );

    // ---- one validator away: absent votes, and blocks that take a second round ----
    await fourth.stop();
    const away = await heightOf(first.url);
    await host.until('blocks without one of four', headAt(away + 6), 120_000);
    const late = await laterRound(first.url, away + 1, away + 6);
    fourth.start();
    checks.that('a block that took a second round was verified on the way', late !== undefined, { from: away + 1 });
    checks.equal('three of four are enough, and shown as three', view()?.signedPowerPercent, 75);

    // ---- the set changes ----
    const plain = await broadcast(second.url, 'name=satoshi');
    await broadcast(first.url, validatorTx(pruned.publicKey, 30));
    await host.until('a fifth validator', ({ chains }) => chains.get(chainId)?.validators === 5, 60_000);
    checks.equal('a validator that joined counts with its power', view()?.totalPower, '70');
    await broadcast(first.url, validatorTx(second.publicKey, 0));
    await broadcast(first.url, validatorTx(third.publicKey, 0));
    await host.until('three validators', ({ chains }) => chains.get(chainId)?.validators === 3, 60_000);
    const last = await broadcast(first.url, validatorTx(fourth.publicKey, 0));
    await host.until('two validators', ({ chains }) => chains.get(chainId)?.validators === 2, 60_000);
    checks.equal('of the first four one is left, beside the new one', view()?.totalPower, '40');
    await untilHeight(first.url, Number(last.height) + 6);

    // ---- from the old anchor, on the terminal ----
    const terminal = await followOnTerminal(dir, 'terminal', pack);
    checks.equal(
      'the terminal reaches the tip from the old anchor',
      [terminal.code, terminal.chains[0]?.health],
      [0, 'synced'],
    );
    checks.that(
      'it verified a block that the chain has',
      (await anchorAt(fourth.url, Number(terminal.chains[0]?.verifiedHeight ?? 1))).hash ===
        terminal.chains[0]?.headerHash,
      terminal.output.slice(-400),
    );

    // ---- pruning ----
    await until(
      'the pruning node has let the anchor go',
      async () => {
        const status = await ask(pruned.url, 'status');
        return Number(status.sync_info.earliest_block_height) > Number(last.height) ? true : undefined;
      },
      120,
    );
    const tip = await heightOf(first.url);
    const facts = await record(
      {
        name: 'cometbft-kvstore',
        software: `CometBFT ${VERSIONS.cometbft}, kvstore, four validators`,
        chainId,
        anchor,
        nodes: { full: first.url, pruned: pruned.url },
        plan: {
          targets: [...(late === undefined ? [] : [String(late)]), String(tip - 2)],
          sequentialTo: String(Number(anchor.height) + 6),
          back: 8,
          missing: [String(tip + 100_000)],
          state: [{ store: 'kvstore', key: Buffer.from('name').toString('hex'), height: String(tip - 3) }],
          transactions: [plain],
        },
        others: { pruned: ['2', '3', String(tip - 2)] },
      },
      platformSuite(),
      recorded,
    );
    const way = facts.main.ways[facts.main.ways.length - 1] ?? [];
    checks.that('the old anchor is too far for one step: the way has pivots', way.length > 1, way);
    checks.note(`way from the anchor: ${way.map((step) => step.split(' ')[0]).join(' → ')}`);
    checks.that('six heights one by one', facts.main.sequential.length === 6, facts.main.sequential);
    checks.that('eight headers back by hash link', facts.main.back.length === 8, facts.main.back);
    checks.equal('a height that is not there yet', facts.main.missing, [`${tip + 100_000} refused: height-too-high`]);
    checks.that(
      'a transaction is in its block',
      / in \d+, \d+ bytes$/.test(facts.main.transactions[0] ?? ''),
      facts.main,
    );
    // This app answers for its newest state whatever height is asked, and never proves anything.
    const [unproven = ''] = facts.main.state;
    checks.that('an app without proofs is not believed', /@\d+ refused: unexpected-height/.test(unproven), unproven);
    checks.equal('what the pruning node says of heights that it let go', facts.others['pruned']?.slice(0, 2), [
      '2 refused: light-block-not-found',
      '3 refused: light-block-not-found',
    ]);
    checks.that(
      'it still has the newest ones',
      facts.others['pruned']?.[2]?.endsWith('answered') === true,
      facts.others,
    );

    // ---- the store that knows more than a pruned primary ----
    await host.close();
    open = false;
    const again = followHere(dir, 'live', packOf(chainId, anchor, [pruned, first, fourth].map(peer), BLOCK_TIME));
    try {
      await again.until(
        'synced behind a pruned primary',
        ({ chains }) => chains.get(chainId)?.health === 'synced',
        60_000,
      );
      await again.until('new blocks from a pruned primary', headAt((await heightOf(first.url)) + 2), 60_000);
      checks.that('a restart goes on behind a primary that pruned the anchor', true);

      // ---- a halt ----
      await pruned.stop();
      await again.until(
        'stalled or unreachable',
        ({ chains }) => /stalled|unreachable/.test(chains.get(chainId)?.health ?? ''),
        60_000,
      );
      checks.note(`without the primary: ${view(again)?.health}, ${view(again)?.error?.code ?? 'no error'}`);
    } finally {
      await again.close();
    }
    const halted = followHere(dir, 'halted', pack);
    try {
      await halted.until('stalled', ({ chains }) => chains.get(chainId)?.health === 'stalled', 90_000);
      const stopped = Number(view(halted)?.verified?.height);
      checks.equal('a chain without two thirds stands still', await heightOf(first.url), stopped);
      pruned.start();
      await halted.until(
        'synced again',
        (of) => of.chains.get(chainId)?.health === 'synced' && headAt(stopped + 3)(of),
        90_000,
      );
      checks.that('when the validator comes back the chain is followed on', true);
    } finally {
      await halted.close();
    }

    // ---- a first start at a primary that has let the anchor go ----
    const alone = followHere(dir, 'alone', packOf(chainId, anchor, [pruned, first, fourth].map(peer), BLOCK_TIME));
    try {
      const synced = ({ chains }: TestHost): boolean => chains.get(chainId)?.health === 'synced';
      await alone.until('synced through another node', synced, 60_000);
      await sameAsNode(alone, fourth, checks, 'where the primary let the anchor go, another node takes its place');
      checks.note(
        `peers then: ${view(alone)
          ?.peers.map(({ operator, role, state }) => `${operator} ${role} ${state}`)
          .join(', ')}`,
      );
    } finally {
      await alone.close();
    }
  } finally {
    if (open) await host.close();
  }
}

/** The lowest height whose block was agreed on only in a later round. */
async function laterRound(url: string, from: number, to: number): Promise<number | undefined> {
  for (let height = from; height <= to; height++) {
    const { signed_header } = await ask(url, 'commit', { height: String(height) });
    if (signed_header.commit.round > 0) return height;
  }
  return undefined;
}

async function sameAsNode(host: TestHost, node: CometNode, checks: Checks, what: string): Promise<void> {
  const [head] = [...host.chains.values()];
  const { verified } = head ?? {};
  const there = await anchorAt(node.url, Number(verified?.height ?? 1));
  checks.equal(what, verified?.hash, there.hash);
}
