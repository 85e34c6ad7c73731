import * as v from 'valibot';
import { dayOf } from '../contract/day.ts';
import type { FileBytes, OfficeRequest, PackagePreview } from '../contract/office.ts';
import type { Outcome } from '../contract/services.ts';
import type { ChangeHead, ChangeSet } from '../programme/model.ts';
import { networkPackSchema, programmePackSchema } from '../programme/packs.ts';
import type { ProgrammeStore } from '../programme/seams.ts';
import { readEnvelope } from '../programme/trust/envelope.ts';
import { refuse, trustError } from '../programme/trust/errors.ts';
import { digestOf, isKeyRequest, readKeyRequest } from '../programme/trust/keyRequest.ts';
import { mayWrite } from '../programme/trust/roles.ts';
import { whereAndWhy } from '../programme/trust/shapes.ts';
import type { Envelope, ExchangeRecord, Judgement, Trust } from '../programme/trust/types.ts';
import { packageContent } from './packageContent.ts';
import { planProgramme } from './packageMaster.ts';
import { planReviews } from './packagePlan.ts';
import { reviewsPayload } from './packageShapes.ts';

// Signed packages between offices. `read` looks and keeps the file in mind; `accept` looks again, at what is known then,
// and answers what is to be stored. Nothing is written here but statements about keys, the record of what went out and
// came in, and the file itself. Actions of the audit log: package-accepted, keys-accepted, key-vouched, package-built, package-saved.

export interface PackagesDeps {
  readonly trust: Trust;
  readonly store: Pick<
    ProgrammeStore,
    'report' | 'reportHistory' | 'reviews' | 'findings' | 'overrides' | 'master' | 'milestones'
  >;
  readonly now: () => number;
}

export interface AcceptedPackage {
  readonly preview: PackagePreview;
  /** For `store.apply`, an empty set too: that somebody took it in belongs into the log. null: nothing new is in it. */
  readonly change: { readonly head: ChangeHead; readonly set: ChangeSet } | null;
  /** To be called once the change is stored. */
  done(): Promise<Outcome<null>>;
}

export interface Packages {
  read(request: OfficeRequest<'packageRead'>): Promise<Outcome<PackagePreview>>;
  accept(request: OfficeRequest<'packageAccept'>): Promise<Outcome<AcceptedPackage>>;
  /** `head` is for the audit log. The reviews in it do not count as sent yet. */
  build(
    request: OfficeRequest<'packageBuild'>,
  ): Promise<Outcome<{ readonly file: FileBytes; readonly head: ChangeHead }>>;
  /** The file lies where the person wanted it: its reviews count as sent, and are not in the next package. */
  saved(request: OfficeRequest<'packageSaved'>): Promise<Outcome<{ readonly head: ChangeHead }>>;
}

interface Held {
  readonly name: string;
  readonly bytes: Uint8Array;
}
interface Content {
  readonly set: ChangeSet;
  readonly counts: PackagePreview['counts'];
  readonly problems: NonNullable<PackagePreview['problems']>;
  readonly taken: ExchangeRecord['taken'];
}
interface Built {
  readonly fileName: string;
  readonly reviewIds: readonly string[];
}
interface Looked {
  readonly envelope: Envelope;
  readonly judgement: Judgement;
  readonly content: Content;
  readonly preview: PackagePreview;
}

const MAX_HELD = 4;
const MAX_PROBLEMS = 200;
const NOTHING: Content = { set: {}, counts: {}, problems: [], taken: {} };

