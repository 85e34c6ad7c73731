import * as v from 'valibot';
import type { WireError } from '../contract/error.ts';
import type { Language, Outcome } from '../contract/services.ts';
import { reviewsPayload } from '../exchange/packageShapes.ts';
import { readBounded, writeWhole } from '../files.ts';
import { networkPackSchema, programmePackSchema } from '../programme/packs.ts';
import { looksSigned, MAX_ENVELOPE_BYTES, readEnvelope } from '../programme/trust/envelope.ts';
import { refuse, trustError } from '../programme/trust/errors.ts';
import { takeStatement } from '../programme/trust/knownSigners.ts';
import { keysPayload, whereAndWhy } from '../programme/trust/shapes.ts';
import { judgeEnvelope } from '../programme/trust/signers.ts';
import type { Envelope, EnvelopeKind, Judgement } from '../programme/trust/types.ts';
import { parseStrictJson } from '../providers/strictJson.ts';
import type { CliIo } from './io.ts';
import { readKeyFile, signFile } from './keyFile.ts';
import { type KnownHere, readTrust, type TrustInput } from './trustInput.ts';
import { WORDS, type Words } from './words.ts';

// Packs, signed and looked at as a machine of the programme would look at them.

const EXIT = { good: 0, refused: 1, unusable: 2 } as const;
const SCHEMAS: Readonly<Record<EnvelopeKind, v.GenericSchema>> = {
  network: networkPackSchema,
  programme: programmePackSchema,
  reviews: reviewsPayload,
  keys: keysPayload,
};

export interface PackSignOptions {
  readonly file: string;
  readonly keyFile: string;
  /** Undefined: the one that the key file names. */
  readonly office: string | undefined;
  readonly output: string;
  readonly language: Language;
}

/** @returns 0 written, 2 unusable */
export async function packSign(
  { file, keyFile, office, output, language }: PackSignOptions,
  io: CliIo,
): Promise<number> {
  const words = WORDS[language];
  const plain = await readPlain(file);
  if (!plain.ok) return failed(plain, io);
  const opened = await readKeyFile(keyFile);
  if (!opened.ok) return failed(opened, io);
  const officeId = office ?? opened.value.officeId;
  if (officeId === null) {
    io.err(`${words.missing}: --office\n`);
    return EXIT.unusable;
  }
  const { kind, payload } = plain.value;
  const signed = signFile(opened.value.key, officeId, kind, payload, io.now());
  opened.value.key.secret.fill(0);
  if (!signed.ok) return failed(signed, io);
  const written = await writeWhole(output, signed.value);
  if (!written.ok) return failed(written, io);
  io.out(`${words.written}: ${output} (${words.trust.kinds[kind]}, ${signed.value.length} bytes)\n`);
  return EXIT.good;
}

/** What an operator writes by hand: a network pack, a programme pack, or `{ "statements": [...] }` about keys. */
async function readPlain(
  file: string,
): Promise<Outcome<{ readonly kind: Exclude<EnvelopeKind, 'reviews'>; readonly payload: unknown }>> {
  const read = await readJson(file);
  if (!read.ok) return read;
  const { format, statements } = read.value.json as { format?: unknown; statements?: unknown };
  const kind =
    format === 'pilotlight-network'
      ? 'network'
      : format === 'pilotlight-programme'
        ? 'programme'
        : statements !== undefined
          ? 'keys'
          : null;
  if (kind === null) return refuse('envelope-kind', { file, kind: String(format), expected: 'network|programme|keys' });
  const wrong = contentError(kind, read.value.json);
  // Signed is what was written, not what a schema makes of it.
  return wrong === null ? { ok: true, value: { kind, payload: read.value.json } } : { ok: false, error: wrong };
}

export interface PackCheckOptions {
  readonly file: string;
  readonly trust: TrustInput;
  readonly json: boolean;
  readonly language: Language;
}

