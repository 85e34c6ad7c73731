import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../main/programme/canonicalJson.ts';
import type { ChangeSet } from '../../../main/programme/model.ts';
import { Connection } from '../../../main/store/connection.ts';
import { lineHash, verifyLines } from '../../../main/store/programme/audit.ts';
import { openProgramme } from '../../../main/store/programme/openProgramme.ts';
import type { OfficeStore } from '../../../main/store/programme/types.ts';
import {
  fill,
  head,
  MASTER,
  NOW,
  openTestStore,
  Q2,
  report,
  scenario,
  type TestStore,
} from '../../helpers/smallProgramme.ts';

let kept: TestStore;
beforeEach(() => {
  kept = openTestStore();
});
afterEach(() => kept.close());

function apply(set: ChangeSet, at = '2026-10-01T00:00:00Z', undoes?: number): number {
  const applied = kept.store.apply(head(at), set, undoes);
  if (!applied.ok) throw new Error(applied.error.code);
  return applied.value;
}

/** All that can be asked of a store at one moment. */
function picture(store: OfficeStore, asOf: number | null): unknown {
  const periods = store.periods(asOf);
  return {
    periods,
    master: store.master(asOf),
    reports: periods.map((period) => store.reportsOf(period, asOf)),
    history: store.master(asOf).scenarios.map(({ scenarioId }) => store.reportHistory(scenarioId, asOf)),
    targets: periods.map((period) => store.targetsOf(period, asOf)),
    milestones: store.milestones(asOf),
    findings: store.findings(asOf),
  };
}

describe('the history', () => {
  it('gives the newest version, keeps the older ones, and shows what was known before', () => {
    fill(kept.store);
    apply({ reports: [report('s1', '2026Q3', { records: '777' })] }, '2026-11-01T00:00:00Z');
    const { store } = kept;
    expect(store.currentReport('s1', '2026Q3', null)?.values[0]?.value).toBe('777');
    expect(store.currentReport('s1', '2026Q3', 3)?.values[0]?.value).toBe('200');
    expect(store.reportHistory('s1', null).map(({ reportId }) => reportId)).toEqual([
      's1.2026Q3.v2',
      's1.2026Q3.v1',
      's1.2026Q2.v1',
    ]);
    expect(store.seqAt('2026-10-14')).toBe(2);
    expect(store.seqAt('2026-10-15')).toBe(3);
    expect(store.seqAt('2025-12-31')).toBeNull();
    expect(store.periods(2)).toEqual(['2026Q2']);
  });

  it('takes an import back: what it replaced stands again, and as of before nothing is different', () => {
    fill(kept.store);
    const before = picture(kept.store, 3);
    const second = apply({ reports: [report('s1', '2026Q3', { records: '777' })], scenarios: [scenario('s9')] });
    const during = picture(kept.store, second);
    const undo = apply({}, '2026-10-02T00:00:00Z', second);
    expect(picture(kept.store, null)).toEqual(before);
    expect(picture(kept.store, second)).toEqual(during);
    expect(picture(kept.store, 3)).toEqual(before);
    expect(kept.store.isActive(second)).toBe(false);
    expect(kept.store.undoneBy(second)).toBe(undo);
    expect(picture(kept.reopen(), null)).toEqual(before);
  });

  it('does not bring back what was taken back when a later change is taken back, too', () => {
    apply(MASTER);
    const first = apply({ reports: [report('s1', '2026Q3', { records: '1' })] });
    const second = apply({ reports: [report('s1', '2026Q3', { records: '2' })] });
    const third = apply({ reports: [report('s1', '2026Q3', { records: '3' })] });
    apply({}, undefined, second);
    expect(kept.store.currentReport('s1', '2026Q3', null)?.values[0]?.value).toBe('3');
    const undoThird = apply({}, undefined, third);
    expect(kept.store.currentReport('s1', '2026Q3', null)?.values[0]?.value).toBe('1');
    apply({}, undefined, undoThird);
    expect(kept.store.currentReport('s1', '2026Q3', null)?.values[0]?.value).toBe('3');
    expect(kept.store.reportHistory('s1', null).map(({ changeSeq }) => changeSeq)).toEqual([third, first]);
  });

  it('refuses to take back what is not there or was taken back', () => {
    const seq = apply(MASTER);
    apply({}, undefined, seq);
    const again = kept.store.apply(head('2026-10-03T00:00:00Z'), {}, seq);
    expect(again).toEqual({ ok: false, error: { code: 'already-undone', category: 'input', params: { change: seq } } });
    const unknown = kept.store.apply(head('2026-10-03T00:00:00Z'), {}, 99);
    expect(unknown).toEqual({
      ok: false,
      error: { code: 'unknown-change', category: 'input', params: { change: 99 } },
    });
    expect(kept.store.lastSeq()).toBe(2);
  });

  it('keeps several changes all or not at all', () => {
    expect(() =>
      kept.store.atOnce(() => {
        apply(MASTER);
        apply({ reports: Q2 });
        throw new Error('ended');
      }),
    ).toThrow('ended');
    expect(kept.store.lastSeq()).toBe(0);
    expect(kept.store.master(null).zones).toEqual([]);
    expect(kept.reopen().lastSeq()).toBe(0);
  });
});

