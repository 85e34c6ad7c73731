import type { Cases } from './cases.ts';
import type { SetFolder } from './folder.ts';
import { runIcs23 } from './sets/ics23.ts';
import type { SetTools } from './tools.ts';

/** Runs the cases of one set and records every outcome. */
export type SetRunner = (folder: SetFolder, cases: Cases, tools: SetTools) => void | Promise<void>;

/** Sets of the implemented families, by the folder's name. */
export const SETS: Readonly<Record<string, SetRunner>> = {
  ics23: runIcs23,
};

/** Folders of families that are not implemented: named, so that a whole tree of vectors can be given. */
export const NOT_IMPLEMENTED: Readonly<Record<string, string>> = {
  chainmaker: 'ChainMaker is not implemented yet',
  'ecdsa-wycheproof': 'P-256 certificates belong to families that are not implemented yet',
  'evm-mpt': 'EVM proof of authority is not implemented yet',
  'evm-poa': 'EVM proof of authority is not implemented yet',
  fabric: 'Hyperledger Fabric is not implemented yet',
  'fisco-bcos': 'FISCO BCOS is not implemented yet',
  guomi: 'national cryptography outside CometBFT keys is not implemented yet',
};
