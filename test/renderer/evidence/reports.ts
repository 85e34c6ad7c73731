import type { EvidenceReport } from '../../../main/contract/services.ts';

// Reports as the verifier gives them, made by hand: these tests are about what is shown, not about what is checked.

type Step = EvidenceReport['steps'][number];
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A hash-looking text, the same every time for the same seed. */
export function fakeHash(seed: number): string {
  let state = (seed * 2654435761) >>> 0 || 1;
  let text = '';
  while (text.length < 64) {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    text += state.toString(16).padStart(8, '0');
  }
  return text.slice(0, 64);
}

const POWERS = ['2000', '1800', '1600', '1400', '1200', '1100', '900'];

export function fakeSigners(signed: number) {
  return POWERS.map((power, index) => ({ address: fakeHash(100 + index).slice(0, 40), power, signed: index < signed }));
}

const SIDES = ['left', 'right', 'right', 'left', 'right', 'left', 'left', 'right', 'left'] as const;

function merkle(): NonNullable<Step['merkle']> {
  const inner = Array.from({ length: 9 }, (_, level) => ({
    tree: 0,
    hash: fakeHash(200 + level),
    sibling: level === 8 ? null : fakeHash(300 + level),
    siblingSide: level === 8 ? null : (SIDES[level] ?? 'left'),
  }));
  const outer = Array.from({ length: 4 }, (_, level) => ({
    tree: 1,
    hash: level === 3 ? APP_HASH : fakeHash(400 + level),
    sibling: level === 3 ? null : fakeHash(500 + level),
    siblingSide: level === 3 ? null : (SIDES[level + 1] ?? 'left'),
  }));
  return [...inner, ...outer];
}

const APP_HASH = fakeHash(7);

export function steps(): Step[] {
  return [
    {
      id: 'file',
      status: 'passed',
      elapsedMs: 0.3,
      facts: [
        { name: 'bytes', value: '62464', kind: 'count' },
        { name: 'file-hash', value: fakeHash(1), kind: 'hash' },
        { name: 'verified-at', value: '2026-11-21T08:30:00Z', kind: 'time' },
      ],
    },
    {
      id: 'anchor',
      status: 'passed',
      elapsedMs: 0.1,
      facts: [
        { name: 'chain-id', value: 'demo-yichou-1', kind: 'code' },
        { name: 'anchor-height', value: '300000', kind: 'height' },
        { name: 'anchor-hash', value: fakeHash(2), kind: 'hash' },
        { name: 'anchor-issued-by', value: 'Demo office', kind: 'text' },
        { name: 'anchor-known', value: 'yes', kind: 'word' },
        { name: 'trusting-period-seconds', value: '1209600', kind: 'count' },
        { name: 'trust-level', value: '1/3', kind: 'code' },
      ],
    },
    {
      id: 'headers',
      status: 'passed',
      elapsedMs: 33,
      facts: [
        { name: 'light-blocks', value: '4', kind: 'count' },
        { name: 'headers-back', value: '0', kind: 'count' },
        { name: 'signatures', value: '18', kind: 'count' },
      ],
      hops: [
        {
          mode: 'skipping',
          fromHeight: '300000',
          toHeight: '309400',
          toHash: fakeHash(3),
          overlapPercent: 71,
          commitPercent: 91,
          signers: fakeSigners(6),
          joined: 0,
          signaturesChecked: 6,
        },
        {
          mode: 'skipping',
          fromHeight: '309400',
          toHeight: '318190',
          toHash: fakeHash(4),
          overlapPercent: 64,
          commitPercent: 80,
          signers: fakeSigners(5),
          joined: 1,
          signaturesChecked: 6,
        },
        {
          mode: 'adjacent',
          fromHeight: '318190',
          toHeight: '318191',
          toHash: fakeHash(5),
          overlapPercent: null,
          commitPercent: 91,
          signers: fakeSigners(6),
          joined: 0,
          signaturesChecked: 6,
        },
      ],
    },
    {
      id: 'root',
      status: 'passed',
      elapsedMs: 0.1,
      facts: [
        { name: 'header-height', value: '318191', kind: 'height' },
        { name: 'header-hash', value: fakeHash(5), kind: 'hash' },
        { name: 'header-time', value: '2026-09-30T23:59:58Z', kind: 'time' },
        { name: 'app-hash', value: APP_HASH, kind: 'hash' },
      ],
    },
    {
      id: 'proof',
      status: 'passed',
      elapsedMs: 1.9,
      merkle: merkle(),
      facts: [
        { name: 'rule', value: 'ics23-state', kind: 'word' },
        { name: 'store', value: 'pilot', kind: 'code' },
        { name: 'key', value: 'records/yichou-07', kind: 'code' },
        { name: 'state-height', value: '318190', kind: 'height' },
      ],
    },
    {
      id: 'value',
      status: 'passed',
      elapsedMs: 0.1,
      facts: [
        { name: 'subject', value: 'pilot/records/yichou-07', kind: 'code' },
        { name: 'proven-bytes', value: '31323834313132', kind: 'code' },
        { name: 'value', value: '1284112', kind: 'text' },
      ],
    },
  ];
}

export function verifiedReport(change: Partial<EvidenceReport> = {}): EvidenceReport {
  return {
    verdict: 'verified',
    claim: {
      kind: 'state',
      chainId: 'demo-yichou-1',
      family: 'cometbft',
      height: '318191',
      title: {
        zh: '乙丑示范区 · 制造 · 示范场景 07 · 存证总量',
        en: 'Yichou Demo Zone · Manufacturing · Demo scenario 07 · records',
      },
      subject: 'pilot/records/yichou-07',
      value: '1284112',
      unit: 'records',
      demo: true,
    },
    headerTime: '2026-09-30T23:59:58Z',
    verifiedAt: '2026-11-21T08:30:00Z',
    anchor: { height: '300000', hash: fakeHash(2), known: true },
    expiresAt: '2026-12-03T20:00:00Z',
    conditions: ['demo'],
    steps: steps(),
    signaturesChecked: 18,
    fileBytes: 62464,
    ...change,
  };
}

/** A check that failed at one step: the ones behind it were not run. */
export function refusedReport(failing: Step['id'], error: NonNullable<Step['error']>): EvidenceReport {
  let reached = false;
  const list = steps().map((step): Step => {
    const { merkle: _merkle, hops: _hops, elapsedMs: _elapsed, ...bare } = step;
    if (reached) return { ...bare, status: 'not-run', facts: [] };
    if (step.id !== failing) return step;
    reached = true;
    const failed: Mutable<Step> = { ...step, status: 'failed', error };
    return failed;
  });
  return verifiedReport({ verdict: 'refused', steps: list, verifiedAt: null });
}

export function unusableReport(): EvidenceReport {
  const [file, ...rest] = steps();
  if (file === undefined) throw new Error('no steps');
  return {
    verdict: 'unusable',
    claim: null,
    headerTime: null,
    verifiedAt: null,
    anchor: null,
    expiresAt: null,
    conditions: [],
    steps: [
      {
        ...file,
        status: 'failed',
        facts: [],
        error: { code: 'bad-evidence-file', category: 'input', params: { at: 'magic', reason: 'not-evidence' } },
      },
      ...rest.map((step): Step => ({ id: step.id, status: 'not-run', facts: [] })),
    ],
    signaturesChecked: 0,
    fileBytes: 4096,
  };
}
