import { fromBase64 } from '../../../../light-client/codec/base64.ts';
import { fromHex, toHex } from '../../../../light-client/codec/hex.ts';
import { parseTime } from '../../../../light-client/codec/time.ts';
import { walkBack } from '../../../../light-client/core/backwards.ts';
import { attempt } from '../../../../light-client/core/errors.ts';
import { ONE_THIRD, type TrustParameters } from '../../../../light-client/core/trust.ts';
import type { Verified } from '../../../../light-client/core/verified.ts';
import { commitHash, dataHash, headerHash } from '../../../../light-client/families/cometbft/hashing.ts';
import { parseCommit, parseHeader } from '../../../../light-client/families/cometbft/rpcJson.ts';
import type { Header, LightBlock } from '../../../../light-client/families/cometbft/types.ts';
import { merkleRoot } from '../../../../light-client/proofs/merkle.ts';
import { type Cases, reasonOf } from '../cases.ts';
import type { SetFolder } from '../folder.ts';
import { casesOf, type Json, list, object, text } from '../json.ts';
import { applyPatch } from '../patch.ts';
import type { SetTools } from '../tools.ts';
import { familyFor, judgeAlone, readBlock } from './blocks.ts';

const EITHER = { partsKey: 'either' } as const;

/** Recorded light blocks, steps between them, sequences, blocks, evidence, and mutations of the first. */
export function runRealChains(folder: SetFolder, cases: Cases, tools: SetTools): void {
  for (const file of folder.json()) {
    const base = file.slice(file.lastIndexOf('/') + 1);
    const content = folder.read(file);
    if (/^pairs/.test(base)) pairs(folder, content, cases, tools);
    else if (/^mutations/.test(base)) mutations(folder, content, cases, tools);
    else if (/duplicate-vote-evidence/.test(base)) duplicateVotes(content, cases, tools);
    else if (isObject(content, 'light_blocks')) sequence(file, object(content), cases, tools);
    else if (isObject(content, 'block')) block(file, object(content), cases, tools);
    else if (isObject(content, 'signed_header')) lightBlock(file, object(content), cases, tools);
    else cases.skip(file, 'no rule is known for this file');
  }
}

function isObject(content: unknown, key: string): boolean {
  return typeof content === 'object' && content !== null && key in content;
}

function lightBlock(file: string, data: Json, cases: Cases, tools: SetTools): void {
  const expected = object(data['expected'] ?? {});
  const valid = (expected['verdict'] ?? 'valid') === 'valid';
  for (const mode of ['early-stop', 'all'] as const) {
    cases.checkVerdict(`${file} (${mode})`, valid, () => judgeAlone(data, familyFor(tools, mode)));
  }
  if (expected['header_hash'] === undefined) return;
  cases.check(`${file} (hash)`, text(expected['header_hash']).toLowerCase(), () => {
    const hash = headerHash(readBlock(data).signedHeader.header, tools.suite.sha256);
    return hash === undefined ? 'no hash' : toHex(hash);
  });
}

/** The file that a case names, wherever in the set it lies. */
function located(folder: SetFolder, name: string): string | undefined {
  return folder.files.find((candidate) => candidate === name || candidate.endsWith(`/${name}`));
}

function find(folder: SetFolder, name: string): Json {
  return object(folder.read(located(folder, name) as string), name);
}

/** A copy of the set may hold the case and not the recording that it starts from. */
function skippedWithout(folder: SetFolder, cases: Cases, name: string, files: readonly string[]): boolean {
  const missing = files.filter((file) => located(folder, file) === undefined);
  if (missing.length > 0) cases.skip(name, `the set lacks ${missing.join(', ')}`);
  return missing.length > 0;
}

function pairs(folder: SetFolder, content: unknown, cases: Cases, tools: SetTools): void {
  for (const [i, data] of casesOf(content).entries()) {
    const [from, to] = [text(data['trusted']), text(data['untrusted'])];
    const [numerator, denominator] = text(data['trust_level'] ?? '1/3')
      .split('/')
      .map(BigInt) as [bigint, bigint];
    const parameters: TrustParameters = {
      trustLevel: { numerator, denominator },
      trustingPeriod: BigInt(text(data['trusting_period_ns'])),
      maxClockDrift: BigInt(text(data['max_clock_drift_ns'])),
    };
    const label = data['label'] === undefined ? '' : ` (${text(data['label'])})`;
    const name = `pair ${i}: ${from} -> ${to} at ${numerator}/${denominator}${label}`;
    if (skippedWithout(folder, cases, name, [from, to])) continue;
    cases.check(name, text(data['expected']), () => {
      const family = familyFor(tools);
      const trusted = adoptAlone(family, readBlock(find(folder, from)));
      const verdict = family.verifyStep(trusted, readBlock(find(folder, to)), parameters, parseTime(text(data['now'])));
      if (verdict.kind === 'verified') return 'SUCCESS';
      if (verdict.kind === 'not-enough-trust') return 'NOT_ENOUGH_TRUST';
      return verdict.error.code === 'trusted-expired' ? 'EXPIRED' : 'INVALID';
    });
  }
}

