import { fromHex } from '../../../../light-client/codec/hex.ts';
import { parseTime } from '../../../../light-client/codec/time.ts';
import { toUtf8 } from '../../../../light-client/codec/utf8.ts';
import { attempt, fail, type Result } from '../../../../light-client/core/errors.ts';
import {
  decodeClientHeader,
  decodeClientState,
  decodeConsensusState,
  type TendermintClientState,
  type TendermintConsensusState,
} from '../../../../light-client/interchain/tendermintClient.ts';
import { verifyClientMembership, verifyClientUpdate } from '../../../../light-client/interchain/verifyUpdate.ts';
import {
  type ChainedProof,
  verifyMembership,
  verifyNonMembership,
} from '../../../../light-client/proofs/ics23/chained.ts';
import { decodeMerkleProof } from '../../../../light-client/proofs/ics23/decode.ts';
import { IAVL_SPEC, TENDERMINT_SPEC } from '../../../../light-client/proofs/ics23/specs.ts';
import { type Cases, reasonOf } from '../cases.ts';
import type { SetFolder } from '../folder.ts';
import { casesOf, type Json, list, object, text } from '../json.ts';
import type { SetTools } from '../tools.ts';
import { readBlock } from './blocks.ts';

/** Proofs that relayers carried under the root of the header that they name, and messages to on-chain clients. */
export function runIbc(folder: SetFolder, cases: Cases, tools: SetTools): void {
  const labels = clientLabels(folder);
  for (const file of folder.json()) {
    const base = file.slice(file.lastIndexOf('/') + 1);
    if (base === 'expected.json') continue;
    if (/^merkle-proofs/.test(base)) merkleProofs(folder, file, cases, tools);
    else clientMessage(file, object(folder.read(file), file), labels.get(base), cases, tools);
  }
}

/** `clients/expected.json`: what is expected of each fixture beside it. */
function clientLabels(folder: SetFolder): ReadonlyMap<string, boolean> {
  const labels = new Map<string, boolean>();
  for (const file of folder.json(/(^|\/)expected\.json$/)) {
    for (const data of casesOf(folder.read(file))) {
      const named = text(data['file']);
      labels.set(named.slice(named.lastIndexOf('/') + 1), data['expected'] === 'valid');
    }
  }
  return labels;
}

function clientMessage(file: string, data: Json, label: boolean | undefined, cases: Cases, tools: SetTools): void {
  const hasState = typeof data['client_state_hex'] === 'string' && typeof data['consensus_state_hex'] === 'string';
  const update = data['update_client_message'];
  const membership = data['membership_msg'];
  if (!hasState || (update === undefined && membership === undefined)) {
    cases.skip(file, 'neither an update nor a membership proof with the client it is for');
  } else if (label === undefined) cases.skip(file, 'expected.json says nothing of this file');
  else {
    cases.checkVerdict(file, label, () => {
      const result = update === undefined ? judgeMembership(data, tools) : judgeUpdate(data, tools);
      return result.ok ? undefined : reasonOf(result.error);
    });
  }
}

function states(data: Json): Result<{ client: TendermintClientState; state: TendermintConsensusState }> {
  return attempt('bad-encoding', () => ({
    client: decodeClientState(fromHex(text(data['client_state_hex']))),
    state: decodeConsensusState(fromHex(text(data['consensus_state_hex']))),
  }));
}

/** The consensus state given is the one at the client's latest height; the time is that of the recording. */
function judgeUpdate(data: Json, { suite }: SetTools): Result<unknown> {
  const message = object(data['update_client_message']);
  const decoded = states(data);
  if (!decoded.ok) return decoded;
  const { client, state } = decoded.value;
  const header = attempt('bad-encoding', () =>
    decodeClientHeader(fromHex(text(message['client_message_hex'])), 'tendermint'),
  );
  if (!header.ok) return header;
  const named = BigInt(String(message['trusted_height'] ?? client.latestHeight.height));
  if (named !== client.latestHeight.height) return fail('unexpected-height', { asked: String(named) });
  const now = parseTime(text(object(data['metadata'])['generated_at']));
  return verifyClientUpdate(client, state, client.latestHeight, header.value, now, suite);
}

function judgeMembership(data: Json, { suite }: SetTools): Result<unknown> {
  const message = object(data['membership_msg']);
  const decoded = states(data);
  if (!decoded.ok) return decoded;
  const { client, state } = decoded.value;
  // Keys of IBC v2 are bytes, written as the characters of Latin-1.
  const path = list(message['path']).map((part) => Uint8Array.from(Buffer.from(text(part), 'latin1')));
  const proof = fromHex(text(message['proof']));
  const value = fromHex(text(message['value']));
  return verifyClientMembership(client, state, path, proof, value, suite);
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
