import type { BlockView } from '../../light-client/core/family.ts';
import type { CryptoSuite } from '../../light-client/crypto/suite.ts';
import type { KeyTable } from '../../light-client/families/cometbft/keys.ts';
import { blockHash } from '../../light-client/families/cometbft/memo.ts';
import { encodeHeader, encodeLightBlock } from '../../light-client/families/cometbft/proto.ts';
import { decodeHeader, decodeLightBlock } from '../../light-client/families/cometbft/protoDecode.ts';
import type { Header, LightBlock } from '../../light-client/families/cometbft/types.ts';
import type { StoreCodec } from './types.ts';

/** CometBFT's blocks as protobuf. The next validator set is not stored: the header's hash of it is. */
export function cometbftStoreCodec(keyTable: KeyTable, suite: CryptoSuite): StoreCodec<LightBlock, Header> {
  const viewHeader = (header: Header): BlockView => ({
    chainId: header.chainId,
    height: header.height,
    time: header.time,
    hash: blockHash(header, suite),
    parentHash: header.lastBlockId.hash,
  });
  return {
    family: 'cometbft',
    view: (block) => viewHeader(block.signedHeader.header),
    viewHeader,
    headerOf: (block) => block.signedHeader.header,
    encodeBlock: encodeLightBlock,
    decodeBlock: (bytes) => decodeLightBlock(bytes, keyTable),
    encodeHeader,
    decodeHeader: (bytes) => decodeHeader(bytes),
    facts: (header) => ({
      proposer: header.proposerAddress,
      appHash: header.appHash,
      validatorsHash: header.validatorsHash,
    }),
  };
}
