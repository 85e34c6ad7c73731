import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliIo, runCli } from '../../../main/cli/index.ts';
import { loadPacks } from '../../../main/programme/loadPacks.ts';
import { readSigners } from '../../../main/programme/trust/knownSigners.ts';
import { readOperatorTrust } from '../../../main/programme/trust/operatorTrust.ts';
import { tempDir } from '../../helpers/sync.ts';
import { NOW, PACK_NAME, SMALL_NETWORK, testTrust } from '../../helpers/trust.ts';

let temp: ReturnType<typeof tempDir>;
const at = (name: string): string => path.join(temp.dir, name);
const read = (name: string): string => readFileSync(at(name), 'utf8');

beforeEach(() => {
  temp = tempDir();
  writeFileSync(at('net.json'), JSON.stringify(SMALL_NETWORK, null, 2));
});
afterEach(() => temp.remove());

async function run(...argv: string[]) {
  let out = '';
  let err = '';
  const io: CliIo = {
    out: (said) => {
      out += said;
    },
    err: (said) => {
      err += said;
    },
    ...{ env: {}, isTerminal: false, columns: () => 200, signal: new AbortController().signal },
    ...{ homeDir: temp.dir, platform: 'linux', version: '0.0.0-test', now: () => NOW },
    forkDemo: () => {
      throw new Error('no demo network here');
    },
  };
  return { code: await runCli(argv, io), out, err };
}

/** A national root in trust.json. */
async function root(algorithm: 'ed25519' | 'sm2' = 'ed25519'): Promise<{ readonly keyId: string }> {
  const made = await run('key', 'new', '--algorithm', algorithm, '--office', 'national', '-o', at('root.key'));
  expect(made.code).toBe(0);
  const entry = JSON.parse(made.out) as { keyId: string };
  const trust = { format: 'pilotlight-trust', version: 1, unsigned: 'refuse', roots: [entry] };
  writeFileSync(at('trust.json'), JSON.stringify(trust));
  return entry;
}

/** The request of an office, as its own machine makes it. */
async function request(officeId = 'office-jiazi', zoneIds = ['jiazi']): Promise<string> {
  const { trust } = await testTrust({}, 11);
  const who = { role: 'provincial', person: '王某', officeId, officeName: PACK_NAME, zoneIds, provinces: [] } as const;
  await trust.saveIdentity(zoneIds.length === 0 ? { ...who, role: 'national' } : who);
  const made = await trust.createKey({ algorithm: 'sm2' });
  const file = await trust.exportKey();
  if (!made.ok || made.value.key === null || !file.ok) throw new Error('no request');
  writeFileSync(at('office.key-request.json'), file.value.bytes);
  return made.value.key.keyId;
}

const check = (file: string, ...more: string[]) => run('pack', 'check', at(file), '--trust', at('trust.json'), ...more);
const sign = (...more: string[]) =>
  run('pack', 'sign', at('net.json'), '--key', at('root.key'), '-o', at('signed.json'), ...more);
const vouch = (...more: string[]) =>
  run('key', 'vouch', at('office.key-request.json'), '--key', at('root.key'), '-o', at('word.json'), ...more);

