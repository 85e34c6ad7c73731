import type { Cases } from './cases.ts';
import type { SetFolder } from './folder.ts';
import { runAbciQueries } from './sets/abciQueries.ts';
import { runConformanceBisection, runForkDerived } from './sets/bisection.ts';
import { runKeyTypes } from './sets/blocks.ts';
import { runGuomi } from './sets/guomi.ts';
import { runHashing } from './sets/hashing.ts';
import { runIbc } from './sets/ibc.ts';
import { runIcs23 } from './sets/ics23.ts';
import { runKeys } from './sets/keys.ts';
import { runRealChains } from './sets/realChains.ts';
import { runRpcShapes } from './sets/rpcShapes.ts';
import { runConformanceSingleStep, runModelBasedGo, runModelBasedRs } from './sets/singleStep.ts';
import type { SetTools } from './tools.ts';

/** Runs the cases of one set and records every outcome. */
export type SetRunner = (folder: SetFolder, cases: Cases, tools: SetTools) => void | Promise<void>;

/** Sets of the implemented families, by the folder's name. */
export const SETS: Readonly<Record<string, SetRunner>> = {
  hashing: runHashing,
  keys: runKeys,
  'key-types': runKeyTypes,
  ics23: runIcs23,
  'mbt-single-step-rs': runModelBasedRs,
  'mbt-single-step-go': runModelBasedGo,
  'conformance-single-step': runConformanceSingleStep,
  'conformance-bisection': runConformanceBisection,
  'real-chains': runRealChains,
  'abci-queries': runAbciQueries,
  ibc: runIbc,
  'rpc-shapes': runRpcShapes,
  'fork-derived': runForkDerived,
  guomi: runGuomi,
};

/** Folders of families that are not implemented: named, so that a whole tree of vectors can be given. */
export const NOT_IMPLEMENTED: Readonly<Record<string, string>> = {
  chainmaker: 'ChainMaker is not implemented yet',
  'ecdsa-wycheproof': 'P-256 certificates belong to families that are not implemented yet',
  'evm-mpt': 'EVM proof of authority is not implemented yet',
  'evm-poa': 'EVM proof of authority is not implemented yet',
  fabric: 'Hyperledger Fabric is not implemented yet',
  'fisco-bcos': 'FISCO BCOS is not implemented yet',
};