describe('nothing is lost [property]', () => {
  const ids = ['s1', 's2', 's3'] as const;
  const change = fc.oneof(
    fc.record({ kind: fc.constant('report' as const), id: fc.constantFrom(...ids), value: fc.nat(999) }),
    fc.record({ kind: fc.constant('scenario' as const), id: fc.constantFrom(...ids), value: fc.nat(9) }),
    fc.record({ kind: fc.constant('target' as const), id: fc.constantFrom(...ids), value: fc.nat(99) }),
    fc.record({ kind: fc.constant('undo' as const), id: fc.constantFrom(...ids), value: fc.nat(30) }),
  );

  function setOf({ kind, id, value }: { kind: string; id: string; value: number }): ChangeSet {
    if (kind === 'report') return { reports: [report(id, '2026Q3', { records: String(value) })] };
    if (kind === 'target')
      return { targets: [{ scenarioId: id, indicatorId: 'records', period: '2026Q3', value: String(value) }] };
    return { scenarios: [scenario(id, { owner: { zh: `单位${value}`, en: `Unit ${value}` } })] };
  }

  it('whatever is done, every earlier moment stays as it was, also after opening the file again', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 14 }), (changes) => {
        const own = openTestStore();
        try {
          const pictures: { seq: number; text: string }[] = [];
          for (const one of changes) {
            const undoes = one.kind === 'undo' ? 1 + (one.value % (pictures.length + 1)) : undefined;
            const applied = own.store.apply(
              head('2026-10-01T00:00:00Z'),
              undoes === undefined ? setOf(one) : {},
              undoes,
            );
            if (applied.ok)
              pictures.push({ seq: applied.value, text: canonicalJson(picture(own.store, applied.value)) });
            if (applied.ok) expect(canonicalJson(picture(own.store, null))).toBe(pictures.at(-1)?.text);
          }
          const reopened = own.reopen();
          for (const { seq, text } of pictures) expect(canonicalJson(picture(reopened, seq))).toBe(text);
          expect(reopened.audit.verify().brokenAt).toBeNull();
        } finally {
          own.close();
        }
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});

describe('the file itself refuses', () => {
  it.each([
    ['a changed line of the log', "UPDATE changes SET person = 'x' WHERE seq = 1"],
    ['a line taken out', 'DELETE FROM changes WHERE seq = 3'],
    ['a changed entry', "UPDATE entries SET body = '{}' WHERE id = 1"],
    ['an entry taken out', 'DELETE FROM entries WHERE id = 1'],
    ['an end that is moved', 'UPDATE standings SET until = NULL WHERE until IS NOT NULL'],
    ['a beginning that is moved', 'UPDATE standings SET since = 2 WHERE id = 1'],
    [
      'a line out of turn',
      "INSERT INTO changes SELECT 9, at, person, role, office_id, action, subject, details, NULL, previous, 'z' FROM changes WHERE seq = 3",
    ],
  ])('%s', (_, sql) => {
    fill(kept.store);
    apply({ reports: [report('s1', '2026Q3', { records: '777' })] });
    const other = new Connection(kept.file, 1000);
    expect(() => other.exec(sql)).toThrow('history-changed');
    other.close();
    expect(kept.store.audit.verify().brokenAt).toBeNull();
  });
});

