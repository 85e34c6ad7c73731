/**
 * A value that a verifier in light-client/ has checked. It can be made only by `seal`, which only the verifiers import
 * (a lint rule holds that); a cast or a structured clone has no #seal and is told apart by `isVerified`.
 */
export class Verified<T> {
  readonly #seal = true;
  readonly value: T;

  private constructor(value: T) {
    this.value = value;
  }

  static isVerified(candidate: unknown): candidate is Verified<unknown> {
    return typeof candidate === 'object' && candidate !== null && #seal in candidate;
  }

  /** Only for `seal` below. */
  static make<T>(value: T, key: symbol): Verified<T> {
    if (key !== KEY) throw new Error('Verified<T> is made by verifiers only');
    return new Verified(value);
  }
}

const KEY = Symbol('seal');

/** For verifiers in light-client/ only: states that every check on `value` has passed. */
export function seal<T>(value: T): Verified<T> {
  return Verified.make(value, KEY);
}
