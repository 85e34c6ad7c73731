import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { canonicalJson } from '../codec/canonicalJson.ts';
import { toHex } from '../codec/hex.ts';
import type { Header, LightBlock } from '../families/cometbft/types.ts';
import type { Hash } from '../proofs/merkle.ts';
import {
  type EvidenceContent,
  type EvidenceDocument,
  type EvidenceNetwork,
  type EvidenceProof,
  encodeContent,
} from './content.ts';
import { frameEvidence } from './file.ts';
import type { EvidenceClaim } from './report.ts';
import { decodeStateValue, documentIndicator, stateSubject } from './values.ts';

/** What an evidence file is made from. Subject and value of the claim follow from the proof and are not asked. */
export interface EvidenceInput {
  readonly title: { readonly zh: string; readonly en: string };
  readonly unit: string | null;
  readonly demo: boolean;
  readonly network: EvidenceNetwork;
  /** From the anchor's block to the last one that signatures lead to; at least the anchor's block. */
  readonly trace: readonly LightBlock[];
  /** Headers below the last block, by hash link; the last one carries the proof's root. */
  readonly backwards?: readonly Header[];
  readonly proof: EvidenceProof;
  readonly document?: EvidenceDocument;
  readonly verifiedAt: EvidenceContent['verifiedAt'];
}

/** The bytes of a `.plev` file. Whether they hold is for `verifyEvidence` to say: hand out nothing that it refuses. */
export function buildEvidence(input: EvidenceInput, sha256: Hash = nobleSha256): Uint8Array {
  const { network, trace, backwards = [], proof, document = null, verifiedAt } = input;
  const header = backwards[backwards.length - 1] ?? trace[trace.length - 1]?.signedHeader.header;
  if (header === undefined) throw new Error('an evidence file needs the block of its anchor');
  const claim: EvidenceClaim = {
    ...claimOf(proof, document, sha256),
    chainId: header.chainId,
    family: 'cometbft',
    height: String(header.height),
    title: input.title,
    unit: input.unit,
    demo: input.demo,
  };
  const content: EvidenceContent = { claim, network, trace, backwards, proof, document, verifiedAt };
  return frameEvidence(canonicalJson(encodeContent(content)), sha256);
}

function claimOf(
  proof: EvidenceProof,
  document: EvidenceDocument | null,
  sha256: Hash,
): Pick<EvidenceClaim, 'kind' | 'subject' | 'value'> {
  if (proof.kind === 'transaction') {
    return { kind: 'transaction', subject: toHex(sha256(proof.proof.transaction)), value: null };
  }
  const subject = stateSubject(proof.store, proof.key);
  if (proof.value.length === 0) return { kind: 'absence', subject, value: null };
  if (document === null) return { kind: 'state', subject, value: decodeStateValue(proof.value) };
  const stated = document.indicator === null ? undefined : documentIndicator(document.text, document.indicator);
  return { kind: 'anchored-report', subject, value: stated?.value ?? toHex(proof.value) };
}
