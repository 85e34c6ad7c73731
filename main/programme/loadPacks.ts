import { existsSync } from 'node:fs';
import * as v from 'valibot';
import type { WireError } from '../contract/error.ts';
import type { Outcome } from '../contract/services.ts';
import { readBounded } from '../files.ts';
import { type NetworkPack, networkPackSchema, type ProgrammePack, programmePackSchema } from './packs.ts';

const MAX_PACK_BYTES = 16 * 1024 * 1024;

export interface LoadedPacks {
  readonly network: NetworkPack;
  readonly programme: ProgrammePack | null;
  /** What the network pack is fine without: a programme pack that could not be read. */
  readonly problems: readonly WireError[];
}

/** A network pack from a file, and the programme pack that goes with it: the one named, or the one that lies beside it. */
export async function loadPacks(file: string, programmeFile?: string): Promise<Outcome<LoadedPacks>> {
  const network = await loadPack(file, networkPackSchema);
  if (!network.ok) return network;
  const twice = firstTwice(network.value.chains.map(({ chainId }) => chainId));
  if (twice !== null) return { ok: false, error: packError(file, 'chains', `chain-twice:${twice}`) };
  const beside = programmeFile ?? file.replace(/(\.network)?\.json$/, '.programme.json');
  if (beside === file || (programmeFile === undefined && !existsSync(beside))) {
    return { ok: true, value: { network: network.value, programme: null, problems: [] } };
  }
  const programme = await loadPack(beside, programmePackSchema);
  return programme.ok
    ? { ok: true, value: { network: network.value, programme: programme.value, problems: [] } }
    : { ok: true, value: { network: network.value, programme: null, problems: [programme.error] } };
}

/** What, where and why: the file, the path inside it, and the rule that it breaks. */
async function loadPack<T>(file: string, schema: v.GenericSchema<unknown, T>): Promise<Outcome<T>> {
  const bytes = await readBounded(file, MAX_PACK_BYTES);
  if (!bytes.ok) return bytes;
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.value));
  } catch (cause) {
    return { ok: false, error: packError(file, '', cause instanceof SyntaxError ? 'not-json' : 'not-utf8') };
  }
  const parsed = v.safeParse(schema, json, { abortEarly: true });
  if (parsed.success) return { ok: true, value: parsed.output };
  const [issue] = parsed.issues;
  return { ok: false, error: packError(file, v.getDotPath(issue) ?? '', `${issue.type}:${issue.expected ?? ''}`) };
}

function packError(file: string, where: string, why: string): WireError {
  return { code: 'bad-pack', category: 'input', params: { file, where, why: why.slice(0, 200) } };
}

function firstTwice(ids: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) return id;
    seen.add(id);
  }
  return null;
}
