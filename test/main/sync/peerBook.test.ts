import { beforeEach, describe, expect, it } from 'vitest';
import type { PeerView } from '../../../main/contract/chain.ts';
import type { WireError } from '../../../main/contract/error.ts';
import type { Endpoint } from '../../../main/sync/binding.ts';
import { DISTRUST_MS, MAX_WITNESSES, PATIENCE, PeerBook } from '../../../main/sync/peerBook.ts';

const SILENT: WireError = { code: 'no-response', category: 'provider-benign', params: {} };
const LIE: WireError = { code: 'bad-light-block', category: 'provider-malicious', params: {} };
const endpoint = (url: string, role: Endpoint['role'] = 'witness', operator = url): Endpoint => ({
  url,
  operator,
  role,
});
const THREE = [endpoint('a', 'primary'), endpoint('b'), endpoint('c')];

let clock: number;
let book: PeerBook;
beforeEach(() => {
  clock = 1_750_000_000_000;
  book = new PeerBook({ now: () => clock }, THREE);
});

const roles = (of = book) => of.views().map(({ url, role }) => `${url} ${role}`);
const peer = (url: string): PeerView | undefined => book.views().find((one) => one.url === url);
const times = (n: number, body: () => void): void => {
  for (let i = 0; i < n; i++) body();
};
const fail = (url: string, n = PATIENCE) => times(n, () => book.failed(url, 'unreachable', SILENT));

describe('the primary', () => {
  it('is the one that the pack names, or the first one', () => {
    expect(roles()).toEqual(['a primary', 'b witness', 'c witness']);
    expect(new PeerBook({ now: () => clock }, [endpoint('x'), endpoint('y')]).primary).toBe('x');
  });

  it('is replaced after so many failures in a row by one that answers, and becomes a witness', () => {
    book.answered('b');
    fail('a', PATIENCE - 1);
    expect(book.primary).toBe('a');
    fail('a', 1);
    expect(roles()).toEqual(['a witness', 'b primary', 'c witness']);
  });

  it('stays while nobody else is known to answer: a dead network is not its fault', () => {
    fail('a', 3 * PATIENCE);
    expect(book.primary).toBe('a');
    fail('b');
    book.answered('c');
    expect(book.primary).toBe('c');
  });

  it('keeps its place where an answer comes in between', () => {
    book.answered('b');
    fail('a', PATIENCE - 1);
    book.answered('a');
    fail('a', PATIENCE - 1);
    expect(book.primary).toBe('a');
  });

  it('is replaced where it says how high it is, and never gives what it is asked for: a node that let the anchor go', () => {
    book.heard('b', '9');
    times(PATIENCE, () => {
      book.failed('a', 'unreachable', SILENT);
      book.heard('a', '9');
      book.heard('b', '9');
    });
    expect(roles()).toEqual(['a witness', 'b primary', 'c witness']);
    expect(peer('a')?.height).toBe('9');
    book.heard('nobody', '1');
    expect(book.views()).toHaveLength(3);
  });

  it('is replaced at once when it lies, even by one that was never asked, and is not counted on for a while', () => {
    book.failed('a', 'bad', LIE);
    expect(roles()).toEqual(['a reserve', 'b primary', 'c witness']);
    expect(peer('a')).toMatchObject({ standing: 'distrusted', error: LIE });
    expect(book.isIndependent('a')).toBe(false);
    clock += DISTRUST_MS + 1;
    book.answered('c');
    expect(roles()).toEqual(['a witness', 'b primary', 'c witness']);
    expect(book.isIndependent('a')).toBe(true);
  });

  it('is distrusted for twice as long after each further lie', () => {
    book.failed('a', 'bad', LIE);
    book.failed('a', 'bad', LIE);
    clock += DISTRUST_MS + 1;
    expect(peer('a')?.standing).toBe('distrusted');
    clock += DISTRUST_MS;
    expect(peer('a')?.standing).not.toBe('distrusted');
  });

  it('stays although it lied where everybody else did, too', () => {
    for (const url of ['b', 'c', 'a']) book.failed(url, 'bad', LIE);
    expect(book.primary).toBe('a');
    book.absolve();
    expect(peer('a')).toMatchObject({ state: 'agrees', standing: 'distrusted' });
  });
});

