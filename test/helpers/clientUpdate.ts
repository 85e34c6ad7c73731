import { fromHex, toHex } from '../../light-client/codec/hex.ts';
import { ProtoReader } from '../../light-client/codec/protobuf.ts';
import { formatTime, parseTime } from '../../light-client/codec/time.ts';
import type { CryptoSuite } from '../../light-client/crypto/suite.ts';
import {
  decodeClientHeader,
  decodeClientState,
  decodeConsensusState,
} from '../../light-client/interchain/tendermintClient.ts';
import { knownSpecs, verifyClientUpdate } from '../../light-client/interchain/verifyUpdate.ts';

// What one chain keeps of another, and what a relayer brought to it: judged again as that chain judged it.

export interface ClientUpdate {
  /** Any of the client state before or after: both have the parameters. Hex, as all of these. */
  readonly clientState: string;
  /** Any of the consensus state at the update's trusted height. */
  readonly consensusState: string;
  readonly header: string;
  /** RFC 3339: when the chain judged it. */
  readonly at: string;
}

/** The value of an Any. */
export function anyValue(hex: string): Uint8Array {
  let value = new Uint8Array(0);
  new ProtoReader(fromHex(hex), 'any').forEach((number, field) => {
    if (number === 2) value = Uint8Array.from(field.bytes());
    return number <= 2;
  });
  return value;
}

export function judgeUpdate(update: ClientUpdate, suite: CryptoSuite): string {
  const client = decodeClientState(anyValue(update.clientState));
  const state = decodeConsensusState(anyValue(update.consensusState));
  const header = decodeClientHeader(anyValue(update.header), 'tendermint');
  const result = verifyClientUpdate(client, state, header.trustedHeight, header, parseTime(update.at), suite);
  const { height } = header.signedHeader.header;
  const from = `${client.chainId} ${header.trustedHeight.height} → ${height}, specs ${knownSpecs(client)}`;
  if (!result.ok) return `${from}: refused: ${result.error.code}`;
  return `${from}: root ${toHex(result.value.root)} ${formatTime(result.value.timestamp)}`;
}
