import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

// The published vectors lie beside the repository and are never copied into it.
const ROOT = path.resolve(import.meta.dirname, '../../../shared/vectors/cometbft');

export const haveVectors = existsSync(ROOT);

// biome-ignore lint/suspicious/noExplicitAny: vectors are JSON of many shapes, read field by field
export type Json = any;

export function vector(file: string): Json {
  return JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));
}

/** Paths of the JSON files of a folder below the vectors, recursively, in order. */
export function vectorFiles(folder: string): string[] {
  if (!haveVectors) return [];
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => `${folder}/${name.split(path.sep).join('/')}`)
    .sort();
}

interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: Json;
}

/** RFC 6902, as far as mutations.json uses it. The base stays as it is. */
export function patched(base: Json, operations: readonly PatchOperation[]): Json {
  const out = structuredClone(base);
  for (const { op, path: pointer, value } of operations) {
    const keys = pointer
      .split('/')
      .slice(1)
      .map((key) => key.replace(/~1/g, '/').replace(/~0/g, '~'));
    const last = keys.pop() as string;
    const parent = keys.reduce((node: Json, key) => node[key], out);
    if (!Array.isArray(parent)) {
      if (op === 'remove') delete parent[last];
      else parent[last] = value;
    } else if (op === 'add') parent.splice(last === '-' ? parent.length : Number(last), 0, value);
    else if (op === 'remove') parent.splice(Number(last), 1);
    else parent[Number(last)] = value;
  }
  return out;
}
