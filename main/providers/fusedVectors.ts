import { setFlagsFromString } from 'node:v8';

let asked = false;

/** Node 20's V8 has the vector instructions that batches are made of, but behind a switch; the next version had them open. */
export function allowFusedVectors(): void {
  if (asked) return;
  asked = true;
  if (process.versions.v8.startsWith('11.3.')) setFlagsFromString('--experimental-wasm-relaxed-simd');
}
