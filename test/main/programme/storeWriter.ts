import { writeSync } from 'node:fs';
import { openProgramme } from '../../../main/store/programme/openProgramme.ts';
import { head, NOW, report, scenario } from '../../helpers/smallProgramme.ts';

// Writes changes until it is killed, naming each that is committed: a report of three scenarios, and every third change
// takes the one before back.

const opened = openProgramme({ file: process.argv[2] as string, now: () => BigInt(NOW) * 1_000_000n });
if (!opened.ok || opened.problems.length > 0) throw new Error(JSON.stringify(opened));
const { store } = opened;
for (let n = store.lastSeq() + 1; n < 100_000; n++) {
  const ids = ['s1', 's2', 's3'];
  const set = {
    scenarios: ids.map((id) => scenario(id)),
    reports: ids.map((id) => report(id, '2026Q3', { records: `${n}` })),
  };
  const undoes = n % 3 === 0 ? n - 1 : undefined;
  const applied = store.apply(head('2026-10-01T00:00:00Z'), undoes === undefined ? set : {}, undoes);
  if (!applied.ok) throw new Error(applied.error.code);
  // A pipe keeps what was written to it when the writer is killed; the event loop's queue would not.
  writeSync(1, `stored ${applied.value}\n`);
}
