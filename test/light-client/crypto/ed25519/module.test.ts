import { afterEach, describe, expect, test, vi } from 'vitest';

// Read within the tests: what breaks while a module is read, or its machine made, fails here by name.

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the module', () => {
  test('is taken by this platform, and judges a batch [KT-11]', async () => {
    const { createBatchVerifier } = await import('../../../../light-client/crypto/ed25519/batch.ts');
    const { goodVotes } = await import('../batched.ts');
    const verify = createBatchVerifier();
    const votes = goodVotes(3, 'module');
    expect(verify?.(votes)).toBe(true);
    expect(verify?.(votes.map((vote, i) => (i === 1 ? { ...vote, message: Uint8Array.of(1) } : vote)))).toBe(false);
  });

  test.each([
    ['there is no WebAssembly', undefined],
    ['the platform does not take the module', { Module: refusing, Instance: class {} }],
    ['no instance can be made of it', { Module: class {}, Instance: refusing }],
  ])('is not used where %s [KT-14]', async (_, host) => {
    vi.stubGlobal('WebAssembly', host);
    const { createMachine } = await import('../../../../light-client/crypto/ed25519/module.ts');
    const { createBatchVerifier } = await import('../../../../light-client/crypto/ed25519/batch.ts');
    expect([createMachine(), createBatchVerifier()]).toEqual([undefined, undefined]);
  });
});

function refusing(): never {
  throw new Error('no vectors here');
}
