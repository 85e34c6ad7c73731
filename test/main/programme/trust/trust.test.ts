import { EventEmitter } from 'node:events';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { Review } from '../../../../main/programme/model.ts';
import { readEnvelope } from '../../../../main/programme/trust/envelope.ts';
import { fileKeeper, keeperOverMessages, serveKeeper } from '../../../../main/programme/trust/keepers.ts';
import { NO_OPERATOR_TRUST, readOperatorTrust } from '../../../../main/programme/trust/operatorTrust.ts';
import type { KeyKeeper, Trust } from '../../../../main/programme/trust/types.ts';
import { grantFor, NOW, ROOT, ROOT_KEY, signedFile, testKey, testTrust } from '../../../helpers/trust.ts';

const PROVINCIAL = {
  role: 'provincial',
  person: '王某',
  officeId: 'office-jiazi',
  officeName: { zh: '甲子办公室', en: 'Jiazi office' },
  zoneIds: ['jiazi'],
  provinces: ['CN-BJ'],
} as const;
const NATIONAL = { ...PROVINCIAL, role: 'national', officeId: 'national', zoneIds: [], provinces: [] } as const;
const TERMS = {
  may: ['reviews', 'reports'],
  zoneIds: ['jiazi'],
  provinces: ['CN-BJ'],
  validFrom: '2026-11-01T00:00:00Z',
  validTo: null,
} as const;
const REVIEW: Omit<Review, 'keyId' | 'signature'> = {
  reviewId: 'r1',
  reportId: 's.2026Q3.v1',
  scenarioId: 's',
  period: '2026Q3',
  reportDigest: 'ab'.repeat(32),
  decision: 'returned',
  rating: null,
  reason: '缺少基期',
  findings: [{ indicatorId: null, text: '补充' }],
  reviewer: '王某',
  officeId: 'office-jiazi',
  at: '2026-11-22T07:59:00.000Z',
};

async function value<T>(outcome: Promise<{ ok: true; value: T } | { ok: false; error: { code: string } }>): Promise<T> {
  const got = await outcome;
  if (!got.ok) throw new Error(got.error.code);
  return got.value;
}

async function office(): Promise<Awaited<ReturnType<typeof testTrust>>> {
  const made = await testTrust();
  await value(made.trust.saveIdentity(PROVINCIAL));
  return made;
}

/** What the holder of the root signs about a key that asked. */
async function vouchedBy(root: Trust, asking: Trust): Promise<Uint8Array> {
  const { bytes } = await value(asking.exportKey());
  return (await value(root.vouch(bytes, TERMS))).bytes;
}

/** A machine whose own key is the root's. */
async function rootOffice(): Promise<Trust> {
  const { trust, folder, reopen } = await testTrust();
  await value(trust.saveIdentity(NATIONAL));
  await value(trust.createKey({ algorithm: 'ed25519' }));
  const file = path.join(folder, 'identity.json');
  const json = JSON.parse(readFileSync(file, 'utf8'));
  const secret = Buffer.from(ROOT_KEY.secret).toString('hex');
  Object.assign(json.keys[0], {
    keyId: ROOT.keyId,
    publicKey: ROOT.publicKey,
    sealed: { keptBy: 'file', data: secret },
  });
  writeFileSync(file, JSON.stringify(json));
  return reopen();
}