describe('pilotlight key new', () => {
  it.each(['ed25519', 'sm2'] as const)(
    'keeps the private half of %s to its owner and prints the public one',
    async (algorithm) => {
      const made = await run('key', 'new', '--algorithm', algorithm, '-o', at('a.key'));
      expect(made.code).toBe(0);
      expect(statSync(at('a.key')).mode & 0o777).toBe(0o600);
      expect(made.err).toContain('0600');
      const { secret, ...kept } = JSON.parse(read('a.key')) as Record<string, string>;
      const half = JSON.parse(made.out) as Record<string, string>;
      expect(Object.keys(half).sort()).toEqual(['algorithm', 'keyId', 'publicKey']);
      expect(kept).toMatchObject(half);
      expect(secret).toMatch(/^[0-9a-f]{64}$/);
      expect(made.out + made.err).not.toContain(secret);
    },
  );

  it('prints an entry that trust.json takes as it stands', async () => {
    const { keyId } = await root('sm2');
    const trust = await readOperatorTrust(at('trust.json'));
    expect(trust).toMatchObject({ ok: true, value: { roots: [{ keyId, ownerId: 'national', algorithm: 'sm2' }] } });
  });

  it('never writes over a file, and knows two algorithms', async () => {
    writeFileSync(at('a.key'), 'the only copy');
    const again = await run('key', 'new', '-o', at('a.key'));
    expect([again.code, again.out]).toEqual([2, '']);
    expect(again.err).toContain('file-not-written {"file"');
    expect(again.err).toContain('EEXIST');
    expect(read('a.key')).toBe('the only copy');
    expect(await run('key', 'new', '--algorithm', 'rsa', '-o', at('b.key'))).toMatchObject({ code: 2 });
    expect(existsSync(at('b.key'))).toBe(false);
  });
});

describe('pilotlight pack', () => {
  it('signs a network pack by hand, and the app loads it as signed', async () => {
    const { keyId } = await root();
    expect(await sign()).toMatchObject({ code: 0, err: '' });
    const checked = await check('signed.json');
    expect(checked).toMatchObject({ code: 0, err: '' });
    expect(checked.out).toContain(keyId);
    expect(checked.out).toContain('SIGNED');
    expect((await check('signed.json', '--lang', 'zh-CN')).out).toContain('签名有效');
    const operator = await readOperatorTrust(at('trust.json'));
    if (!operator.ok) throw new Error(operator.error.code);
    expect(await loadPacks(at('signed.json'), undefined, { operator: operator.value, now: () => NOW })).toMatchObject({
      ok: true,
      value: { network: { chains: [{ blockTimeSeconds: 0.5 }] }, signatures: { network: 'signed' } },
    });
  });

  it('says for scripts whose word it is', async () => {
    await root('sm2');
    await sign();
    expect(JSON.parse((await check('signed.json', '--json')).out)).toMatchObject({
      ...{ kind: 'network', signature: 'signed', accepted: true, level: 'signed', error: null },
      issuer: { officeId: 'national' },
    });
  });

  it('is refused where nobody signed, where nobody knows the key, and where it was altered', async () => {
    await root();
    await sign();
    const plain = JSON.parse((await check('net.json', '--json')).out) as object;
    expect(plain).toMatchObject({ signature: 'unsigned', accepted: false, error: { code: 'unsigned' } });
    expect((await check('net.json')).code).toBe(1);

    writeFileSync(at('altered.json'), read('signed.json').replace('c-1', 'c-2'));
    const altered = await check('altered.json', '--json');
    expect([altered.code, JSON.parse(altered.out)]).toMatchObject([1, { error: { code: 'signature-bad' } }]);

    await run('key', 'new', '--office', 'national', '-o', at('other.key'));
    await run('pack', 'sign', at('net.json'), '--key', at('other.key'), '-o', at('strange.json'));
    const strange = await check('strange.json', '--json');
    expect([strange.code, JSON.parse(strange.out)]).toMatchObject([1, { error: { code: 'key-unknown' } }]);
    // Another office's name on the same key.
    await sign('--office', 'office-yichou');
    const misnamed = await check('signed.json', '--json');
    expect([misnamed.code, JSON.parse(misnamed.out)]).toMatchObject([1, { error: { code: 'issuer-mismatch' } }]);
  });

  it('says where policy would let in what nobody signed, and still does not call it signed', async () => {
    const lax = { format: 'pilotlight-trust', version: 1, unsigned: 'as-reported', roots: [] };
    writeFileSync(at('trust.json'), JSON.stringify(lax));
    const checked = await check('net.json');
    expect(checked.code).toBe(1);
    expect(checked.out).toContain('as “reported”');
  });

  it('that cannot be used is neither signed nor judged', async () => {
    await root();
    writeFileSync(at('half.json'), '{');
    writeFileSync(at('strange.json'), '{"format":"something"}');
    writeFileSync(at('empty.json'), JSON.stringify({ ...SMALL_NETWORK, chains: [] }));
    const signing = (file: string) => run('pack', 'sign', at(file), '--key', at('root.key'), '-o', at('x.json'));
    for (const [file, code] of [
      ['half.json', 'envelope-unreadable'],
      ['strange.json', 'envelope-kind'],
      ['empty.json', 'package-content'],
      ['none.json', 'file-not-read'],
    ] as const) {
      for (const ran of [await signing(file), await check(file)]) {
        expect([file, ran.code, ran.out, ran.err.split(' ')[0]]).toEqual([file, 2, '', code]);
      }
    }
    expect(existsSync(at('x.json'))).toBe(false);
    const nowhere = await run('pack', 'check', at('net.json'), '--trust', at('no-trust.json'));
    expect([nowhere.code, nowhere.err.split(' ')[0]]).toEqual([2, 'file-not-read']);
  });

  it('is not signed with a key file that others may read, or that was changed', async () => {
    await root();
    chmodSync(at('root.key'), 0o644);
    expect(await sign()).toMatchObject({ code: 2, out: '', err: expect.stringContaining('key-file-open') });
    chmodSync(at('root.key'), 0o600);
    const key = JSON.parse(read('root.key')) as { secret: string };
    writeFileSync(at('root.key'), JSON.stringify({ ...key, secret: '11'.repeat(32) }));
    const other = await sign();
    expect(other.err).toContain('"reason":"other-key"');
    expect(other.err).not.toContain('1111');
    expect(existsSync(at('signed.json'))).toBe(false);
  });
});

