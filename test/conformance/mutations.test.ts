import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../light-client/codec/hex.ts';
import { NANOS_PER_SECOND } from '../../light-client/codec/time.ts';
import { toUtf8 } from '../../light-client/codec/utf8.ts';
import { attempt } from '../../light-client/core/errors.ts';
import type { Verified } from '../../light-client/core/verified.ts';
import { verifyEvidence } from '../../light-client/evidence/verify.ts';
import { createCometbftFamily } from '../../light-client/families/cometbft/family.ts';
import { headerHash } from '../../light-client/families/cometbft/hashing.ts';
import { parseLightBlock } from '../../light-client/families/cometbft/rpcJson.ts';
import type { Header } from '../../light-client/families/cometbft/types.ts';
import { verifyMembership, verifyNonMembership } from '../../light-client/proofs/ics23/chained.ts';
import { decodeMerkleProof } from '../../light-client/proofs/ics23/decode.ts';
import { IAVL_SPEC, TENDERMINT_SPEC } from '../../light-client/proofs/ics23/specs.ts';
import { platformSuite } from '../../main/sync/suite.ts';
import { BYTE_MUTATIONS, generator, MUTATIONS, mutate, mutateBytes } from '../helpers/mutate.ts';
import { type Reading, readChain } from '../helpers/readings.ts';
import { type Recording, readRecording, recordedNode, recordingNames, replayFetch } from '../helpers/recordings.ts';
import { haveVectors, type Json, vector, vectorFiles } from '../helpers/vectors.ts';

// Whatever is done to an answer: what comes out is what came out before, or a refusal. Never another header, another
// value, another transaction, and never an exception. PILOTLIGHT_MUTATIONS asks for more of them than an ordinary run has time for.

const PER_KIND = Number(process.env['PILOTLIGHT_MUTATIONS'] ?? 6);
const suite = platformSuite();

function hashOf(header: Verified<Header>): string {
  return toHex(headerHash(header.value) as Uint8Array);
}

async function read(recording: Recording, alter?: { readonly index: number; change(text: string): string }) {
  const exchanges = recording.nodes['full'] ?? [];
  const plain = replayFetch(exchanges);
  const altered =
    alter === undefined ? plain : replayFetch(exchanges.slice(alter.index, alter.index + 1), alter.change);
  const target = alter === undefined ? '' : keyOf(exchanges[alter.index] as { method: string; params: object });
  const { chainId, plan, anchor, now } = recording;
  const provider = recordedNode({
    chainId,
    url: 'http://127.0.0.1',
    fetch: (url, init) => (keyOf(JSON.parse(String(init.body))) === target ? altered(url, init) : plain(url, init)),
  });
  return readChain(plan, { provider, anchor, now, suite });
}

function keyOf({ method, params }: { readonly method: string; readonly params: object }): string {
  return `${method} ${JSON.stringify(params)}`;
}

