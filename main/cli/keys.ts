import * as v from 'valibot';
import type { Language, Outcome } from '../contract/services.ts';
import { readBounded, writeWhole } from '../files.ts';
import { readEnvelope } from '../programme/trust/envelope.ts';
import { refuse } from '../programme/trust/errors.ts';
import { readKeyRequest } from '../programme/trust/keyRequest.ts';
import { takeStatement } from '../programme/trust/knownSigners.ts';
import { ALGORITHMS, type KeysStatement, keysPayload, RIGHTS, whereAndWhy } from '../programme/trust/shapes.ts';
import { isCountry } from '../programme/trust/signers.ts';
import type { CliIo } from './io.ts';
import { makeKeyFile, readKeyFile, signFile } from './keyFile.ts';
import { readTrust, type TrustInput } from './trustInput.ts';
import { WORDS } from './words.ts';

// Keys of operators and offices: made, vouched for, revoked. Statements go to every machine as files, which take them in
// like packages; what this writes, `pack check` judges as such a machine would.

const MAX_REQUEST_BYTES = 64 * 1024;
const EXIT = { done: 0, refused: 1, unusable: 2 } as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export interface KeyNewOptions {
  readonly algorithm: string;
  readonly output: string;
  readonly office: string | undefined;
  readonly name: string | undefined;
  readonly language: Language;
}

/** @returns 0 made, 2 not made */
export async function keyNew({ algorithm, output, office, name, language }: KeyNewOptions, io: CliIo): Promise<number> {
  const words = WORDS[language];
  const wanted = ALGORITHMS.find((one) => one === algorithm);
  if (wanted === undefined) {
    io.err(`${words.missing}: --algorithm ${ALGORITHMS.join('|')}\n`);
    return EXIT.unusable;
  }
  const made = await makeKeyFile(output, wanted, office ?? null, io.now());
  if (!made.ok) return failed(made, io, EXIT.unusable);
  const { keyId, publicKey } = made.value;
  made.value.secret.fill(0);
  const half = { keyId, algorithm: wanted, publicKey };
  const validFrom = new Date(io.now()).toISOString();
  const named = { zh: name ?? office, en: name ?? office };
  const root = { ownerId: office, name: named, may: RIGHTS, zoneIds: [], provinces: [], validFrom, validTo: null };
  io.out(`${JSON.stringify(office === undefined ? half : { ...half, ...root }, null, 2)}\n`);
  io.err(`${words.trust.privateHalf(output, io.platform === 'win32')}\n`);
  io.err(`${office === undefined ? words.trust.publicHalf : words.trust.rootEntry}\n`);
  return EXIT.done;
}

export interface StatementOptions {
  readonly keyFile: string;
  /** Of the signer; undefined: the one that the key file names. */
  readonly office: string | undefined;
  readonly output: string;
  /** null: written without asking whether anybody would take it in. */
  readonly trust: TrustInput | null;
  readonly language: Language;
}

export interface VouchOptions extends StatementOptions {
  readonly request: string;
  readonly may: string | undefined;
  readonly zones: string | undefined;
  readonly provinces: string | undefined;
  readonly country: boolean;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** @returns 0 written, 1 refused, 2 unusable */
export async function keyVouch(options: VouchOptions, io: CliIo): Promise<number> {
  const bytes = await readBounded(options.request, MAX_REQUEST_BYTES);
  const read = bytes.ok ? readKeyRequest(bytes.value) : bytes;
  if (!read.ok) return failed(read, io, EXIT.unusable);
  const { keyId, algorithm, publicKey, officeId, officeName, ...asked } = read.value;
  const said = options.zones !== undefined || options.provinces !== undefined || options.country;
  const area = said ? { zoneIds: list(options.zones), provinces: list(options.provinces) } : asked;
  // Naming no area means the whole country: that has to be said.
  if (isCountry(area) !== options.country) {
    io.err(`${WORDS[options.language].missing}: --zones | --provinces | --country\n`);
    return EXIT.unusable;
  }
  const statement = {
    kind: 'grant',
    ...{ keyId, algorithm, publicKey, ownerId: officeId, name: officeName },
    may: list(options.may ?? 'reviews,reports'),
    ...{ zoneIds: area.zoneIds, provinces: area.provinces },
    validFrom: moment(options.from) ?? new Date(io.now()).toISOString(),
    validTo: moment(options.to) ?? null,
    replaces: null,
  };
  return state(statement, options, io);
}

export interface RevokeOptions extends StatementOptions {
  readonly keyId: string;
  readonly from: string;
  readonly reason: string;
}

/** @returns 0 written, 1 refused, 2 unusable */
export function keyRevoke({ keyId, from, reason, ...options }: RevokeOptions, io: CliIo): Promise<number> {
  return state({ kind: 'stop', keyId, from: moment(from), reason }, options, io);
}

async function state(statement: object, options: StatementOptions, io: CliIo): Promise<number> {
  const words = WORDS[options.language];
  const parsed = v.safeParse(keysPayload, { statements: [statement] }, { abortEarly: true });
  if (!parsed.success) return failed(refuse('package-content', whereAndWhy(parsed.issues)), io, EXIT.unusable);
  const opened = await readKeyFile(options.keyFile);
  if (!opened.ok) return failed(opened, io, EXIT.unusable);
  const { key } = opened.value;
  const officeId = options.office ?? opened.value.officeId;
  if (officeId === null) {
    io.err(`${words.missing}: --office\n`);
    return EXIT.unusable;
  }
  const payload: { statements: readonly KeysStatement[] } = parsed.output;
  const signed = signFile(key, officeId, 'keys', payload, io.now());
  key.secret.fill(0);
  if (!signed.ok) return failed(signed, io, EXIT.unusable);
  if (options.trust !== null) {
    const known = await readTrust(options.trust, io.now());
    if (!known.ok) return failed(known, io, EXIT.unusable);
    const envelope = readEnvelope(signed.value);
    const { registry, operator } = known.value;
    const held = envelope.ok ? takeStatement(registry, { envelope: envelope.value, at: io.now() }, operator) : envelope;
    if (!held.ok) return failed(held, io, EXIT.refused);
  }
  const written = await writeWhole(options.output, signed.value);
  if (!written.ok) return failed(written, io, EXIT.unusable);
  io.out(`${words.written}: ${options.output}\n`);
  if (options.trust === null) io.err(`${words.trust.notJudged}\n`);
  return EXIT.done;
}

function failed({ error }: Extract<Outcome<unknown>, { ok: false }>, io: CliIo, exit: number): number {
  io.err(`${error.code} ${JSON.stringify(error.params)}\n`);
  return exit;
}

function list(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** A day begins at midnight UTC; anything else is taken as it stands, and judged by the shape of a statement. */
function moment(text: string | undefined): string | undefined {
  return text !== undefined && DAY.test(text) ? `${text}T00:00:00Z` : text;
}
