// Reading the case files: they are test data, so that a wrong shape is an exception, which fails the case.

export type Json = Readonly<Record<string, unknown>>;

export function object(value: unknown, at = 'case'): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${at}: not an object`);
  return value as Json;
}

export function list(value: unknown, at = 'case'): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`${at}: not a list`);
  return value;
}

export function text(value: unknown, at = 'case'): string {
  if (typeof value !== 'string') throw new Error(`${at}: not a string`);
  return value;
}

/** The cases of a file: a bare list, or an object with `cases`. */
export function casesOf(value: unknown): readonly Json[] {
  const cases = Array.isArray(value) ? value : object(value)['cases'];
  return list(cases, 'cases').map((entry) => object(entry));
}
