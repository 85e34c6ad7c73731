import type { Rating, SubjectKind, SubjectRef } from '../../contract/programme.ts';
import type { Connection, Row } from '../connection.ts';
import { bigintOf, textOf } from '../rows.ts';
import { createPool, type Pool } from './pool.ts';
import type { OfficeStore, StoredRating } from './types.ts';

/** The history of ratings: every one as it was computed, never replaced. */
export function createRatings(
  connection: Connection,
  transact: (body: () => void) => void,
): {
  readonly save: OfficeStore['saveRatings'];
  readonly history: OfficeStore['ratingHistory'];
  readonly all: OfficeStore['allRatings'];
} {
  const bySubject = new Map<string, Map<string, StoredRating[]>>();
  for (const rating of all()) remember(rating);

  function all(): StoredRating[] {
    const pool = createPool();
    return connection.all('SELECT * FROM ratings ORDER BY id').map((row) => toRating(row, pool));
  }

  function remember(rating: StoredRating): void {
    const subject = nameOf(rating.subject);
    const periods = bySubject.get(subject) ?? new Map<string, StoredRating[]>();
    bySubject.set(subject, periods);
    const list = periods.get(rating.period) ?? [];
    list.push(rating);
    periods.set(rating.period, list);
  }

  return {
    save(ratings) {
      transact(() => {
        for (const rating of ratings) {
          const { seq, subject, period, today, observed, health, computed, inputs, rules } = rating;
          connection.run(
            `INSERT INTO ratings (seq, subject, period, today, observed, health, rating, computed, inputs, rules)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
            ...[BigInt(seq), nameOf(subject), period, today, BigInt(observed), health, rating.rating, computed],
            ...[inputs, rules],
          );
        }
      });
      for (const rating of ratings) remember(rating);
    },
    history(subject, asOf) {
      const periods = [...(bySubject.get(nameOf(subject)) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
      return periods.flatMap(([, list]) => list.findLast(({ seq }) => asOf === null || seq <= asOf) ?? []);
    },
    all,
  };
}

function nameOf({ kind, id }: SubjectRef): string {
  return `${kind}/${id}`;
}

function toRating(row: Row, pool: Pool): StoredRating {
  const [kind = '', ...id] = textOf(row, 'subject').split('/');
  const text = (column: string): string => pool(textOf(row, column));
  return {
    seq: Number(bigintOf(row, 'seq')),
    subject: { kind: pool(kind) as SubjectKind, id: pool(id.join('/')) },
    period: text('period'),
    today: text('today'),
    observed: Number(bigintOf(row, 'observed')),
    health: text('health'),
    rating: text('rating') as Rating,
    computed: text('computed') as Rating,
    inputs: textOf(row, 'inputs'),
    rules: text('rules'),
  };
}
