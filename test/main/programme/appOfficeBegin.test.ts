import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import type { AppOptions } from '../../../main/appTypes.ts';
import type { RunningNetwork } from '../../../main/networks.ts';
import { createAppOffice } from '../../../main/programme/appOffice.ts';
import { systemEnvironment } from '../../../main/sync/environment.ts';
import { tempDir } from '../../helpers/sync.ts';

// The office is begun after the first picture of the chains was sent, and not before: on two cores it would delay it.

const dir = tempDir();
const closing = new AbortController();
afterEach(() => {
  closing.abort();
  dir.remove();
});

/** An office that does nothing but close. */
const file = path.join(dir.dir, 'office.cjs');
writeFileSync(
  file,
  `const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ type }) => type === 'close' && parentPort.close());`,
);

const office = createAppOffice({
  options: {
    dataDir: dir.dir,
    office: { kind: 'thread', file },
    // Nobody's patience ends here.
    environment: { ...systemEnvironment, sleep: () => new Promise(() => {}) },
  } as unknown as AppOptions,
  closing: closing.signal,
  onChanged: () => {},
  onProblem: (error) => {
    throw new Error(error.code);
  },
  onKeys: () => {},
});
const network = (name: string) =>
  ({
    officeFolder: path.join(dir.dir, name),
    view: { name: { zh: name, en: name }, source: 'pack', packFile: null },
  }) as unknown as RunningNetwork;

it('waits for the first picture, also where a network is taken up as the app does it, after leaving none', async () => {
  await office.leave();
  office.use(network('first'));
  for (let turns = 0; turns < 20; turns++) await turn();
  expect(office.seq()).toBeUndefined();

  office.begin();
  await expect.poll(office.seq, { timeout: 5000 }).toBeGreaterThan(0);
  await office.leave();
});