describe('the audit log', () => {
  it('hashes each line with the one before, as canonical JSON', () => {
    fill(kept.store);
    const [third, second] = kept.store.audit.lines(null, 2);
    if (third === undefined || second === undefined) throw new Error('no lines');
    const { hash, undoes: _, ...covered } = third;
    expect(hash).toBe(createHash('sha256').update(canonicalJson(covered)).digest('hex'));
    expect(third.previous).toBe(second.hash);
    expect(kept.store.audit.lines(third.seq, 1)).toEqual([second]);
    expect(kept.store.audit.verify()).toEqual({ lines: 3, head: third.hash, brokenAt: null, why: null });
  });

  it('is exported as JSON Lines that anybody can check', () => {
    fill(kept.store);
    const lines = new TextDecoder().decode(kept.store.audit.export()).trimEnd().split('\n');
    let previous = '';
    for (const line of lines) {
      const { hash, ...covered } = JSON.parse(line) as { hash: string; previous: string };
      expect(covered.previous).toBe(previous);
      expect(createHash('sha256').update(canonicalJson(covered)).digest('hex')).toBe(hash);
      previous = hash;
    }
    expect(lines).toHaveLength(3);
  });

  it('notices any change of any earlier line [property]', () => {
    fill(kept.store);
    const lines = [...kept.store.audit.lines(null, 10)].reverse();
    const contents = new Map(lines.map(({ seq, details }) => [seq, String(details['content'])]));
    const contentOf = (seq: number) => contents.get(seq) ?? '';
    expect(verifyLines(lines, contentOf).brokenAt).toBeNull();
    const fields = ['at', 'person', 'officeId', 'action', 'subject', 'previous', 'hash'] as const;
    fc.assert(
      fc.property(
        fc.nat(lines.length - 1),
        fc.constantFrom(...fields),
        fc.string({ minLength: 1 }),
        fc.boolean(),
        (at, field, text, rehash) => {
          const changed = lines.map((line, i) => (i === at ? { ...line, [field]: `${line[field]}${text}` } : line));
          // Who changes a line may hash it anew; then the line after it does not follow on it, or the head is another one.
          const forged =
            rehash && field !== 'hash'
              ? changed.map((line, i) => (i === at ? { ...line, hash: lineHash(line) } : line))
              : changed;
          const verdict = verifyLines(forged, contentOf);
          expect(verdict.brokenAt !== null || verdict.head !== lines.at(-1)?.hash).toBe(true);
        },
      ),
    );
  });

  it.each([
    ['sequence', (lines: number[]) => lines.slice(1)],
    ['sequence', (lines: number[]) => [lines[0], lines[2]]],
    ['sequence', (lines: number[]) => [lines[0], lines[0], lines[1]]],
  ] as const)('notices a line that is missing or twice: %s', (why, take) => {
    fill(kept.store);
    const lines = [...kept.store.audit.lines(null, 10)].reverse();
    const taken = take([0, 1, 2]).flatMap((i) => lines[i ?? 0] ?? []);
    expect(verifyLines(taken, (seq) => String(lines[seq - 1]?.details['content'])).why).toBe(why);
  });

  it('notices rows that were changed behind its back', () => {
    fill(kept.store);
    kept.store.close();
    const other = new Connection(kept.file, 1000);
    other.exec('DROP TRIGGER entries_unchanged');
    other.exec(`UPDATE entries SET body = replace(body, '"200"', '"900"') WHERE kind = 'report' AND seq = 3`);
    other.close();
    const opened = openProgramme({ file: kept.file, now: () => BigInt(NOW) * 1_000_000n });
    if (!opened.ok) throw new Error(opened.error.code);
    expect(opened.store.audit.verify()).toMatchObject({ brokenAt: 3, why: 'content' });
    opened.store.close();
    kept.reopen = () => opened.store;
    kept.close = () => {};
  });
});

describe('the file', () => {
  it('that is no programme is set aside and named', () => {
    const path = `${kept.file}.other`;
    writeFileSync(path, 'no database at all, but long enough to be looked at as one');
    const opened = openProgramme({ file: path, now: () => BigInt(NOW) * 1_000_000n });
    if (!opened.ok) throw new Error(opened.error.code);
    expect(opened.problems.map(({ code }) => code)).toEqual(['store-corrupt']);
    expect(opened.store.lastSeq()).toBe(0);
    opened.store.close();
  });

  it('of a newer version is set aside and named', () => {
    fill(kept.store);
    kept.store.close();
    const other = new Connection(kept.file, 1000);
    other.exec('PRAGMA user_version = 99');
    other.close();
    const opened = openProgramme({ file: kept.file, now: () => BigInt(NOW) * 1_000_000n });
    if (!opened.ok) throw new Error(opened.error.code);
    expect(opened.problems[0]).toMatchObject({ code: 'store-from-newer-version', params: { version: 99 } });
    opened.store.close();
    kept.close = () => {};
  });
});

describe('what was observed', () => {
  const provenance = { level: 'anchored', condition: 'fresh' } as const;
  const anchoring = (digest: string | null, observedAt: string) => ({
    ...{ scenarioId: 's1', period: '2026Q3', digest, provenance, observedAt },
  });

  it('belongs to its day: as of the day before it is not known', () => {
    fill(kept.store);
    kept.store.observe([anchoring('aa', '2026-11-02T10:00:00Z')], []);
    expect(kept.store.anchorings('2026Q3', null)).toHaveLength(1);
    expect(kept.store.anchorings('2026Q3', kept.store.seqAt('2026-11-01'))).toEqual([]);
    expect(kept.store.anchorings('2026Q3', kept.store.seqAt('2026-11-02'))).toHaveLength(1);
    expect(kept.store.audit.lines(null, 1)[0]?.action).toBe('observe');
  });

  it('is a series: another digest stands beside the one before', () => {
    fill(kept.store);
    kept.store.observe([anchoring('aa', '2026-11-02T10:00:00Z')], []);
    kept.store.observe([anchoring('bb', '2026-11-03T10:00:00Z')], []);
    const store = kept.reopen();
    expect(store.anchorings('2026Q3', null)[0]?.digest).toBe('bb');
    expect(store.anchorings('2026Q3', store.seqAt('2026-11-02'))[0]?.digest).toBe('aa');
  });
});
