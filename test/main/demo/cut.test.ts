import { expect, it } from 'vitest';
import { toHex } from '../../../light-client/codec/hex.ts';
import { validatorSetHash } from '../../../light-client/families/cometbft/hashing.ts';
import { DemoChain } from '../../../main/demo/chain.ts';
import { ChainLog } from '../../../main/demo/chainLog.ts';
import { makeHistory } from '../../../main/demo/history.ts';
import { type ChainPlan, planChains } from '../../../main/demo/plan.ts';
import { serveRpc } from '../../../main/demo/rpc/server.ts';
import { DEMO_TEST_NOW } from '../../helpers/demo.ts';

it('goes on from a log that was cut to its newest blocks, and says of the others what a pruned node says', async () => {
  const plan = planChains('cut', 1)[0] as ChainPlan;
  const options = { genesisTimeMs: DEMO_TEST_NOW - 300 * 3_600_000 };
  const times = Array.from({ length: 300 }, (_, i) => options.genesisTimeMs + (i + 1) * 3_600_000);
  const whole = ChainLog.inMemory(makeHistory(plan, options, times));
  const chain = DemoChain.load(plan, ChainLog.inMemory(whole.tail(120)), options);
  if (chain === undefined) throw new Error('the cut log cannot be used');
  expect(chain.base).toBeGreaterThan(180);
  expect(chain.height).toBe(300);
  for (let height = chain.base; height <= chain.height; height++) {
    const validators = chain.validators(height) ?? [];
    expect(toHex(validatorSetHash({ validators }))).toBe(
      toHex(chain.block(height)?.header.validatorsHash as Uint8Array),
    );
    expect(toHex(chain.block(height)?.commit.blockId.hash as Uint8Array)).toBe(
      toHex(whole.block(height)?.commit.blockId.hash as Uint8Array),
    );
  }
  chain.advance(DEMO_TEST_NOW + 5000);
  expect(chain.stateAt(301)).toBeDefined();

  const server = await serveRpc({ view: () => chain, moniker: 'cut', liar: () => undefined });
  try {
    const answer = (await (await fetch(`${server.url}/commit?height=5`)).json()) as { error: { data: string } };
    expect(answer.error.data).toBe(`height 5 is not available, lowest height is ${chain.base}`);
    const status = (await (await fetch(`${server.url}/status`)).json()) as {
      result: { sync_info: { earliest_block_height: string } };
    };
    expect(status.result.sync_info.earliest_block_height).toBe(String(chain.base));
  } finally {
    await server.close();
  }
});
