import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fromHex } from '../../light-client/codec/hex.ts';
import { NANOS_PER_SECOND } from '../../light-client/codec/time.ts';
import { toUtf8 } from '../../light-client/codec/utf8.ts';
import { buildEvidence } from '../../light-client/evidence/build.ts';
import { headerHash } from '../../light-client/families/cometbft/hashing.ts';
import { parseLightBlock } from '../../light-client/families/cometbft/rpcJson.ts';
import type { LightBlock } from '../../light-client/families/cometbft/types.ts';
import { decodeMerkleProof } from '../../light-client/proofs/ics23/decode.ts';
import { encodeCommitmentProof } from '../../light-client/proofs/ics23/encode.ts';

// Evidence files made from recorded headers and proofs of public chains, at test time: the recordings lie beside the
// repository and nothing made from them is kept in it.

export const REAL_VECTORS = path.resolve(import.meta.dirname, '../../../shared/vectors/cometbft');

export interface RealEvidence {
  readonly file: Uint8Array;
  readonly anchor: { readonly chainId: string; readonly height: bigint; readonly hash: Uint8Array };
  readonly verifiedAt: bigint;
  /** As the claim must say it. */
  readonly subject: string;
  readonly value: string | null;
}

const RECORDS = {
  /** A packet commitment of the Injective main net, under the header that carries it. */
  'injective-commitment': { id: 'injective-1-67954071-packet_commitment', from: [] },
  /** A receipt that was absent on the Cosmos Hub. */
  'cosmoshub-absence': { id: 'cosmoshub-4-6185877-packet_receipt_absence', from: [] },
  /** An acknowledgement on the Cronos test net, reached from a header 7109 blocks earlier. */
  'cronos-acknowledgement': {
    id: 'cronostestnet_338-1-15845-packet_acknowledgement',
    from: ['cronostestnet_338-1/8736.json'],
  },
} as const;

export type RealEvidenceName = keyof typeof RECORDS;
export const REAL_EVIDENCE = Object.keys(RECORDS) as RealEvidenceName[];

function lightBlock(file: string): LightBlock {
  const text = readFileSync(path.join(REAL_VECTORS, 'real-chains/light-blocks', file), 'utf8');
  return parseLightBlock(JSON.parse(text), 'light_block', 'tendermint');
}

/** undefined where the recordings are not at hand. */
export function realEvidence(name: RealEvidenceName = 'cronos-acknowledgement'): RealEvidence | undefined {
  const list = path.join(REAL_VECTORS, 'ibc/merkle-proofs.json');
  if (!existsSync(list)) return undefined;
  const { id, from } = RECORDS[name];
  const records = JSON.parse(readFileSync(list, 'utf8')) as Record<string, string>[];
  const record = records.find((candidate) => candidate['id'] === id);
  if (record === undefined) return undefined;
  const trace = [...from, record['light_block'] as string].map(lightBlock);
  const anchorHeader = (trace[0] as LightBlock).signedHeader.header;
  const header = (trace[trace.length - 1] as LightBlock).signedHeader.header;
  const proofs = decodeMerkleProof(fromHex(record['merkle_proof'] as string));
  if (!proofs.ok) throw new Error('the recorded proof cannot be decoded');
  const store = record['store'] as string;
  const key = toUtf8(record['key_utf8'] as string);
  const recorded = record['value'] as string | null;
  const anchor = { chainId: header.chainId, height: anchorHeader.height, hash: headerHash(anchorHeader) as Uint8Array };
  const verifiedAt = header.time + 60n * NANOS_PER_SECOND;
  const file = buildEvidence({
    title: { zh: '公开链记录', en: 'Record of a public chain' },
    unit: null,
    demo: false,
    network: {
      keyTable: 'tendermint',
      parameters: {
        trustLevel: { numerator: 1n, denominator: 3n },
        trustingPeriod: 1_209_600n * NANOS_PER_SECOND,
        maxClockDrift: 10n * NANOS_PER_SECOND,
      },
      anchor: { height: anchor.height, hash: anchor.hash },
      issuedBy: null,
    },
    trace,
    proof: {
      kind: 'state',
      store,
      key,
      value: fromHex(recorded ?? ''),
      ops: proofs.value.map((proof, i) => ({
        type: i === 0 ? 'ics23:iavl' : 'ics23:simple',
        key: i === 0 ? key : toUtf8(store),
        data: encodeCommitmentProof(proof),
      })),
    },
    verifiedAt,
  });
  return { file, anchor, verifiedAt, subject: `${store}/${record['key_utf8']}`, value: recorded };
}
