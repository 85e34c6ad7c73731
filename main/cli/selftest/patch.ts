import type { Json } from './json.ts';

// The part of RFC 6902 that the mutations use: add, remove, replace.

export function applyPatch(base: Json, patch: readonly Json[]): Json {
  const document = structuredClone(base) as Record<string, unknown>;
  for (const operation of patch) apply(document, operation);
  return document;
}

function apply(document: Record<string, unknown>, operation: Json): void {
  const path = String(operation['path']).split('/').slice(1).map(plainStep);
  const key = path.pop();
  if (key === undefined) throw new Error('a patch of the whole document');
  let target: unknown = document;
  for (const step of path) target = child(target, step);
  if (Array.isArray(target)) applyToList(target, key, operation);
  else if (typeof target === 'object' && target !== null)
    applyToObject(target as Record<string, unknown>, key, operation);
  else throw new Error(`no place for ${String(operation['path'])}`);
}

function plainStep(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

function child(target: unknown, step: string): unknown {
  if (Array.isArray(target)) return target[Number(step)];
  if (typeof target === 'object' && target !== null) return (target as Record<string, unknown>)[step];
  throw new Error(`no member ${step}`);
}

function applyToList(target: unknown[], key: string, operation: Json): void {
  const index = key === '-' ? target.length : Number(key);
  if (operation['op'] === 'add') target.splice(index, 0, operation['value']);
  else if (operation['op'] === 'remove') target.splice(index, 1);
  else if (operation['op'] === 'replace') target[index] = operation['value'];
  else throw new Error(`unknown operation ${String(operation['op'])}`);
}

function applyToObject(target: Record<string, unknown>, key: string, operation: Json): void {
  if (operation['op'] === 'remove') delete target[key];
  else if (operation['op'] === 'add' || operation['op'] === 'replace') target[key] = operation['value'];
  else throw new Error(`unknown operation ${String(operation['op'])}`);
}
