import { fromHex } from '../../../../light-client/codec/hex.ts';
import { toUtf8 } from '../../../../light-client/codec/utf8.ts';
import {
  type ChainedProof,
  verifyMembership,
  verifyNonMembership,
} from '../../../../light-client/proofs/ics23/chained.ts';
import { decodeMerkleProof } from '../../../../light-client/proofs/ics23/decode.ts';
import { IAVL_SPEC, TENDERMINT_SPEC } from '../../../../light-client/proofs/ics23/specs.ts';
import { type Cases, reasonOf } from '../cases.ts';
import type { SetFolder } from '../folder.ts';
import { casesOf, type Json, object, text } from '../json.ts';
import type { SetTools } from '../tools.ts';
import { readBlock } from './blocks.ts';

/** Proofs that relayers carried, under the root of the header that they name. */
export function runIbc(folder: SetFolder, cases: Cases, tools: SetTools): void {
  for (const file of folder.json()) {
    const base = file.slice(file.lastIndexOf('/') + 1);
    if (/^merkle-proofs/.test(base)) merkleProofs(folder, file, cases, tools);
  }
}

function merkleProofs(folder: SetFolder, file: string, cases: Cases, tools: SetTools): void {
  const headers = folder.sibling('real-chains');
  for (const data of casesOf(folder.read(file))) {
    const name = text(data['id']);
    cases.checkVerdict(name, data['expected'] === 'valid', () => judge(data, tools));
    const from = data['light_block'];
    if (from === undefined || from === null || data['expected'] !== 'valid') continue;
    const recorded = headers?.files.find((candidate) => candidate.endsWith(`/${text(from)}`));
    if (headers === undefined || recorded === undefined) continue;
    cases.check(`${name} (root of the header)`, text(data['root']).toLowerCase(), () => {
      const { header } = readBlock(object(headers.read(recorded))).signedHeader;
      return Buffer.from(header.appHash).toString('hex');
    });
  }
}

function judge(data: Json, { suite }: SetTools): string | undefined {
  const proofs = decodeMerkleProof(fromHex(text(data['merkle_proof'])));
  if (!proofs.ok) return reasonOf(proofs.error);
  const chain: ChainedProof = {
    proofs: proofs.value,
    specs: [IAVL_SPEC, TENDERMINT_SPEC],
    path: [toUtf8(text(data['store'])), toUtf8(text(data['key_utf8']))],
  };
  const root = fromHex(text(data['root']));
  const result =
    data['kind'] === 'membership'
      ? verifyMembership(chain, root, fromHex(text(data['value'])), suite.sha256)
      : verifyNonMembership(chain, root, suite.sha256);
  return result.ok ? undefined : reasonOf(result.error);
}
