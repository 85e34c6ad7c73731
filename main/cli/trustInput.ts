import { existsSync } from 'node:fs';
import path from 'node:path';
import type { WireError } from '../contract/error.ts';
import type { Outcome } from '../contract/services.ts';
import { readBounded } from '../files.ts';
import { MAX_ENVELOPE_BYTES, readEnvelope } from '../programme/trust/envelope.ts';
import { OFFICE_FOLDER, readSigners, takeStatement } from '../programme/trust/knownSigners.ts';
import { readOperatorTrust } from '../programme/trust/operatorTrust.ts';
import type { Registry } from '../programme/trust/signers.ts';
import type { OperatorTrust } from '../programme/trust/types.ts';

// Whom a machine believes, for the terminal: its trust.json, what it took in of statements, and statements at hand.

export interface TrustInput {
  /** trust.json; what lies beside it in office/ counts, too. */
  readonly trustFile: string;
  /** Whether the operator named it: then it has to be there. */
  readonly named: boolean;
  /** Statements about keys, as if they had been taken in just now. */
  readonly statements: readonly string[];
}

export interface KnownHere {
  readonly operator: OperatorTrust;
  readonly registry: Registry;
  readonly problems: readonly WireError[];
}

export async function readTrust(
  { trustFile, named, statements }: TrustInput,
  now: number,
): Promise<Outcome<KnownHere>> {
  if (named && !existsSync(trustFile)) {
    const params = { file: trustFile, reason: 'ENOENT' };
    return { ok: false, error: { code: 'file-not-read', category: 'input', params } };
  }
  const operator = await readOperatorTrust(trustFile);
  if (!operator.ok) return operator;
  const { registry: first, problems } = await readSigners(
    path.join(path.dirname(trustFile), OFFICE_FOLDER),
    operator.value,
  );
  let registry = first;
  for (const file of statements) {
    const bytes = await readBounded(file, MAX_ENVELOPE_BYTES);
    const read = bytes.ok ? readEnvelope(bytes.value) : bytes;
    const step = read.ok ? takeStatement(registry, { envelope: read.value, at: now }, operator.value) : read;
    if (!step.ok) return { ok: false, error: { ...step.error, params: { file, ...step.error.params } } };
    registry = step.value.registry;
  }
  return { ok: true, value: { operator: operator.value, registry, problems } };
}
