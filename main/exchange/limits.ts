/** Bounds on every file that comes in. Checked before anything of that size is built. */
export const LIMITS = {
  fileBytes: 32 * 1024 * 1024,
  zipEntries: 2_000,
  /** Of one part, and of all parts that are read, as the archive declares them and as they turn out. */
  partBytes: 128 * 1024 * 1024,
  inflatedBytes: 192 * 1024 * 1024,
  xmlDepth: 64,
  sheets: 64,
  rows: 200_000,
  columns: 512,
  cellLength: 32_767,
  cells: 5_000_000,
  merges: 20_000,
  /** How far down a heading row is looked for. */
  headingRows: 30,
  previewRows: 200,
  /** Problems that are kept in full; the rest is counted. */
  problems: 5_000,
  held: 4,
  heldMs: 30 * 60_000,
  sliceMs: 10,
} as const;