/** @returns 0 signed by somebody who may, 1 not, 2 unusable */
export async function packCheck({ file, trust, json, language }: PackCheckOptions, io: CliIo): Promise<number> {
  const known = await readTrust(trust, io.now());
  if (!known.ok) return failed(known, io);
  for (const { code, params } of known.value.problems) io.err(`${code} ${JSON.stringify(params)}\n`);
  const read = await readJson(file);
  if (!read.ok) return failed(read, io);
  const envelope = looksSigned(read.value.json) ? readEnvelope(read.value.bytes) : unsignedPack(file, read.value.json);
  if (!envelope.ok) return failed(envelope, io);
  const wrong = contentError(envelope.value.kind, envelope.value.payload);
  if (wrong !== null) return failed({ ok: false, error: wrong }, io);
  const judgement = judge(envelope.value, known.value, io.now());
  io.out(
    json
      ? `${JSON.stringify(asJson(envelope.value, judgement), null, 2)}\n`
      : asText(envelope.value, judgement, WORDS[language], language),
  );
  return judgement.signature === 'signed' ? EXIT.good : EXIT.refused;
}

/** A plain pack, as `judgeEnvelope` sees one that nobody signed. */
function unsignedPack(file: string, json: unknown): Outcome<Envelope> {
  const { format, issuedAt } = json as { format?: unknown; issuedAt?: unknown };
  const kind = format === 'pilotlight-network' ? 'network' : format === 'pilotlight-programme' ? 'programme' : null;
  if (kind === null) return refuse('envelope-kind', { file, kind: String(format), expected: 'network|programme' });
  return {
    ok: true,
    value: {
      ...{ kind, issuedAt: typeof issuedAt === 'string' ? issuedAt : '', issuer: { officeId: '', keyId: null } },
      ...{ payload: json, keys: [], badKeyId: null, digest: '' },
    },
  };
}

function judge(envelope: Envelope, { registry, operator }: KnownHere, nowMs: number): Judgement {
  const judgement = judgeEnvelope(envelope, registry, operator, nowMs);
  if (envelope.kind !== 'keys' || !judgement.accepted) return judgement;
  const change = takeStatement(registry, { envelope, at: nowMs }, operator);
  return change.ok
    ? judgement
    : { ...judgement, signature: 'not-allowed', accepted: false, level: null, error: change.error };
}

function asJson({ kind, issuedAt, issuer, keys }: Envelope, { signature, accepted, level, error, signer }: Judgement) {
  return { kind, issuedAt, issuer, keys, signature, accepted, level, office: signer?.name ?? null, error };
}

function asText(
  { kind, issuedAt, issuer, keys }: Envelope,
  { signature, accepted, level, error, signer }: Judgement,
  { trust }: Words,
  language: Language,
): string {
  const name = signer === null ? '' : ` ${language === 'en' ? signer.name.en : signer.name.zh}`;
  const lines = [
    `${trust.kinds[kind]}${issuedAt === '' ? '' : ` · ${issuedAt}`}`,
    `${trust.issuer}: ${issuer.officeId === '' ? '–' : issuer.officeId}${name}`,
    ...keys.map(({ keyId, algorithm }) => `${trust.key}: ${keyId} (${algorithm})`),
    ...(error === null ? [] : [`${error.code} ${JSON.stringify(error.params)}`]),
    trust.verdict[signature],
    ...(signature === 'signed' ? [] : [accepted && level === 'reported' ? trust.asReported : trust.refused]),
  ];
  return `${lines.join('\n')}\n`;
}

function contentError(kind: EnvelopeKind, payload: unknown): WireError | null {
  const parsed = v.safeParse(SCHEMAS[kind], payload, { abortEarly: true });
  return parsed.success ? null : trustError('package-content', whereAndWhy(parsed.issues));
}

async function readJson(file: string): Promise<Outcome<{ readonly bytes: Uint8Array; readonly json: object }>> {
  const bytes = await readBounded(file, MAX_ENVELOPE_BYTES);
  if (!bytes.ok) return bytes;
  try {
    const json = parseStrictJson(bytes.value, 'file');
    if (typeof json === 'object' && json !== null) return { ok: true, value: { bytes: bytes.value, json } };
  } catch {
    // said below
  }
  return refuse('envelope-unreadable', { file, where: '', why: 'bad-json' });
}

function failed({ error }: Extract<Outcome<unknown>, { ok: false }>, io: CliIo): number {
  io.err(`${error.code} ${JSON.stringify(error.params)}\n`);
  return EXIT.unusable;
}
