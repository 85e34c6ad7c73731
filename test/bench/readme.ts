import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fromRoot } from '../../build/paths.ts';
import type { Goal, Section } from './measure.ts';

// The README's table of what was measured: written from runs, never by hand. The newest run of each section is kept in
// results.json, so that a run of one section leaves the others as they were.

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  /** Of the five minutes before the end of the run: above the number of cores, others were at work, too. */
  readonly load: number;
}

interface Kept extends Section {
  readonly at: string;
  readonly machine: Machine;
}

const RESULTS = fromRoot('test/bench/results.json');
const README = fromRoot('README.md');
const BEGIN = '<!-- performance: written by `npm run bench -- --write-readme` -->';
const END = '<!-- performance: end -->';
/** Where the table is put into a README that has none yet. */
const BEFORE = '## Limits, plainly';

export function writeReadme(sections: readonly Section[], machine: Machine, at: Date): void {
  const kept = new Map(readKept().map((section) => [section.name, section]));
  for (const section of sections) kept.set(section.name, { ...section, at: at.toISOString().slice(0, 10), machine });
  const all = [...kept.values()];
  writeFileSync(RESULTS, `${JSON.stringify(all, null, 2)}\n`);
  writeFileSync(README, withTable(readFileSync(README, 'utf8'), tableOf(all)));
}

function readKept(): Kept[] {
  return existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Kept[]) : [];
}

function withTable(readme: string, table: string): string {
  const block = `${BEGIN}\n\n${table}\n\n${END}`;
  const from = readme.indexOf(BEGIN);
  const to = readme.indexOf(END);
  if (from >= 0 && to > from) return `${readme.slice(0, from)}${block}${readme.slice(to + END.length)}`;
  const at = readme.indexOf(BEFORE);
  if (at < 0) throw new Error(`the README has neither the markers nor "${BEFORE}"`);
  return `${readme.slice(0, at)}## Measured\n\n${block}\n\n${readme.slice(at)}`;
}

function tableOf(sections: readonly Kept[]): string {
  const goals = sections.flatMap((section) => section.goals.map((goal) => rowOf(goal)));
  const runs = sections.map(({ name, at, machine }) => ({
    name,
    text: `${at}, ${machine.cpu}, ${machine.cores} cores (load ${machine.load.toFixed(1)}), Node ${machine.node}`,
  }));
  const texts = [...new Set(runs.map(({ text }) => text))];
  const lines = texts.map((text) => {
    const names = runs.filter((run) => run.text === text).map(({ name }) => name);
    return `Measured ${text} (${names.join(', ')}).`;
  });
  return [
    '| what | goal | measured | |',
    '| --- | --- | --- | --- |',
    ...goals,
    '',
    ...lines,
    'Every figure of these runs, with the peers: [results.json](test/bench/results.json).',
  ].join('\n');
}

function rowOf({ name, goal, measured, met, note }: Goal): string {
  const value = measured === null ? `not measured${note === undefined ? '' : ` (${note})`}` : round(measured);
  return `| ${name} | ${goal.replaceAll('|', '\\|')} | ${value} | ${met ? 'met' : 'not met'} |`;
}

function round(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 1 : 0 });
}
