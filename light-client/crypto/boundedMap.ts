/** A map that forgets what was used longest ago once it is full. */
export class BoundedMap<V, K = string> {
  private readonly entries = new Map<K, V>();
  private readonly capacity: number;

  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) throw new Error('capacity must be a positive integer');
    this.capacity = capacity;
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: K): V | undefined {
    const value = this.entries.get(key);
    if (value === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, value);
    return value;
  }

  /** What had to be forgotten for it. */
  set(key: K, value: V): V | undefined {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size <= this.capacity) return undefined;
    const oldest = this.entries.entries().next();
    if (oldest.done === true) return undefined;
    const [forgotten, held] = oldest.value;
    this.entries.delete(forgotten);
    return held;
  }
}

const CHUNK = 4096;

/** One character per byte: a map key that costs no more memory than the bytes themselves. */
export function byteKey(bytes: Uint8Array): string {
  if (bytes.length <= CHUNK) return String.fromCharCode.apply(null, bytes as unknown as number[]);
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode.apply(null, bytes.subarray(at, at + CHUNK) as unknown as number[]);
  }
  return text;
}

/**
 * The first bytes of a hash or a signature as a small integer, the cheapest key there is: where to look, nothing more.
 * Whatever is found there is compared whole.
 */
export function placeKey({ 0: a = 0, 1: b = 0, 2: c = 0, 3: d = 0 }: Uint8Array): number {
  return a | (b << 8) | (c << 16) | ((d & 63) << 24);
}
