import { readdirSync } from 'node:fs';
import path from 'node:path';
import { platformSuite } from '../../sync/suite.ts';
import { type CaseResult, Cases } from './cases.ts';
import { isFolder, SetFolder, subfolders } from './folder.ts';
import { NOT_IMPLEMENTED, SETS } from './registry.ts';
import type { SetTools } from './tools.ts';

/** Where the self test writes, and what it verifies with. */
export interface SelftestIo {
  readonly write: (line: string) => void;
  /** Default: the product's own suite, so that what is tested is what runs. */
  readonly tools?: SetTools;
}

export interface SetOutcome {
  readonly set: string;
  readonly folder: string;
  readonly results: readonly CaseResult[];
  /** Why the set as a whole could not be run. */
  readonly broken?: string;
}

/** A folder that is a set, or one that names a family which is not implemented. */
type Found = { readonly kind: 'set' | 'not-implemented'; readonly name: string; readonly folder: string };

const MAX_DEPTH = 8;

/** Walks down until a folder's name says what it is. A folder that was given may itself be a set. */
export function findSets(folder: string, depth = 0): Found[] {
  const name = path.basename(folder);
  if (Object.hasOwn(SETS, name)) return [{ kind: 'set', name, folder }];
  if (Object.hasOwn(NOT_IMPLEMENTED, name)) return [{ kind: 'not-implemented', name, folder }];
  if (depth === MAX_DEPTH) return [];
  return subfolders(folder).flatMap((child) => findSets(child, depth + 1));
}

export async function runSet(name: string, folder: string, tools: SetTools = defaultTools()): Promise<SetOutcome> {
  const run = SETS[name];
  const cases = new Cases();
  if (run === undefined) return { set: name, folder, results: [], broken: 'no such set' };
  try {
    await run(new SetFolder(folder), cases, tools);
  } catch (error) {
    return { set: name, folder, results: cases.results, broken: String(error) };
  }
  if (cases.results.length === 0) return { set: name, folder, results: [], broken: 'no case found' };
  return { set: name, folder, results: cases.results };
}

export function defaultTools(): SetTools {
  return { suite: platformSuite() };
}

/** @returns the exit code: 0 when no case failed and every set of an implemented family could be run */
export async function runSelftest(folders: readonly string[], io: SelftestIo): Promise<number> {
  const tools = io.tools ?? defaultTools();
  const total = { passed: 0, failed: 0, skipped: 0 };
  let broken = false;
  if (folders.length === 0) {
    io.write('usage: pilotlight selftest <folder>...');
    broken = true;
  }
  for (const given of folders) {
    const folder = path.resolve(given);
    if (!isFolder(folder)) {
      io.write(`${given}: no such folder`);
      broken = true;
      continue;
    }
    const found = findSets(folder);
    if (found.length === 0) {
      io.write(`${given}: no known conformance set in it`);
      broken = true;
    }
    for (const { kind, name, folder: at } of found) {
      if (kind === 'not-implemented') {
        io.write(`${name}: skipped (${NOT_IMPLEMENTED[name] ?? ''}), ${countFiles(at)} files`);
        total.skipped += 1;
        continue;
      }
      const outcome = await runSet(name, at, tools);
      broken ||= outcome.broken !== undefined;
      for (const status of ['passed', 'failed', 'skipped'] as const) total[status] += count(outcome.results, status);
      for (const line of describe(outcome)) io.write(line);
    }
  }
  io.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return broken || total.failed > 0 ? 1 : 0;
}

function count(results: readonly CaseResult[], status: CaseResult['status']): number {
  return results.filter((result) => result.status === status).length;
}

function countFiles(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
}

/** Every failed case with expected and got, every reason for a skip once with its count, then the set's own line. */
export function describe(outcome: SetOutcome): string[] {
  const { set, results } = outcome;
  const lines = results
    .filter((result) => result.status === 'failed')
    .map((result) => `FAILED ${set}: ${result.name}: expected ${result.expected ?? ''}, got ${result.got ?? ''}`);
  const reasons = new Map<string, number>();
  for (const { reason } of results) if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  for (const [reason, times] of reasons) lines.push(`skipped ${set}: ${times} x ${reason}`);
  if (outcome.broken !== undefined)
    lines.push(`BROKEN ${set}: could not be run: ${outcome.broken} (${outcome.folder})`);
  const counts = (['passed', 'failed', 'skipped'] as const).map((status) => `${count(results, status)} ${status}`);
  lines.push(`${set}: ${counts.join(', ')}`);
  return lines;
}