describe('the identity of this machine', () => {
  it('reads, and writes nothing, while nobody has said who works here', async () => {
    const { trust } = await testTrust();
    expect(trust.identity()).toMatchObject({ role: 'inspector', person: '', key: null });
    expect(await trust.createKey({ algorithm: 'sm2' })).toMatchObject({
      ok: false,
      error: { code: 'role-reads-only' },
    });
  });

  it('is kept, with a key that a restart finds again', async () => {
    const { trust, reopen, folder } = await office();
    const made = await value(trust.createKey({ algorithm: 'sm2' }));
    expect(made).toMatchObject({ ...PROVINCIAL, key: { algorithm: 'sm2', keptBy: 'file', known: false } });
    expect((await reopen()).identity()).toEqual(made);
    expect(statSync(path.join(folder, 'identity.json')).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['a name', { ...PROVINCIAL, person: ' ' }, 'identity-incomplete'],
    ['an office that can be written', { ...PROVINCIAL, officeId: 'Office 1' }, 'identity-incomplete'],
    ['an area where it is a provincial one', { ...PROVINCIAL, zoneIds: [], provinces: [] }, 'identity-area'],
    ['no area where it is the national one', { ...PROVINCIAL, role: 'national' } as const, 'identity-area'],
  ])('needs %s', async (_, identity, code) => {
    const { trust } = await testTrust();
    expect(await trust.saveIdentity(identity)).toMatchObject({ ok: false, error: { code, category: 'permission' } });
    expect(trust.identity().role).toBe('inspector');
  });

  it('uses a key only under the office that it was made for', async () => {
    const { trust } = await office();
    const { key } = await value(trust.createKey({ algorithm: 'ed25519' }));
    expect((await value(trust.saveIdentity({ ...PROVINCIAL, officeId: 'office-yichou' }))).key).toBeNull();
    expect(await trust.sealEnvelope('reviews', {})).toMatchObject({ ok: false, error: { code: 'no-signing-key' } });
    expect((await value(trust.saveIdentity(PROVINCIAL))).key).toEqual(key);
  });

  it('does not sign with a key in a file that others may read', async () => {
    const { trust, folder } = await office();
    await value(trust.createKey({ algorithm: 'ed25519' }));
    chmodSync(path.join(folder, 'identity.json'), 0o644);
    expect(await trust.sealEnvelope('reviews', {})).toMatchObject({ ok: false, error: { code: 'key-file-open' } });
  });

  it('does not write over a file that it cannot read, since the only copy of a key may be in it', async () => {
    const { folder, reopen } = await office();
    const file = path.join(folder, 'identity.json');
    writeFileSync(file, '{"format":');
    const trust = await reopen();
    expect(trust.problems.map(({ code }) => code)).toEqual(['identity-unreadable']);
    expect(await trust.saveIdentity(PROVINCIAL)).toMatchObject({ ok: false, error: { code: 'identity-unreadable' } });
    expect(readFileSync(file, 'utf8')).toBe('{"format":');
  });

  it('notices when the sealed key is not the one that is named', async () => {
    const { trust, folder, reopen } = await office();
    await value(trust.createKey({ algorithm: 'ed25519' }));
    const file = path.join(folder, 'identity.json');
    const json = JSON.parse(readFileSync(file, 'utf8'));
    json.keys[0].sealed.data = 'ab'.repeat(32);
    writeFileSync(file, JSON.stringify(json));
    const again = await reopen();
    expect(await again.sealEnvelope('reviews', {})).toMatchObject({
      ok: false,
      error: { code: 'key-unopened', params: { reason: 'other-key' } },
    });
  });
});

describe('being vouched for', () => {
  it('takes a request, a word of the root, and that word on every machine', async () => {
    const [{ trust, reopen }, root, inspector] = [await office(), await rootOffice(), (await testTrust()).trust];
    const { key } = await value(trust.createKey({ algorithm: 'sm2' }));
    const word = await vouchedBy(root, trust);
    for (const machine of [trust, inspector]) {
      expect(machine.previewKeys(envelope(word))).toMatchObject({ ok: true, value: { granted: 1 } });
      await value(machine.acceptKeys(word));
      await value(machine.acceptKeys(word));
      expect(machine.signers().map(({ keyId, state }) => [keyId, state])).toEqual([
        [ROOT.keyId, 'valid'],
        [key?.keyId, 'valid'],
      ]);
    }
    expect(trust.identity().key?.known).toBe(true);
    expect((await reopen()).identity().key?.known).toBe(true);
    // Whoever takes the root out takes out what rests on it, and is told.
    const without = await reopen({ operator: { unsigned: 'refuse', roots: [] } });
    expect(without.identity().key?.known).toBe(false);
    expect(without.problems.map(({ code }) => code)).toEqual(['signers-unreadable']);
  });

  it('is refused where the request was altered or is of another form', async () => {
    const [{ trust }, root] = [await office(), await rootOffice()];
    await value(trust.createKey({ algorithm: 'ed25519' }));
    const { bytes } = await value(trust.exportKey());
    const text = Buffer.from(bytes).toString();
    const as = (change: string) => root.vouch(new Uint8Array(Buffer.from(change)), TERMS);
    expect(await as(text.replace('office-jiazi', 'office-jiaza'))).toMatchObject({
      ok: false,
      error: { code: 'signature-bad' },
    });
    expect(await as(` ${text}`)).toMatchObject({ ok: false, error: { code: 'key-request-unreadable' } });
    expect(await as(text.replace(/"keyId":"[0-9a-f]{4}/, '"keyId":"0000'))).toMatchObject({
      ok: false,
      error: { code: 'key-request-unreadable', params: { where: 'keyId' } },
    });
    expect(await as('{}')).toMatchObject({ ok: false, error: { code: 'key-request-unreadable' } });
  });

  it('is nothing that a key without that right can do', async () => {
    const [a, b] = [await office(), await office()];
    await value(a.trust.createKey({ algorithm: 'ed25519' }));
    await value(b.trust.createKey({ algorithm: 'sm2' }));
    const { bytes } = await value(a.trust.exportKey());
    expect(await b.trust.vouch(bytes, TERMS)).toMatchObject({ ok: false, error: { code: 'key-unknown' } });
  });

  it('passes on to a new key by the word of the old one', async () => {
    const [{ trust, clock }, root, far] = [await office(), await rootOffice(), await testTrust()];
    const old = (await value(trust.createKey({ algorithm: 'ed25519' }))).key;
    const word = await vouchedBy(root, trust);
    for (const machine of [trust, far.trust]) await value(machine.acceptKeys(word));
    clock.ms = NOW + 1000;
    far.clock.ms = NOW + 2000;
    const fresh = (await value(trust.createKey({ algorithm: 'sm2' }))).key;
    expect(fresh).toMatchObject({ algorithm: 'sm2', known: true });
    const { bytes, fileName } = await value(trust.exportKey());
    expect(fileName).toMatch(/\.keys\.json$/);
    await value(far.trust.acceptKeys(bytes));
    expect(far.trust.signer(old?.keyId ?? '')?.stopped?.why).toBe('replaced');
    const signed = await value(trust.sealEnvelope('reviews', {}));
    expect(far.trust.judge(envelope(signed))).toMatchObject({ signature: 'signed' });
  });

  it('ends with a word of the root, after which nothing is signed or taken in', async () => {
    const [{ trust, clock }, root, far] = [await office(), await rootOffice(), await testTrust()];
    const { key } = await value(trust.createKey({ algorithm: 'ed25519' }));
    const word = await vouchedBy(root, trust);
    for (const machine of [trust, far.trust]) await value(machine.acceptKeys(word));
    const before = await value(trust.sealEnvelope('reviews', {}));
    const end = (await value(root.revoke(key?.keyId ?? '', '2026-11-22T07:59:30Z', '设备遗失'))).bytes;
    for (const machine of [trust, far.trust]) await value(machine.acceptKeys(end));
    clock.ms = NOW + 1000;
    expect(far.trust.judge(envelope(before))).toMatchObject({ accepted: false, error: { code: 'key-revoked' } });
    expect(await trust.sealEnvelope('reviews', {})).toMatchObject({ ok: false, error: { code: 'key-revoked' } });
    expect(await trust.signReview(REVIEW)).toMatchObject({ ok: false, error: { code: 'key-revoked' } });
  });

  it('is not taken from a file of another kind', async () => {
    const { trust } = await testTrust();
    const bytes = signedFile(ROOT_KEY, 'national', 'reviews', {});
    expect(await trust.acceptKeys(bytes)).toMatchObject({ ok: false, error: { code: 'envelope-kind' } });
  });
});

describe('the signature of a review', () => {
  it('is worth what is known of its key, and nothing once the review was altered', async () => {
    const [{ trust }, root, far] = [await office(), await rootOffice(), await testTrust()];
    expect(await value(trust.signReview(REVIEW))).toEqual({ keyId: null, signature: null });
    expect(far.trust.reviewSignature({ ...REVIEW, keyId: null, signature: null })).toBe('unsigned');
    const { key } = await value(trust.createKey({ algorithm: 'sm2' }));
    const review: Review = { ...REVIEW, ...(await value(trust.signReview(REVIEW))) };
    expect(review.keyId).toBe(key?.keyId);
    expect(trust.reviewSignature(review)).toBe('unknown-key');
    // The public half was never met there: nothing can be said.
    expect(far.trust.reviewSignature(review)).toBe('unsigned');
    await value(far.trust.remember(key === null ? [] : [key]));
    expect(far.trust.reviewSignature(review)).toBe('unknown-key');
    await value(far.trust.acceptKeys(await vouchedBy(root, trust)));
    expect(far.trust.reviewSignature({ ...review })).toBe('signed');
    for (const change of [
      { reason: '无' },
      { decision: 'accepted' },
      { reportDigest: 'cd'.repeat(32) },
      { at: NOW_LATER },
    ] as const) {
      expect(far.trust.reviewSignature({ ...review, ...change })).toBe('bad');
    }
  });

  it('is of no known office where the key is another office’s, or had stopped by then', async () => {
    const key = testKey(9);
    const terms = { may: ['reviews'] as const, validFrom: '2026-11-22T07:59:30Z' };
    const roots = [grantFor(key, 'office-jiazi', terms), ROOT];
    const { trust } = await testTrust({ operator: { unsigned: 'refuse', roots } });
    const signing = await testTrust();
    await value(signing.trust.saveIdentity(PROVINCIAL));
    await value(signing.trust.createKey({ algorithm: 'ed25519' }));
    const file = path.join(signing.folder, 'identity.json');
    const json = JSON.parse(readFileSync(file, 'utf8'));
    const data = Buffer.from(key.secret).toString('hex');
    Object.assign(json.keys[0], { keyId: key.keyId, publicKey: key.publicKey, sealed: { keptBy: 'file', data } });
    writeFileSync(file, JSON.stringify(json));
    const signer = await signing.reopen();
    const sign = async (change: Partial<Review>) => {
      const said = { ...REVIEW, ...change };
      return { ...said, ...(await value(signer.signReview(said))) } as Review;
    };
    expect(trust.reviewSignature(await sign({ at: NOW_LATER }))).toBe('signed');
    expect(trust.reviewSignature(await sign({}))).toBe('unknown-key');
    expect(trust.reviewSignature(await sign({ at: NOW_LATER, officeId: 'office-yichou' }))).toBe('unknown-key');
  });
});
const NOW_LATER = '2026-11-22T07:59:59.000Z';

function envelope(bytes: Uint8Array) {
  const read = readEnvelope(bytes);
  if (!read.ok) throw new Error(read.error.code);
  return read.value;
}

describe('a keeper of keys', () => {
  it('in another thread is asked over messages, and wipes what it gave', async () => {
    const { port1, port2 } = new MessageChannel();
    const given: Uint8Array[] = [];
    const inner = fileKeeper();
    serveKeeper(port1, {
      async seal(secret) {
        given.push(secret);
        return { ok: true, value: { keptBy: 'system', data: Buffer.from(secret).reverse().toString('hex') } };
      },
      async open({ data }) {
        const secret = Uint8Array.from(Buffer.from(data, 'hex').reverse());
        given.push(secret);
        return { ok: true, value: secret };
      },
    });
    const keeper = keeperOverMessages(port2);
    port1.postMessage({ other: 'message' });
    port2.postMessage('another');
    const { trust, reopen } = await testTrust({ keeper });
    await value(trust.saveIdentity(PROVINCIAL));
    expect((await value(trust.createKey({ algorithm: 'sm2' }))).key?.keptBy).toBe('system');
    const signed = await value(trust.sealEnvelope('reviews', {}));
    expect(envelope(signed).badKeyId).toBeNull();
    await new Promise((resolve) => setImmediate(resolve));
    expect(given.length).toBe(2);
    for (const secret of given) expect(secret.every((byte) => byte === 0)).toBe(true);
    // Without the keychain the key is not to be had, and nothing pretends otherwise.
    const without = await reopen({ keeper: inner });
    expect(await without.sealEnvelope('reviews', {})).toMatchObject({
      ok: false,
      error: { code: 'key-unopened', params: { keptBy: 'system', reason: 'no-keychain' } },
    });
    port1.close();
  });

  it('that fails keeps nothing, and what it threw goes nowhere', async () => {
    const broken: KeyKeeper = {
      seal: async () => {
        throw new Error('secret 0102');
      },
      open: async () => {
        throw new Error('secret 0102');
      },
    };
    const { a, b } = pair();
    serveKeeper(a, broken);
    const { trust } = await testTrust({ keeper: keeperOverMessages(b) });
    await value(trust.saveIdentity(PROVINCIAL));
    const made = await trust.createKey({ algorithm: 'ed25519' });
    expect(made).toEqual({
      ok: false,
      error: { code: 'key-not-kept', category: 'trust', params: { reason: 'no-answer' } },
    });
    expect(trust.identity().key).toBeNull();
  });
});

/** Two ends that hand over at once. */
function pair() {
  const [left, right] = [new EventEmitter(), new EventEmitter()];
  const end = (own: EventEmitter, other: EventEmitter) => ({
    on: (event: 'message', listener: (message: unknown) => void) => own.on(event, listener),
    postMessage: (message: unknown) => void other.emit('message', message),
  });
  return { a: end(left, right), b: end(right, left) };
}

describe("the operator's word", () => {
  const file = { format: 'pilotlight-trust', version: 1, unsigned: 'refuse', roots: [ROOT] };
  async function read(content: unknown) {
    const { folder } = await testTrust();
    const name = path.join(folder, 'trust.json');
    writeFileSync(name, typeof content === 'string' ? content : JSON.stringify(content));
    return readOperatorTrust(name);
  }

  it('is read from its file; without one nobody is known', async () => {
    expect(await read(file)).toEqual({ ok: true, value: { unsigned: 'refuse', roots: [ROOT] } });
    expect(await readOperatorTrust('/nowhere/trust.json')).toEqual({ ok: true, value: NO_OPERATOR_TRUST });
  });

  it.each([
    ['no JSON', '{', ''],
    ['a key twice', JSON.stringify(file).replace('{', '{"unsigned":"as-reported",'), ''],
    ['another policy', { ...file, unsigned: 'accept' }, 'unsigned'],
    ['a root under a false name', { ...file, roots: [{ ...ROOT, keyId: 'ab'.repeat(20) }] }, 'roots.0.keyId'],
    ['a root without rights', { ...file, roots: [{ ...ROOT, may: [] }] }, 'roots.0.may'],
  ])('is refused with %s', async (_, content, where) => {
    expect(await read(content)).toMatchObject({
      ok: false,
      error: { code: 'operator-trust-unreadable', category: 'input', params: { where } },
    });
  });
});
