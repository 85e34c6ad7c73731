// SM3, GB/T 32905-2016. @noble/hashes does not have it.

const IV = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e] as const;

function rotate(value: number, bits: number): number {
  const by = bits % 32;
  return by === 0 ? value : (value << by) | (value >>> (32 - by));
}

/** 32 bytes. */
export function sm3(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n);
  const state: number[] = [...IV];
  for (let at = 0; at < padded.length; at += 64) compress(state, view, at);
  const out = new Uint8Array(32);
  const outView = new DataView(out.buffer);
  for (const [i, word] of state.entries()) outView.setUint32(4 * i, word >>> 0);
  return out;
}

function compress(state: number[], view: DataView, at: number): void {
  const w = new Int32Array(68);
  for (let j = 0; j < 16; j++) w[j] = view.getInt32(at + 4 * j);
  for (let j = 16; j < 68; j++) {
    const x = word(w, j - 16) ^ word(w, j - 9) ^ rotate(word(w, j - 3), 15);
    w[j] = x ^ rotate(x, 15) ^ rotate(x, 23) ^ rotate(word(w, j - 13), 7) ^ word(w, j - 6);
  }
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
  for (let j = 0; j < 64; j++) {
    const early = j < 16;
    const a12 = rotate(a, 12);
    const ss1 = rotate((a12 + e + rotate(early ? 0x79cc4519 : 0x7a879d8a, j)) | 0, 7);
    const ff = early ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = early ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + (ss1 ^ a12) + (word(w, j) ^ word(w, j + 4))) | 0;
    const tt2 = (gg + h + ss1 + word(w, j)) | 0;
    d = c;
    c = rotate(b, 9);
    b = a;
    a = tt1;
    h = g;
    g = rotate(f, 19);
    f = e;
    e = tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17);
  }
  for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i] as number) ^ value;
}

function word(words: Int32Array, at: number): number {
  return words[at] as number;
}
