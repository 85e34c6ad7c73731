import type { Text } from '../../contract/chain.ts';
import type { WireError } from '../../contract/error.ts';
import type { FileBytes, Identity, PackagePreview, SignerView } from '../../contract/office.ts';
import type { Outcome } from '../../contract/services.ts';
import type { Review } from '../model.ts';
import type { ReportOffice } from '../packs.ts';
import type { KeyRequest } from './keyRequest.ts';

// Who signs, who may sign, and what a signature is worth here. Functions that make these things:
//   createTrust(deps: TrustDeps): Promise<Trust>                     trust/trust.ts
//   createReviews(deps: ReviewsDeps): Reviews                        ../reviews.ts
//   createPackages(deps: PackagesDeps): Packages                     ../../exchange/packages.ts
//   fileKeeper(): KeyKeeper                                          trust/keepers.ts (plain Node)
//   keeperOverMessages(port): KeyKeeper; serveKeeper(port, keeper)   trust/keepers.ts (worker side; main side)
//   systemKeeper(safeStorage...): KeyKeeper                          main/electron/keychain.ts
//   readOperatorTrust(file): Promise<Outcome<OperatorTrust>>         trust/operatorTrust.ts (trust.json in the data folder)
//   mayWrite, mayWriteScenarios, mayWriteSubject                     trust/roles.ts

export type Algorithm = 'ed25519' | 'sm2';
export type EnvelopeKind = 'programme' | 'network' | 'reviews' | 'keys';
export type SignerRight = 'programme' | 'network' | 'reviews' | 'reports' | 'keys';

/** Lower-case hex: 32 bytes for ed25519, 33 bytes compressed for SM2. `keyId` is a fingerprint of the other two. */
export interface PublicKey {
  readonly keyId: string;
  readonly algorithm: Algorithm;
  readonly publicKey: string;
}

/** Both empty: the whole country. */
export interface Area {
  readonly zoneIds: readonly string[];
  /** Of entities: ISO 3166-2. */
  readonly provinces: readonly string[];
}

/** What somebody vouches for: this key is that office's, may sign this, for that area, from then on. */
export interface Grant extends PublicKey, Area {
  readonly ownerId: string;
  readonly name: Text;
  readonly may: readonly SignerRight[];
  readonly validFrom: string;
  readonly validTo: string | null;
}

/** A grant as this machine holds it. */
export interface Signer extends Grant {
  readonly root: boolean;
  /** keyId of whoever vouched; null: the operator of this machine, or an office named in a programme pack. */
  readonly vouchedBy: string | null;
  readonly grantedAt: string;
  readonly stopped: { readonly at: string; readonly why: 'replaced' | 'revoked' } | null;
}

/** What becomes of what nobody known has signed: refused, or kept as `reported`. Never more. */
export interface TrustPolicy {
  readonly unsigned: 'refuse' | 'as-reported';
}

/** The operator's own word, from a file that the view cannot write. */
export interface OperatorTrust extends TrustPolicy {
  readonly roots: readonly Grant[];
}

/** A private key as it lies on disk. */
export interface SealedKey {
  readonly keptBy: 'system' | 'file';
  /** Lower-case hex: sealed by the system, or (keptBy 'file') the secret itself in a file that only its owner may read. */
  readonly data: string;
}

/** Seals and opens the private half. The system's keychain lives in the main thread; the office asks it over messages. */
export interface KeyKeeper {
  seal(secret: Uint8Array): Promise<Outcome<SealedKey>>;
  open(sealed: SealedKey): Promise<Outcome<Uint8Array>>;
}

export interface TrustDeps {
  /** identity.json, signers.json and exchange.json lie here; created where it does not exist. */
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly keeper: KeyKeeper;
  readonly operator: OperatorTrust;
  /** Of the programme pack: may sign reports, nothing else. Asked often: the same array while nothing has changed. */
  readonly offices: () => readonly Readonly<ReportOffice>[];
  /** A statement about keys was taken in: whatever rests on who may sign may be another now. */
  readonly onKeys?: () => void;
  /** Who works here while nobody has said so. */
  readonly nobody: Omit<Identity, 'key'>;
  /** The secret by which an office is known already; null: a new one is made. For the demo, whose offices are invented. */
  readonly presetKey?: (officeId: string, algorithm: Algorithm) => Uint8Array | null;
}