function adoptAlone(family: ReturnType<typeof familyFor>, trusted: LightBlock): Verified<LightBlock> {
  const { chainId, height, hash } = family.view(trusted);
  const adopted = family.adopt(trusted, { chainId, height, hash });
  if (!adopted.ok) throw new Error(`trusted block: ${reasonOf(adopted.error)}`);
  return adopted.value;
}

function mutations(folder: SetFolder, content: unknown, cases: Cases, tools: SetTools): void {
  for (const data of casesOf(content)) {
    const name = `mutation ${text(data['id'])}`;
    if (skippedWithout(folder, cases, name, [text(data['base'])])) continue;
    const patched = () =>
      applyPatch(
        find(folder, text(data['base'])),
        list(data['patch']).map((entry) => object(entry)),
      );
    const modes = [
      ['early-stop', data['expected']],
      ['all', data['expected_all_signatures'] ?? data['expected']],
    ] as const;
    for (const [mode, expected] of modes) {
      cases.checkVerdict(`${name} (${mode})`, expected === 'valid', () =>
        judgeAlone(patched(), familyFor(tools, mode)),
      );
    }
  }
}

const FOREVER: TrustParameters = {
  trustLevel: ONE_THIRD,
  trustingPeriod: 1_000_000_000_000_000_000n,
  maxClockDrift: 10_000_000_000n,
};

/** Every height as the neighbour of the one before, then all the way back by hash links. */
function sequence(file: string, data: Json, cases: Cases, tools: SetTools): void {
  const entries = list(data['light_blocks']);
  const family = familyFor(tools);
  const blocks: LightBlock[] = [];
  for (const [i, entry] of entries.entries()) {
    const read = attempt('bad-light-block', () => readBlock(entry));
    if (read.ok) blocks.push(read.value);
    else cases.check(`${file}: block ${i}`, 'readable', () => reasonOf(read.error));
  }
  const [first] = blocks;
  const last = blocks[blocks.length - 1];
  if (first === undefined || last === undefined) return;
  let trusted = adoptAlone(family, first);
  const now = last.signedHeader.header.time;
  for (const next of blocks.slice(1)) {
    cases.checkVerdict(`${file}: forwards to ${next.signedHeader.header.height}`, true, () => {
      const verdict = family.verifyStep(trusted, next, FOREVER, now);
      if (verdict.kind !== 'verified') return verdict.kind === 'invalid' ? reasonOf(verdict.error) : verdict.kind;
      trusted = verdict.value;
      return undefined;
    });
  }
  const older: Header[] = blocks
    .slice(0, -1)
    .reverse()
    .map((entry) => entry.signedHeader.header);
  cases.check(`${file}: backwards`, `${older.length} headers`, () => {
    const walked = walkBack(family, family.trustedHeader(trusted), older);
    return walked.ok ? `${walked.value.length} headers` : reasonOf(walked.error);
  });
}

/** A whole block: three hashes, each of which may have been edited by whoever recorded it. */
function block(file: string, data: Json, cases: Cases, { suite }: SetTools): void {
  const expected = object(data['expected']);
  const body = object(data['block']);
  const header = attempt('bad-light-block', () => parseHeader(body['header'], 'header', EITHER));
  const { sha256 } = suite;
  const check = (name: string, key: string, judge: (header: Header) => boolean) => {
    if (typeof expected[key] !== 'boolean') return;
    cases.check(`${file} (${name})`, String(expected[key]), () =>
      header.ok ? String(judge(header.value)) : reasonOf(header.error),
    );
  };
  check('header hash', 'header_hash_matches_block_id', (value) => {
    const id = object(data['block_id']);
    return toHex(headerHash(value, sha256) ?? new Uint8Array()) === text(id['hash']).toLowerCase();
  });
  check('data hash', 'data_hash_matches_txs', (value) => {
    const transactions = list(object(body['data'])['txs'] ?? []).map((transaction) => fromBase64(text(transaction)));
    return toHex(dataHash(transactions, sha256)) === toHex(value.dataHash);
  });
  check('last commit hash', 'last_commit_hash_matches', (value) => {
    const commit = parseCommit(body['last_commit'], 'last_commit', EITHER);
    return toHex(commitHash(commit.signatures, sha256)) === toHex(value.lastCommitHash);
  });
}

function duplicateVotes(content: unknown, cases: Cases, { suite }: SetTools): void {
  for (const data of casesOf(content)) {
    const name = `duplicate vote on ${text(data['chain_id'])}`;
    const hex = data['proto_hex'];
    const leaves = (Array.isArray(hex) ? hex : [hex]).map((entry) => fromHex(text(entry)));
    const matches = () => toHex(merkleRoot(leaves, suite.sha256)) === text(data['evidence_hash']).toLowerCase();
    cases.check(name, String(data['hash_matches'] ?? true), () => String(matches()));
  }
}