/** What the reading of altered answers has that the honest one has not. */
function newlyBelieved(honest: Reading, reading: Reading): string[] {
  const headers = [...reading.headers].filter(([height, header]) => {
    const known = honest.headers.get(height);
    return known === undefined ? false : hashOf(known) !== hashOf(header);
  });
  const part = (line: string): string => line.replace(/ \(under .*$/, '');
  const differ = (lines: readonly string[], known: readonly string[]): string[] =>
    lines.filter((line, i) => part(line) !== part(known[i] ?? '') && !/refused|no header/.test(part(line)));
  return [
    ...headers.map(([height]) => `header ${height}`),
    ...differ(reading.facts.state, honest.facts.state),
    ...differ(reading.facts.transactions, honest.facts.transactions),
    ...reading.facts.state.filter((line, i) => {
      const under = /\(under (.*)\)$/.exec(line)?.[1] ?? '';
      const before = /\(under (.*)\)$/.exec(honest.facts.state[i] ?? '')?.[1] ?? '';
      return under !== '' && under !== before && !/refused|no header/.test(under);
    }),
  ];
}

describe.each(recordingNames())('answers of real nodes, altered: %s', (name) => {
  it.each(MUTATIONS)(
    'nothing else is believed with one answer %s [VF-11] [PF-16] [QP-3]',
    async (kind) => {
      const recording = readRecording(name);
      const honest = await read(recording);
      const count = (recording.nodes['full'] ?? []).length;
      const believed: string[] = [];
      let done = 0;
      for (let i = 0; i < PER_KIND; i++) {
        const next = generator(i * 7919 + name.length * 104_729 + MUTATIONS.indexOf(kind));
        const index = next(count);
        const change = (text: string): string => mutate(text, kind, next) ?? text;
        let reading: Reading;
        try {
          reading = await read(recording, { index, change });
        } catch (error) {
          // Only our own word that the anchor was not had: anything else would be a crash on a node's answer.
          expect(String(error)).toMatch(/^Error: anchor: /);
          done += 1;
          continue;
        }
        done += 1;
        believed.push(...newlyBelieved(honest, reading).map((what) => `${kind} #${i}: ${what}`));
      }
      expect(believed).toEqual([]);
      expect(done).toBe(PER_KIND);
    },
    600_000,
  );
});

describe.skipIf(!haveVectors)('light blocks of public chains, altered', () => {
  // Some were recorded in other forms than a node's own, and are not read: the published sets say which.
  const readable = (file: string): boolean =>
    attempt('bad-light-block', () => parseLightBlock(vector(file), 'light_block', 'tendermint')).ok;
  const files = vectorFiles('real-chains/light-blocks').filter((file, i) => i % 9 === 0 && readable(file));
  const family = createCometbftFamily({ suite });

  it.each(files)(
    '%s never verifies as another block [VF-11]',
    (file) => {
      const text = JSON.stringify(vector(file));
      const original = parseLightBlock(JSON.parse(text), 'light_block', 'tendermint');
      const hash = toHex(headerHash(original.signedHeader.header) as Uint8Array);
      expect(family.verifyAlone(original).kind).toBe('verified');
      for (let i = 0; i < PER_KIND * MUTATIONS.length; i++) {
        const kind = MUTATIONS[i % MUTATIONS.length] as (typeof MUTATIONS)[number];
        const altered = mutate(text, kind, generator(i * 6007 + text.length)) ?? text;
        const parsed = attempt('bad-light-block', () => {
          let json: unknown;
          try {
            json = JSON.parse(altered);
          } catch {
            return undefined; // no JSON any more
          }
          return parseLightBlock(json, 'light_block', 'tendermint');
        });
        if (!parsed.ok || parsed.value === undefined) continue;
        const verdict = family.verifyAlone(parsed.value);
        if (verdict.kind !== 'verified') continue;
        expect(`${kind} ${toHex(headerHash(verdict.value.value.signedHeader.header) as Uint8Array)}`).toBe(
          `${kind} ${hash}`,
        );
      }
    },
    600_000,
  );
});

describe.skipIf(!haveVectors)('proofs that relayers of public chains carried, altered', () => {
  const records = (haveVectors ? (vector('ibc/merkle-proofs.json') as Json[]) : []).filter(
    ({ expected }) => expected === 'valid',
  );

  /** Everything but the key that a proof of absence repeats: the key that counts is the one asked [PF-12]. */
  const meaning = (bytes: Uint8Array): string => {
    const proofs = decodeMerkleProof(bytes);
    if (!proofs.ok) return proofs.error.code;
    const hex = (_: string, value: unknown) => (value instanceof Uint8Array ? toHex(value) : value);
    return JSON.stringify(
      proofs.value.map((one) => (one.kind === 'nonexist' ? { ...one.nonexist, key: null } : one)),
      hex,
    );
  };

  it.each(BYTE_MUTATIONS)(
    'none is accepted with its bytes %s [PF-15] [PF-16] [PF-17]',
    (kind) => {
      const accepted: string[] = [];
      let tried = 0;
      for (const [n, record] of records.entries()) {
        const proof = fromHex(record.merkle_proof);
        const path = [toUtf8(record.store), toUtf8(record.key_utf8)];
        const judge = (bytes: Uint8Array) => {
          const proofs = decodeMerkleProof(bytes);
          if (!proofs.ok) return proofs;
          const chain = { proofs: proofs.value, specs: [IAVL_SPEC, TENDERMINT_SPEC], path };
          return record.kind === 'membership'
            ? verifyMembership(chain, fromHex(record.root), fromHex(record.value), suite.sha256)
            : verifyNonMembership(chain, fromHex(record.root), suite.sha256);
        };
        expect(judge(proof).ok).toBe(true);
        for (let i = 0; i < PER_KIND; i++) {
          const altered = mutateBytes(proof, kind, generator(i * 4409 + n * 65_537));
          if (altered === undefined) continue;
          tried += 1;
          if (judge(altered).ok && meaning(altered) !== meaning(proof)) accepted.push(`${record.id} #${i}`);
        }
      }
      expect(accepted).toEqual([]);
      expect(tried).toBeGreaterThan(records.length);
    },
    600_000,
  );
});

describe('the shipped evidence file, altered', () => {
  const file = new Uint8Array(readFileSync(path.resolve(import.meta.dirname, '../../main/demo/sample.plev')));
  const judge = (bytes: Uint8Array) =>
    verifyEvidence(bytes, { suite, now: 4_000_000_000n * NANOS_PER_SECOND, knownAnchors: [] }).verdict;

  it.each(BYTE_MUTATIONS)(
    'is not accepted with its bytes %s [EV-6] [EV-7]',
    (kind) => {
      expect(judge(file)).toBe('verified');
      for (let i = 0; i < 4 * PER_KIND; i++) {
        const altered = mutateBytes(file, kind, generator(i * 2903));
        if (altered !== undefined) expect(judge(altered)).not.toBe('verified');
      }
    },
    600_000,
  );
});