describe('pilotlight key vouch and revoke', () => {
  it('state what every machine takes in: the office signs, until its key is stopped', async () => {
    await root();
    const keyId = await request();
    expect(await vouch('--trust', at('trust.json'))).toMatchObject({ code: 0, err: '' });
    expect((await check('word.json')).code).toBe(0);

    const operator = await readOperatorTrust(at('trust.json'));
    if (!operator.ok) throw new Error(operator.error.code);
    const { trust, folder } = await testTrust({ operator: operator.value });
    expect(await trust.acceptKeys(readFileSync(at('word.json')))).toEqual({ ok: true, value: null });
    expect(trust.signer(keyId)).toMatchObject({
      ...{ ownerId: 'office-jiazi', may: ['reviews', 'reports'], zoneIds: ['jiazi'], validTo: null, stopped: null },
    });

    const stop = await run(
      ...['key', 'revoke', keyId, '--key', at('root.key'), '--from', '2026-11-22', '-o', at('stop.json')],
    );
    expect(stop).toMatchObject({ code: 0, err: expect.stringContaining('pack check') });
    // Of a key that nobody knows there is nothing to stop; with the word for it at hand there is.
    const alone = await check('stop.json', '--json');
    expect([alone.code, JSON.parse(alone.out)]).toMatchObject([1, { error: { code: 'keys-unknown' } }]);
    expect((await check('stop.json', '--statement', at('word.json'))).code).toBe(0);
    expect(await trust.acceptKeys(readFileSync(at('stop.json')))).toEqual({ ok: true, value: null });
    const { registry } = await readSigners(folder, operator.value);
    expect(registry.get(keyId)?.stopped).toEqual({ at: '2026-11-22T00:00:00Z', why: 'revoked' });
  });

  it('believe what lies in office/ beside trust.json', async () => {
    await root();
    const keyId = await request();
    await vouch();
    mkdirSync(at('office'));
    const accepted = [{ file: read('word.json'), acceptedAt: '2026-11-22T08:00:00Z' }];
    writeFileSync(
      at('office/signers.json'),
      JSON.stringify({ format: 'pilotlight-signers', version: 1, accepted, met: [] }),
    );
    const stop = (...more: string[]) =>
      run('key', 'revoke', keyId, '--key', at('root.key'), '--from', '2026-11-22', '-o', at('stop.json'), ...more);
    expect((await stop('--trust', at('trust.json'))).code).toBe(0);
  });

  it('narrow or widen an area only where that is said', async () => {
    await root();
    await request();
    const grant = () =>
      (JSON.parse(read('word.json')) as { payload: { statements: readonly [Record<string, unknown>] } }).payload
        .statements[0];
    await vouch('--provinces', 'CN-BJ', '--may', 'reports', '--from', '2026-11-01', '--to', '2027-01-01');
    expect(grant()).toMatchObject({
      ...{ zoneIds: [], provinces: ['CN-BJ'], may: ['reports'] },
      ...{ validFrom: '2026-11-01T00:00:00Z', validTo: '2027-01-01T00:00:00Z' },
    });
    await vouch('--country');
    expect(grant()).toMatchObject({ zoneIds: [], provinces: [] });
    await request('national', []);
    expect(await vouch()).toMatchObject({ code: 2, err: 'missing argument: --zones | --provinces | --country\n' });
    expect(await vouch('--zones', 'jiazi', '--country')).toMatchObject({ code: 2 });
  });

  it('write nothing that would not hold, or that is no statement', async () => {
    await root();
    await request();
    const refusal = async (ran: Promise<{ code: number; err: string }>) => {
      const { code, err } = await ran;
      return [code, err.split(' ')[0]];
    };
    const { roots } = JSON.parse(read('trust.json')) as { roots: [object] };
    const narrow = { ...roots[0], may: ['keys', 'reports'] };
    writeFileSync(
      at('trust.json'),
      JSON.stringify({ format: 'pilotlight-trust', version: 1, unsigned: 'refuse', roots: [narrow] }),
    );
    expect(await refusal(vouch('--trust', at('trust.json')))).toEqual([1, 'keys-right-exceeded']);
    expect(await refusal(vouch('--may', 'everything'))).toEqual([2, 'package-content']);
    expect(await refusal(vouch('--from', 'tomorrow'))).toEqual([2, 'package-content']);
    const stop = (keyId: string) =>
      run('key', 'revoke', keyId, '--key', at('root.key'), '--from', '2026-11-22', '-o', at('word.json'));
    expect(await refusal(stop('ab'))).toEqual([2, 'package-content']);
    writeFileSync(at('office.key-request.json'), read('office.key-request.json').replace('"jiazi"', '"yichou"'));
    expect(await refusal(vouch())).toEqual([2, 'signature-bad']);
    expect(existsSync(at('word.json'))).toBe(false);
  });
});

describe('what is missing', () => {
  it.each([
    [['key'], 'unknown command: key'],
    [['pack', 'eat'], 'unknown command: pack eat'],
    [['key', 'new'], '-o FILE'],
    [['pack', 'check'], 'FILE'],
    [['pack', 'sign', 'x', '-o', 'y'], '--key KEYFILE'],
    [['pack', 'sign', '--key', 'k', '-o', 'y'], 'FILE'],
    [['key', 'vouch', '--key', 'k', '-o', 'y'], 'REQUEST'],
    [['key', 'revoke', '--key', 'k', '-o', 'y'], 'KEYID'],
    [['key', 'revoke', 'ab', '--key', 'k', '-o', 'y'], '--from DATE'],
  ])('%j is told so', async (argv, said) => {
    const ran = await run(...argv);
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toContain(said);
  });

  it('a key file without an office needs one named', async () => {
    await run('key', 'new', '-o', at('root.key'));
    expect(await sign()).toMatchObject({ code: 2, err: 'missing argument: --office\n' });
    expect(await sign('--office', 'national')).toMatchObject({ code: 0 });
  });
});