/** A signed file that was read: shape and limits are good, signatures were checked; whose keys they are is another question. */
export interface Envelope {
  readonly kind: EnvelopeKind;
  readonly issuedAt: string;
  readonly issuer: { readonly officeId: string; readonly keyId: string | null };
  readonly payload: unknown;
  /** That signed, the issuer's among them; none: unsigned. */
  readonly keys: readonly PublicKey[];
  /** The first signature that is not good; null: all are. */
  readonly badKeyId: string | null;
  /** SHA-256 of the whole file, lower-case hex. */
  readonly digest: string;
}

/** What policy and the signers known here make of an envelope. */
export interface Judgement {
  readonly signature: PackagePreview['signature'];
  readonly accepted: boolean;
  readonly level: 'reported' | 'signed' | null;
  /** Why not, or why only as `reported`. */
  readonly error: WireError | null;
  readonly signer: Signer | null;
}

export interface Trust {
  readonly policy: TrustPolicy;
  identity(): Identity;
  saveIdentity(identity: Omit<Identity, 'key'>): Promise<Outcome<Identity>>;
  createKey(request: { readonly algorithm: Algorithm }): Promise<Outcome<Identity>>;
  /** The request to be vouched for; after a change of keys also the old key's word for the new one. */
  exportKey(): Promise<Outcome<FileBytes>>;
  /** The statement by which a key became known here, for its office and for every other machine. */
  exportVouching(request: { readonly keyId: string }): Promise<Outcome<FileBytes>>;
  signers(): readonly SignerView[];
  signer(keyId: string): Signer | null;
  judge(envelope: Envelope): Judgement;
  /** A whole signed file, with this machine's key. */
  sealEnvelope(kind: EnvelopeKind, payload: unknown): Promise<Outcome<Uint8Array>>;
  /** keyId and signature for a review; both null where this machine has no key. */
  signReview(
    review: Omit<Review, 'keyId' | 'signature'>,
  ): Promise<Outcome<{ readonly keyId: string | null; readonly signature: string | null }>>;
  /** `keys`: further public halves at hand, those of the package in which the review came. */
  reviewSignature(review: Review, keys?: readonly PublicKey[]): 'signed' | 'unknown-key' | 'unsigned' | 'bad';
  /** Whose signature on a report document counts now: for `readDocument`. */
  reportOffices(): readonly ReportOffice[];
  /** Statements about keys, judged one by one against what is known. Nothing is kept where one of them is refused. */
  previewKeys(
    envelope: Envelope,
  ): Outcome<{ readonly granted: number; readonly stopped: number; readonly same: number }>;
  acceptKeys(text: Uint8Array): Promise<Outcome<null>>;
  /** What a request asks for, where this machine may vouch for it: nothing is signed yet. */
  previewRequest(request: Uint8Array): Outcome<KeyRequest>;
  /** Signs, as this machine, that a key is an office's: for whoever has the right to sign keys. */
  vouch(
    request: Uint8Array,
    terms: Pick<Grant, 'may' | 'zoneIds' | 'provinces' | 'validFrom' | 'validTo'>,
  ): Promise<Outcome<FileBytes>>;
  revoke(keyId: string, from: string, reason: string): Promise<Outcome<FileBytes>>;
  /** Public halves met in accepted packages that nobody vouches for. */
  remember(keys: readonly PublicKey[]): Promise<Outcome<null>>;
  /** The file as it came, beside the database: what rests on its signature can be checked again. */
  keepPackage(digest: string, bytes: Uint8Array): Promise<Outcome<null>>;
  exchanged(): ExchangeRecord;
  recordExchange(change: (record: ExchangeRecord) => ExchangeRecord): Promise<Outcome<null>>;
  /** What was found wrong with the files at the start. */
  readonly problems: readonly WireError[];
}

/** What went out and came in, so that a package is neither sent twice nor taken back by an older one. */
export interface ExchangeRecord {
  /** Ids of the reviews that were exported. */
  readonly sent: readonly string[];
  /** Newest version taken in of each report: "office scenario period" -> version at that office. */
  readonly taken: Readonly<Record<string, number>>;
}
