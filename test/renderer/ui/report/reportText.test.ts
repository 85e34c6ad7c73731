import { describe, expect, it } from 'vitest';
import { messagesOf } from '../../../../renderer/i18n/index.ts';
import { factsOf, namedHashes, stepProves, verdictWords } from '../../../../renderer/ui/report/reportText.ts';
import { fakeHash, refusedReport, unusableReport, verifiedReport } from '../../evidence/reports.ts';

const zh = messagesOf('zh-CN');
const en = messagesOf('en');

describe('the verdict in one sentence', () => {
  it('names the exact value and who signed', () => {
    const words = verdictWords(verifiedReport(), en);
    expect(words).toMatchObject({ seal: 'proven', tone: 'ok' });
    expect(words.headline).toContain('1,284,112 records');
    expect(words.detail).toContain('6 of 7 validators');
    expect(verdictWords(verifiedReport(), zh).headline).toMatch(/^核验通过：.*1,284,112/);
  });

  it('is anchored, not proven, for a report of which only the digest is on chain', () => {
    const claim = verifiedReport().claim;
    if (claim === null) throw new Error('no claim');
    const words = verdictWords(verifiedReport({ claim: { ...claim, kind: 'anchored-report', unit: 'count' } }), en);
    expect(words.seal).toBe('anchored');
    expect(words.detail).toContain('Whether its numbers are true was not checked');
  });

  it('carries no seal of proof when the anchor is unknown', () => {
    const report = verifiedReport({ conditions: ['anchor-unknown'] });
    expect(verdictWords(report, en)).toMatchObject({ seal: 'reported', tone: 'warn' });
  });

  it('names the step that fails', () => {
    const report = refusedReport('headers', {
      code: 'insufficient-voting-power',
      category: 'verification',
      params: {},
    });
    const words = verdictWords(report, en);
    expect(words).toMatchObject({ seal: 'contradicted', tone: 'bad' });
    expect(words.headline).toMatch(/^Refused at step 3, Headers/);
    expect(words.detail).toContain('do not exceed two thirds');
  });

  it('concludes nothing from a file that is no evidence', () => {
    expect(verdictWords(unusableReport(), en)).toMatchObject({ seal: 'not-verifiable', tone: 'none' });
  });
});

describe('the texts of the steps', () => {
  it('say what is proven and what is not for every step and every kind of claim, in both languages', () => {
    const claim = verifiedReport().claim;
    if (claim === null) throw new Error('no claim');
    for (const messages of [zh, en]) {
      for (const kind of ['state', 'absence', 'transaction', 'anchored-report'] as const) {
        const report = verifiedReport({ claim: { ...claim, kind } });
        for (const step of report.steps) {
          const { yes, no } = stepProves(step.id, report, messages);
          expect([step.id, kind, yes.length > 9, no.length > 9]).toEqual([step.id, kind, true, true]);
        }
      }
    }
  });

  it('put the root computed from the leaf beside the root in the header', () => {
    const report = verifiedReport();
    const proof = report.steps.find((step) => step.id === 'proof');
    if (proof === undefined) throw new Error('no proof');
    const facts = factsOf(proof, report);
    const factOf = (name: string) => facts.find((fact) => fact.name === name)?.value;
    expect(factOf('computed-root')).toBe(fakeHash(7));
    expect(factOf('header-root')).toBe(fakeHash(7));
  });
});

describe('copying all hashes', () => {
  it('gives every hash of the report once, with the step it belongs to', () => {
    const hashes = namedHashes(verifiedReport(), en);
    expect(new Set(hashes.map(({ hash }) => hash)).size).toBe(hashes.length);
    expect(hashes.length).toBeGreaterThan(25);
    expect(hashes.find(({ hash }) => hash === fakeHash(2))?.name).toMatch(/^2\. Trust anchor/);
  });
});
