import type { FileBytes, OfficeRequest, PackagePreview } from '../contract/office.ts';
import type { Outcome } from '../contract/services.ts';
import type { ChangeHead, ChangeSet } from '../programme/model.ts';
import type { NetworkPack } from '../programme/packs.ts';
import type { ProgrammeStore } from '../programme/seams.ts';
import type { Trust } from '../programme/trust/types.ts';

// Signed packages between offices. `read` looks and keeps the file in mind; `accept` answers what is to be stored and
// forgets it. Nothing is written here but the record of what went out and came in, and statements about keys.

export interface PackagesDeps {
  readonly trust: Trust;
  readonly store: Pick<ProgrammeStore, 'report' | 'reportHistory' | 'reviews' | 'findings' | 'master' | 'periods'>;
  readonly now: () => number;
}

export interface AcceptedPackage {
  readonly preview: PackagePreview;
  /** For `store.apply`; null: nothing new is in it, or it is not for the store (keys, network). */
  readonly change: { readonly head: ChangeHead; readonly set: ChangeSet } | null;
  /** A network package: the chains to be followed. */
  readonly network: NetworkPack | null;
  /** To be called once the change is stored. */
  done(): Promise<Outcome<null>>;
}

export interface Packages {
  read(request: OfficeRequest<'packageRead'>): Promise<Outcome<PackagePreview>>;
  accept(request: OfficeRequest<'packageAccept'>): Promise<Outcome<AcceptedPackage>>;
  /** `head` is for the audit log. `done` marks the reviews as sent: to be called once the person has the file. */
  build(
    request: OfficeRequest<'packageBuild'>,
  ): Promise<Outcome<{ readonly file: FileBytes; readonly head: ChangeHead; done(): Promise<Outcome<null>> }>>;
}