export function createPackages({ trust, store, now }: PackagesDeps): Packages {
  /** The last files that were read, by digest. */
  const held = new Map<string, Held>();
  /** The last files that were built and not yet saved, by digest. */
  const unsaved = new Map<string, Built>();
  const at = (): string => new Date(now()).toISOString();

  function head(action: string, subject: string, details: ChangeHead['details']): ChangeHead {
    const { person, role, officeId } = trust.identity();
    return { at: at(), person, role, officeId, action, subject, details };
  }

  /** A request to be vouched for, through the same door: whoever accepts it signs that the key is that office's. */
  function lookAtRequest({ name, bytes }: Held): Outcome<PackagePreview> | null {
    if (!isKeyRequest(bytes)) return null;
    const asked = trust.previewRequest(bytes);
    const request = asked.ok ? asked : readKeyRequest(bytes);
    if (!request.ok) return request;
    const { officeId, officeName, keyId, createdAt, zoneIds, provinces } = request.value;
    return {
      ok: true,
      value: {
        packageId: digestOf(bytes),
        fileName: name,
        kind: 'keys',
        issuedAt: createdAt,
        issuer: { officeId, name: officeName, keyId },
        // It is signed by the key that it speaks of, which says nothing of whose key that is.
        signature: 'unknown-key',
        accepted: asked.ok,
        level: null,
        error: asked.ok ? null : asked.error,
        counts: { requests: 1, zones: zoneIds.length, provinces: provinces.length },
      },
    };
  }

  async function acceptRequest(preview: PackagePreview, bytes: Uint8Array): Promise<Outcome<AcceptedPackage>> {
    const request = trust.previewRequest(bytes);
    if (!request.ok) return request;
    const { officeId, keyId, zoneIds, provinces } = request.value;
    // The area that was asked for, and what an office needs for reviewing; more is for the operator to give.
    const terms = { may: ['reviews', 'reports'], zoneIds, provinces, validFrom: at(), validTo: null } as const;
    const vouched = await trust.vouch(bytes, terms);
    if (!vouched.ok) return vouched;
    held.delete(preview.packageId);
    const kept = await trust.keepPackage(vouched.value.fileName.replace(/\.json$/, ''), vouched.value.bytes);
    if (!kept.ok) return kept;
    const change = { head: head('key-vouched', keyId, { office: officeId, file: vouched.value.fileName }), set: {} };
    return { ok: true, value: { preview, change, done: async () => ({ ok: true, value: null }) } };
  }

  function look({ name, bytes }: Held): Outcome<Looked> {
    const read = readEnvelope(bytes);
    if (!read.ok) return read;
    const envelope = read.value;
    const judgement = trust.judge(envelope);
    const content = judgement.accepted ? contentOf(envelope, judgement) : { ok: true as const, value: NOTHING };
    const { issuer, kind, issuedAt, digest } = envelope;
    const known = judgement.signer?.name;
    const preview: PackagePreview = {
      packageId: digest,
      fileName: name,
      kind,
      issuedAt,
      // Whoever is not known is called what he calls himself, beside the word that nobody vouches for him.
      issuer: {
        officeId: issuer.officeId,
        name: known ?? { zh: issuer.officeId, en: issuer.officeId },
        keyId: issuer.keyId,
      },
      signature: judgement.signature,
      accepted: judgement.accepted && content.ok,
      level: content.ok ? judgement.level : null,
      error: content.ok ? judgement.error : content.error,
      counts: content.ok ? content.value.counts : {},
      ...(content.ok &&
        content.value.problems.length > 0 && { problems: content.value.problems.slice(0, MAX_PROBLEMS) }),
    };
    return { ok: true, value: { envelope, judgement, content: content.ok ? content.value : NOTHING, preview } };
  }

  function contentOf(envelope: Envelope, judgement: Judgement): Outcome<Content> {
    switch (envelope.kind) {
      case 'reviews': {
        const parsed = parse(reviewsPayload, envelope.payload);
        if (!parsed.ok) return parsed;
        return { ok: true, value: planReviews(parsed.value, envelope, judgement.signer, { trust, store, now }) };
      }
      case 'programme': {
        const parsed = parse(programmePackSchema, envelope.payload);
        if (!parsed.ok) return parsed;
        return { ok: true, value: { ...NOTHING, ...planProgramme(parsed.value, store) } };
      }
      case 'network': {
        const parsed = parse(networkPackSchema, envelope.payload);
        if (!parsed.ok) return parsed;
        // Which chains are followed a person decides in Settings, where the same signature is judged by the same rules.
        // Taking the file in here would look like that decision, and be none.
        return refuse('network-in-settings', { chains: parsed.value.chains.length });
      }
      case 'keys': {
        const counts = trust.previewKeys(envelope);
        return counts.ok ? { ok: true, value: { ...NOTHING, counts: counts.value } } : counts;
      }
      default:
        envelope.kind satisfies never;
        return { ok: true, value: NOTHING };
    }
  }

  return {
    async read({ name, bytes }) {
      const file = { name, bytes };
      const looked = lookAtRequest(file) ?? look(file);
      if (!looked.ok) return looked;
      const preview = 'preview' in looked.value ? looked.value.preview : looked.value;
      held.delete(preview.packageId);
      held.set(preview.packageId, { name, bytes });
      keepNewest(held);
      return { ok: true, value: preview };
    },
    async accept({ packageId }) {
      const not = mayWrite(trust.identity());
      if (not !== null) return { ok: false, error: not };
      const file = held.get(packageId);
      if (file === undefined) return refuse('package-gone', { packageId });
      const request = lookAtRequest(file);
      if (request !== null) return request.ok ? acceptRequest(request.value, file.bytes) : request;
      const looked = look(file);
      if (!looked.ok) return looked;
      const { envelope, judgement, content, preview } = looked.value;
      if (!preview.accepted) return { ok: false, error: preview.error ?? trustError('unsigned') };
      const details = { kind: envelope.kind, office: envelope.issuer.officeId, keyId: envelope.issuer.keyId ?? '' };
      const line = { ...details, signature: judgement.signature, ...content.counts };
      if (envelope.kind === 'keys') {
        const kept = await trust.acceptKeys(file.bytes);
        if (!kept.ok) return kept;
        held.delete(packageId);
        const isNew = (content.counts['granted'] ?? 0) + (content.counts['stopped'] ?? 0) > 0;
        const change = isNew ? { head: head('keys-accepted', packageId, line), set: {} } : null;
        return { ok: true, value: { preview, change, done: async () => ({ ok: true, value: null }) } };
      }
      const isNew = Object.values(content.set).some((rows) => rows.length > 0);
      const change = isNew ? { head: head('package-accepted', packageId, line), set: content.set } : null;
      async function done(): Promise<Outcome<null>> {
        held.delete(packageId);
        const kept = await trust.keepPackage(packageId, file?.bytes ?? new Uint8Array());
        if (!kept.ok) return kept;
        const met = judgement.signature === 'unknown-key' ? await trust.remember(envelope.keys) : kept;
        if (!met.ok || Object.keys(content.taken).length === 0) return met;
        return trust.recordExchange((record) => ({ ...record, taken: { ...record.taken, ...content.taken } }));
      }
      return { ok: true, value: { preview, change, done } };
    },
    async build({ period }) {
      const who = trust.identity();
      const not = mayWrite(who);
      if (not !== null) return { ok: false, error: not };
      const payload = packageContent(store, who, period, trust.exchanged().sent);
      if (payload.reviews.length === 0) return refuse('package-empty', { period: period ?? '' });
      const sealed = await trust.sealEnvelope('reviews', payload);
      if (!sealed.ok) return sealed;
      const fileName = `${who.officeId}-${period ?? 'new'}-${dayOf(now())}.reviews.json`;
      const counts = { reports: payload.reports.length, reviews: payload.reviews.length };
      const reviewIds = payload.reviews.map(({ reviewId }) => reviewId);
      unsaved.set(digestOf(sealed.value), { fileName, reviewIds });
      keepNewest(unsaved);
      return {
        ok: true,
        value: {
          file: { fileName, bytes: sealed.value },
          head: head('package-built', fileName, { period: period ?? '', keyId: who.key?.keyId ?? '', ...counts }),
        },
      };
    },
    async saved({ packageId }) {
      const built = unsaved.get(packageId);
      if (built === undefined) return refuse('package-gone', { packageId });
      const { fileName, reviewIds } = built;
      const marked = await trust.recordExchange((record) => ({
        ...record,
        sent: [...new Set([...record.sent, ...reviewIds])],
      }));
      if (!marked.ok) return marked;
      unsaved.delete(packageId);
      return { ok: true, value: { head: head('package-saved', fileName, { packageId, reviews: reviewIds.length }) } };
    },
  };
}

function keepNewest(files: Map<string, unknown>): void {
  for (const oldest of [...files.keys()].slice(0, -MAX_HELD)) files.delete(oldest);
}

function parse<T>(schema: v.GenericSchema<unknown, T>, payload: unknown): Outcome<T> {
  const parsed = v.safeParse(schema, payload, { abortEarly: true });
  return parsed.success ? { ok: true, value: parsed.output } : refuse('package-content', whereAndWhy(parsed.issues));
}
