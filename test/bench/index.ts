/**
 * `npm run bench` measures; nothing in the tests does. Every claim is a ratio against a named peer or floor of the same run.
 *
 *   npm run bench -- [--json] [--quick] [--only verification,peer,proofs,fleet,programme,window,import] [--minutes 10] [--write-readme]
 */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { benchFleet } from './fleet.ts';
import { suiteOf } from './headerRates.ts';
import { benchImporting } from './importing.ts';
import type { Section } from './measure.ts';
import { benchPeer } from './peer.ts';
import { benchProgrammeQueries } from './programme.ts';
import { benchProofs } from './proofs.ts';
import { writeReadme } from './readme.ts';
import { benchVerification } from './verification.ts';
import { benchWindow } from './window.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: 'verification,peer,proofs,fleet,programme,window,import' },
    minutes: { type: 'string', default: '10' },
    'write-readme': { type: 'boolean', default: false },
  },
});
const wanted = values.only.split(',');
const seconds = values.quick ? 0.5 : 2;

const sections: Section[] = [];
const say = (text: string): void => void process.stderr.write(`${text}\n`);
if (wanted.includes('verification')) {
  say('verification ...');
  sections.push(await benchVerification(seconds));
}
if (wanted.includes('peer')) {
  say('the CometBFT Go light client ...');
  sections.push(await benchPeer(values.quick));
}
if (wanted.includes('proofs')) {
  say('proofs ...');
  sections.push(benchProofs(suiteOf('accelerated')));
}
if (wanted.includes('fleet')) {
  say('164 chains at once ...');
  sections.push(await benchFleet(values.quick));
}
if (wanted.includes('programme')) {
  say('a programme of full size ...');
  sections.push(await benchProgrammeQueries(values.quick));
}
if (wanted.includes('window')) {
  say(`window: start-up and ${values.minutes} minutes for the memory ...`);
  sections.push(
    await benchWindow({ runs: values.quick ? 3 : 7, minutes: Number(values.minutes), seconds: values.quick ? 15 : 30 }),
  );
}
if (wanted.includes('import')) {
  say('window: 10,000 rows taken in ...');
  sections.push(await benchImporting(values.quick ? 1 : 3));
}

const goals = sections.flatMap((section) => section.goals);
const machine = {
  cpu: os.cpus()[0]?.model ?? 'unknown',
  cores: os.availableParallelism(),
  node: process.version,
  load: os.loadavg()[1] ?? Number.NaN,
};
if (values['write-readme']) writeReadme(sections, machine, new Date());
if (values.json) {
  const rows = sections.flatMap((section) => section.rows.map((row) => ({ section: section.name, ...row })));
  console.log(JSON.stringify({ at: new Date().toISOString(), machine, rows, goals }, null, 2));
} else {
  console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}\n`);
  const round = (value: number): string =>
    value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 1 : 0 });
  for (const section of sections) {
    for (const row of section.rows) {
      console.log(
        `${row.name.padEnd(58)} ${round(row.value).padStart(12)} ${row.unit}${row.note ? ` (${row.note})` : ''}`,
      );
    }
    console.log('');
  }
  for (const goal of goals) {
    const measured = goal.measured === null ? '-' : round(goal.measured);
    console.log(`${goal.met ? 'met    ' : 'NOT MET'} ${goal.name}: ${goal.goal}, measured ${measured}`);
  }
}
process.exit(0);
