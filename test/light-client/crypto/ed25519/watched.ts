import { vi } from 'vitest';
import { type BatchOptions, createBatchVerifier } from '../../../../light-client/crypto/ed25519/batch.ts';
import type { Machine } from '../../../../light-client/crypto/ed25519/module.ts';
import type { Vote } from '../../../../light-client/crypto/suite.ts';

interface Host {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Machine };
}

export interface Watched {
  readonly verify: (votes: readonly Vote[]) => boolean;
  readonly machine: Machine;
  read(at: number, length: number): Buffer;
}

/** A verifier, and the machine that it works with; some of its functions may be others. */
export function watchedVerifier(
  options: BatchOptions = {},
  changed: (machine: Machine) => Partial<Machine> = () => ({}),
): Watched {
  const host = (globalThis as unknown as { WebAssembly: Host }).WebAssembly;
  let machine: Machine | undefined;
  class Instance {
    readonly exports: Machine;
    constructor(module: object) {
      const { exports } = new host.Instance(module);
      machine = exports;
      this.exports = { ...exports, ...changed(exports) };
    }
  }
  vi.stubGlobal('WebAssembly', { Module: host.Module, Instance });
  const verify = createBatchVerifier(options);
  vi.unstubAllGlobals();
  if (verify === undefined || machine === undefined) throw new Error('this platform has no WebAssembly with vectors');
  const { memory } = machine;
  return { verify, machine, read: (at, length) => Buffer.from(memory.buffer.slice(at, at + length)) };
}
