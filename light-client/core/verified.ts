const KEY = Symbol('seal');
let make: <T>(value: T) => Verified<T>;

/**
 * A value that a verifier in light-client/ has checked. It can be made only by `seal`, which only the verifiers import
 * (a lint rule holds that). A cast, a copy of the fields or a structured clone has no #seal, and `isVerified` tells.
 */
export class Verified<T> {
  readonly #seal = true;
  readonly value: T;

  static {
    make = (value) => new Verified(KEY, value);
  }

  private constructor(key: symbol, value: T) {
    // `private` is a word of the compiler's: at run time only code that holds KEY gets past here.
    if (key !== KEY) throw new Error('Verified<T> is made by verifiers only');
    this.value = value;
    Object.freeze(this);
  }

  static isVerified(candidate: unknown): candidate is Verified<unknown> {
    return typeof candidate === 'object' && candidate !== null && #seal in candidate;
  }
}

/** For verifiers in light-client/ only: states that every check on `value` has passed. */
export function seal<T>(value: T): Verified<T> {
  return make(value);
}

/**
 * The value, after asking that it really is sealed. For verifiers that make one verified value from another: types alone
 * would let a cast through.
 */
export function open<T>(verified: Verified<T>): T {
  if (!Verified.isVerified(verified)) throw new Error('not a verified value');
  return verified.value;
}
