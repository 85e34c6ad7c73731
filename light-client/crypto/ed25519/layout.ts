import { PAIR } from './field.ts';

// Where things lie in the module's memory, in bytes.

/** X, Y, Z and T of two points, side by side. */
export const POINT = 4 * PAIR;
/** One number by itself: five limbs. */
export const NUMBER = 40;
/** A point of a table: y + x, y - x, 2dxy, -2dxy; and, where it is not affine, 2z. The other sign swaps them. */
export const AFFINE = 4 * NUMBER;
export const PROJECTIVE = 5 * NUMBER;

/** Window of the tables that are made for one use, and of those that are kept. */
export const SHORT_WIDTH = 5;
export const SHORT_TABLE = (1 << (SHORT_WIDTH - 2)) * PROJECTIVE;
export const KEY_WIDTH = 6;
export const KEY_TABLE = (1 << (KEY_WIDTH - 2)) * AFFINE;
export const BASE_WIDTH = 8;
export const BASE_ENTRIES = 1 << (BASE_WIDTH - 2);
export const BASE_TABLE = BASE_ENTRIES * AFFINE;

/** Votes under one equation; more of them win nothing, and their tables would not stay near the processor. */
export const MAX_BATCH = 128;
/** Digits of one vote: of 128 bits for R, of 253 for a key seen for the first time. */
const NODES = 8 * (27 + 53);
/** k and s, which the coefficients are drawn from. */
export const CLAIM = 96;
/** The longest of key, R, message and padding that is hashed here; a CometBFT vote has about 180. */
export const MAX_HASHED = MAX_BATCH * CLAIM + 256;

/** One list for each position of a digit: 0 to 253, rounded up. */
export const HEADS = 4 * 256;

const allocate = allocator();
export const LAYOUT = {
  constants: allocate(1024),
  zero: allocate(PAIR),
  one: allocate(PAIR),
  d: allocate(PAIR),
  twiceD: allocate(PAIR),
  rootOfMinusOne: allocate(PAIR),
  identity: allocate(PROJECTIVE),
  roundConstants: allocate(640),
  initialHash: allocate(64),
  /** Numbers under work. */
  scratch: allocate(24 * PAIR),
  /** Points under work. */
  sum: allocate(POINT),
  current: allocate(POINT),
  twice: allocate(POINT),
  /** An entry of a table, of each lane. */
  entry: allocate(5 * PAIR),
  /** Multiples on their way to affine form: point, and the product of all z before it. */
  multiples: allocate(BASE_ENTRIES * (POINT + PAIR)),
  schedule: allocate(128),
  scalar: allocate(64),
  /** The multiple of the base point, with its sign turned. */
  ofBase: allocate(32),
  /** Two encoded points, with room for what a whole signature brings along. */
  points: allocate(96),
  nextNode: allocate(16),
  affineHeads: allocate(HEADS),
  projectiveHeads: allocate(HEADS),
  baseTable: allocate(2 * BASE_TABLE),
  spareTable: allocate(SHORT_TABLE),
  nonceTables: allocate(MAX_BATCH * SHORT_TABLE),
  nodes: allocate((MAX_BATCH + 1) * NODES),
  claims: allocate(MAX_BATCH * CLAIM),
  coefficients: allocate(MAX_BATCH * 16 + 64),
  hashed: allocate(MAX_HASHED),
  digest: allocate(64),
  keys: allocate(0),
} as const;

function allocator(): (bytes: number) => number {
  let next = 1024;
  return (bytes) => {
    const start = next;
    next += Math.ceil(bytes / 16) * 16;
    return start;
  };
}