describe('the witnesses', () => {
  const MANY = [endpoint('p', 'primary'), ...['a', 'b', 'c', 'd', 'e', 'f'].map((url) => endpoint(url))];
  beforeEach(() => {
    book = new PeerBook({ now: () => clock }, MANY);
  });

  it('are so many at a time, the rest in reserve', () => {
    expect(MAX_WITNESSES).toBe(4);
    expect(book.witnesses).toEqual(['a', 'b', 'c', 'd']);
    expect(peer('e')?.role).toBe('reserve');
  });

  it('that were caught or are dead are replaced by the best of the reserve, and the others keep their places', () => {
    book.took('e', 9000);
    book.failed('b', 'bad', LIE);
    expect(book.witnesses).toEqual(['a', 'c', 'd', 'f']);
    fail('c');
    expect(book.witnesses).toEqual(['a', 'd', 'e', 'f']);
    book.answered('c');
    expect(book.witnesses).toEqual(['a', 'd', 'e', 'f']);
  });

  it('are the caught ones where there is nobody else, whose word then corroborates nothing', () => {
    book = new PeerBook({ now: () => clock }, [endpoint('p', 'primary'), endpoint('w')]);
    book.failed('w', 'bad', LIE);
    expect([book.primary, book.witnesses, book.isIndependent('w')]).toEqual(['p', ['w'], false]);
  });

  it('of the primary’s own operator corroborate nothing', () => {
    book = new PeerBook({ now: () => clock }, [
      endpoint('p', 'primary', 'x'),
      endpoint('a', 'witness', 'x'),
      endpoint('b'),
    ]);
    expect([book.isIndependent('a'), book.isIndependent('b'), book.isIndependent('nobody')]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('named twice are one', () => {
    const twice = [endpoint('p', 'primary'), endpoint('p'), endpoint('p')];
    expect(new PeerBook({ now: () => clock }, twice).witnesses).toEqual([]);
  });
});

describe('a person’s word', () => {
  it('leaves a peer out for good, and only where a primary and a witness remain', () => {
    expect([book.canSpare(['b']), book.canSpare(['b', 'c'])]).toEqual([true, false]);
    book.exclude(['a'], 'c');
    expect(roles()).toEqual(['a reserve', 'b witness', 'c primary']);
    expect(book.canSpare(['b'])).toBe(false);
    book.answered('a', { state: 'agrees' });
    clock += 10 * DISTRUST_MS;
    expect(peer('a')).toMatchObject({ role: 'reserve', standing: 'excluded' });
    book.includeAll();
    expect(roles()).toEqual(['a witness', 'b witness', 'c primary']);
  });

  it('ends where the pack’s list changes', () => {
    book.exclude(['b']);
    book.setEndpoints([...THREE, endpoint('d')]);
    expect(roles()).toEqual(['a primary', 'b witness', 'c witness', 'd witness']);
    book.setEndpoints([endpoint('x'), endpoint('b')]);
    expect(roles()).toEqual(['x primary', 'b witness']);
  });
});

describe('how a peer does', () => {
  it('is said in a word once there is something to say', () => {
    expect(peer('b')?.standing).toBe('new');
    times(5, () => book.answered('b'));
    expect(peer('b')?.standing).toBe('good');
    fail('b', 3);
    expect(peer('b')?.standing).toBe('fair');
    fail('b', 6);
    expect(peer('b')?.standing).toBe('poor');
  });

  it('follows the newest answers: what is long ago weighs less and less', () => {
    fail('b', 20);
    times(20, () => book.answered('b'));
    expect(peer('b')?.standing).toBe('good');
  });

  it('counts speed among those that answer', () => {
    book.took('b', 100);
    book.took('b', 900);
    expect(peer('b')?.latencyMs).toBe(200);
    times(5, () => book.answered('b'));
    times(5, () => book.answered('c'));
    book.took('b', 9000);
    fail('a');
    expect(book.primary).toBe('c');
  });

  it('is the same for the same answers at the same times', () => {
    const run = () => {
      const one = new PeerBook({ now: () => clock }, THREE);
      for (let i = 0; i < 200; i++) {
        const url = 'abc'[(i * 7) % 3] as string;
        if (i % 5 === 0) one.failed(url, 'unreachable', SILENT);
        else if (i % 31 === 0) one.failed(url, 'bad', LIE);
        else one.answered(url, { state: 'agrees' });
        one.took(url, (i * 37) % 900);
      }
      return one.views();
    };
    expect(run()).toEqual(run());
  });
});

describe('what is kept of the peers', () => {
  it('holds over a restart: roles, words of a person, lies', () => {
    book.failed('a', 'bad', LIE);
    book.exclude(['c']);
    const records = book.records();
    expect(book.records()).toEqual([]);
    const next = new PeerBook({ now: () => clock }, THREE);
    next.restore(records);
    expect(roles(next)).toEqual(['a witness', 'b primary', 'c reserve']);
    expect(next.views().map(({ standing }) => standing)).toEqual(['distrusted', 'new', 'excluded']);
    expect(next.views()[0]?.error).toEqual(LIE);
  });

  it.each(['', '{', 'null', '[]', '{"asked":-1}', '{"asked":"many"}', '{"asked":1,"reliability":null}'])(
    'counts as nothing where it cannot be read: %s',
    (state) => {
      book.restore([
        { url: 'b', score: 1, state, updatedAt: 1n },
        { url: 'nobody', score: 1, state: '{}', updatedAt: 1n },
      ]);
      expect(roles()).toEqual(['a primary', 'b witness', 'c witness']);
    },
  );
});
