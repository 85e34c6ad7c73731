// What a run saw, one line each, and whether it was what was to be seen.

export interface Checks {
  readonly lines: readonly string[];
  readonly failed: number;
  note(text: string): void;
  skip(what: string, why: string): void;
  that(what: string, holds: boolean, seen?: unknown): void;
  equal(what: string, seen: unknown, wanted: unknown): void;
}

export function createChecks(say: (line: string) => void): Checks {
  const lines: string[] = [];
  let failed = 0;
  const add = (line: string): void => {
    lines.push(line);
    say(line);
  };
  const that = (what: string, holds: boolean, seen?: unknown): void => {
    if (!holds) failed += 1;
    const detail = holds || seen === undefined ? '' : `: ${JSON.stringify(seen)}`;
    add(`${holds ? 'ok      ' : 'FAILED  '}${what}${detail}`);
  };
  return {
    lines,
    get failed() {
      return failed;
    },
    note: (text) => add(`        ${text}`),
    skip: (what, why) => add(`SKIPPED ${what}: ${why}`),
    that,
    equal(what, seen, wanted) {
      const same = JSON.stringify(seen) === JSON.stringify(wanted);
      that(what, same, same ? undefined : { seen, wanted });
    },
  };
}
