import { toBase64 } from '../../../light-client/codec/base64.ts';
import { fromUtf8, toUtf8 } from '../../../light-client/codec/utf8.ts';
import type { ChainView } from '../chain.ts';
import { type ProofOp, prove, read } from '../multiStore.ts';
import { currentPeriod } from '../plan.ts';
import { documentName, documentOf } from '../reports.ts';

// abci_query as an SDK application answers it. Sources: cosmos-sdk baseapp/abci.go, store/rootmulti/store.go.

export interface QueryAnswer {
  readonly code: number;
  readonly log: string;
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly proof: readonly ProofOp[] | undefined;
  readonly height: number;
  readonly codespace: string;
}

const NONE = new Uint8Array(0);
const UNKNOWN_REQUEST = 6;
const INVALID_REQUEST = 18;
const NOT_FOUND = 38;

function refused(code: number, log: string, height: number): QueryAnswer {
  return { code, log, key: NONE, value: NONE, proof: undefined, height, codespace: 'sdk' };
}

/** How many quarters back a document can still be asked for. */
const PERIODS_SERVED = 8;

export function query(view: ChainView, path: string, data: Uint8Array, asked: number, withProof: boolean): QueryAnswer {
  if (path === '/pilot/report') return reportDocument(view, data);
  const parts = /^\/store\/([^/]+)\/key$/.exec(path);
  if (parts === null) return refused(UNKNOWN_REQUEST, `unknown query path: ${path}: unknown request`, 0);
  const store = parts[1] as string;
  const height = asked === 0 ? view.height : asked;
  if (height <= 1 && withProof) {
    const log = 'cannot query with proof when height <= 1; please provide a valid height: invalid request';
    return refused(INVALID_REQUEST, log, height);
  }
  const state = view.stateAt(height);
  if (state !== undefined && !state.stores.has(store)) {
    return refused(UNKNOWN_REQUEST, `no such store: ${store}: unknown request`, height);
  }
  if (state === undefined) {
    if (withProof) {
      const log = 'proof is unexpectedly empty; ensure height has not been pruned: invalid request';
      return refused(INVALID_REQUEST, log, height);
    }
    return { ...refused(0, 'version does not exist', height), key: data, codespace: '' };
  }
  if (data.length === 0) return refused(INVALID_REQUEST, 'query cannot be zero length: tx parse error', height);
  return {
    code: 0,
    log: '',
    key: data,
    value: read(state, store, data) ?? NONE,
    proof: withProof ? prove(state, store, data) : undefined,
    height,
    codespace: '',
  };
}

/** Unproven: the scenario's own document, as its unit serves it. */
function reportDocument(view: ChainView, data: Uint8Array): QueryAnswer {
  const { height } = view;
  const document = findDocument(view, data);
  if (document === undefined) return { ...refused(NOT_FOUND, 'no such report: not found', height), key: data };
  return { code: 0, log: '', key: data, value: document, proof: undefined, height, codespace: '' };
}

function findDocument(view: ChainView, data: Uint8Array): Uint8Array | undefined {
  let name: string;
  try {
    name = fromUtf8(data);
  } catch {
    return undefined;
  }
  const period = name.slice(name.lastIndexOf('/') + 1);
  const scenario = view.plan.scenarios.find(({ scenarioId }) => documentName(scenarioId, period) === name);
  const tipMs = view.block(view.height)?.createdAtMs;
  if (scenario === undefined || tipMs === undefined || !periodsUntil(currentPeriod(tipMs)).includes(period))
    return undefined;
  return documentOf(view.plan.seed, scenario, period);
}

function periodsUntil(newest: string): string[] {
  const last = Number(newest.slice(0, 4)) * 4 + Number(newest.slice(5)) - 1;
  return Array.from({ length: PERIODS_SERVED }, (_, i) => `${Math.floor((last - i) / 4)}Q${((last - i) % 4) + 1}`);
}

/**
 * A lying primary: each answer is wrong in another way, so that every check of a client has its turn. Never twice the
 * same in a row.
 */
export class Liar {
  #turn = 0;

  alter(view: ChainView, path: string, data: Uint8Array, honest: QueryAnswer): QueryAnswer {
    if (honest.code !== 0 || honest.value.length === 0) return honest;
    const value = alteredValue(honest.value);
    if (honest.proof === undefined) return { ...honest, value };
    switch (this.#turn++ % 6) {
      case 0: // another value under the honest proof
        return { ...honest, value };
      case 1: // a value for which the proof was changed too, so that it leads to another root
        return {
          ...honest,
          value,
          proof: honest.proof.map((op, i) => (i === 0 ? replaced(op, honest.value, value) : op)),
        };
      case 2: // an older value with its own proof, said to be of this height
        return stale(view, path, data, honest) ?? { ...honest, value };
      case 3: // the key is said not to be there
        return { ...honest, value: NONE };
      case 4: // no proof at all
        return { ...honest, value, proof: undefined };
      default: // one flipped bit on the way to the root
        return { ...honest, proof: honest.proof.map((op, i) => (i === 1 ? flipped(op) : op)) };
    }
  }
}

/** A larger number where it is one, a larger first number inside a document, else a flipped bit. */
function alteredValue(value: Uint8Array): Uint8Array {
  let text = '';
  try {
    text = fromUtf8(value);
  } catch {
    // Raw bytes: flipped below.
  }
  if (/^[0-9]{1,18}$/.test(text)) return toUtf8(String(BigInt(text) + 100_000n));
  if (/"value":"[0-9]/.test(text)) return toUtf8(text.replace('"value":"', '"value":"9'));
  return flip(value, value.length - 1);
}

function flip(bytes: Uint8Array, at: number): Uint8Array {
  const out = Uint8Array.from(bytes);
  out[at] = (out[at] as number) ^ 1;
  return out;
}

function flipped(op: ProofOp): ProofOp {
  return { ...op, data: flip(op.data, op.data.length - 5) };
}

/** The same proof with the value changed where it stands, when that is possible without changing lengths. */
function replaced(op: ProofOp, from: Uint8Array, to: Uint8Array): ProofOp {
  if (from.length !== to.length) return flipped(op);
  const at = Buffer.from(op.data).indexOf(Buffer.from(from));
  if (at < 0) return flipped(op);
  const data = Uint8Array.from(op.data);
  data.set(to, at);
  return { ...op, data };
}

function stale(view: ChainView, path: string, data: Uint8Array, honest: QueryAnswer): QueryAnswer | undefined {
  for (let height = honest.height - 1; height > honest.height - 60 && height > 1; height--) {
    if (view.stateAt(height) === undefined) return undefined;
    const older = query(view, path, data, height, true);
    if (toBase64(older.value) !== toBase64(honest.value)) return { ...older, height: honest.height };
  }
  return undefined;
}
