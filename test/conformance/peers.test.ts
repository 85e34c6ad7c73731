import { describe, expect, it } from 'vitest';
import { toHex } from '../../light-client/codec/hex.ts';
import { createTableSuite } from '../../light-client/crypto/keyTables.ts';
import { headerHash } from '../../light-client/families/cometbft/hashing.ts';
import { platformSuite } from '../../main/sync/suite.ts';
import { judgeUpdate } from '../helpers/clientUpdate.ts';
import { readChain } from '../helpers/readings.ts';
import { readRecording, recordedNode, recordingNames, replayFetch } from '../helpers/recordings.ts';

const names = recordingNames();

function nodeOf(recording: ReturnType<typeof readRecording>, name: string) {
  const fetch = replayFetch(recording.nodes[name] ?? []);
  return recordedNode({ chainId: recording.chainId, url: 'http://127.0.0.1', fetch });
}

it('recordings of real nodes are at hand', () => {
  expect(names.length).toBeGreaterThan(0);
});

describe.each(names)('what real nodes answered: %s', (name) => {
  const recording = readRecording(name);
  const { plan, anchor, now, facts } = recording;

  it.each([
    ['the accelerated suite', platformSuite()],
    ['the reference', createTableSuite()],
  ])('is read as it was then, with %s [BI-10] [SQ-1] [QP-1] [TX-1]', async (_, suite) => {
    const { updates: __, ...main } = facts.main;
    const reading = await readChain(plan, { provider: nodeOf(recording, 'full'), anchor, now, suite });
    expect(reading.facts).toEqual(main);
    for (const [height, header] of reading.headers) {
      expect(`${height} ${toHex(headerHash(header.value, suite.sha256) as Uint8Array)}`).toMatch(/^\d+ [0-9a-f]{64}$/);
    }
  });

  it('shows the same of the nodes beside it', async () => {
    for (const [other, heights] of Object.entries(plan.others)) {
      const provider = nodeOf(recording, other);
      const said: string[] = [];
      for (const height of heights) {
        const answer = await provider.lightBlock(BigInt(height));
        said.push(`${height} ${answer.ok ? 'answered' : `refused: ${answer.error.code}`}`);
      }
      expect(said).toEqual(facts.others[other]);
    }
    expect(Object.keys(facts.others)).toEqual(Object.keys(plan.others));
  });

  it('what a relayer brought is judged as the chain judged it [IB-1]', () => {
    expect(plan.updates.map((update) => judgeUpdate(update, platformSuite()))).toEqual(facts.main.updates);
  });
});
