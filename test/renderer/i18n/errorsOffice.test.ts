import { describe, expect, it } from 'vitest';
import type { TrustErrorCategory, TrustErrorCode } from '../../../main/programme/trust/errors.ts';
import { messages } from '../../../renderer/i18n/errorsOffice.ts';

// The types say that every code has words: a new code does not type-check until it has.
const zh: Readonly<Record<`error.${TrustErrorCode}`, string>> = messages['zh-CN'];
const en: Readonly<Record<`error.${TrustErrorCode}`, string>> = messages.en;
const categories: Readonly<Record<`category.${Exclude<TrustErrorCategory, 'input'>}.${'means' | 'todo'}`, string>> =
  messages.en;

describe('what the offices refuse, in words', () => {
  it('are sentences of their own in both languages', () => {
    const all = Object.entries(en).filter(([key]) => key.startsWith('error.'));
    for (const [key, text] of all) {
      expect([key, /^[A-Z{].*\.$/.test(text)]).toEqual([key, true]);
      expect([key, /。$/.test(zh[key as keyof typeof zh])]).toEqual([key, true]);
    }
    for (const words of [all.map(([, text]) => text), all.map(([key]) => zh[key as keyof typeof zh])]) {
      expect(new Set(words).size).toBe(words.length);
    }
    expect(all.length).toBeGreaterThan(60);
  });

  it('say for every category what it means and what one can do', () => {
    const texts = Object.entries(categories).filter(([key]) => key.startsWith('category.'));
    expect(texts.length).toBe(6);
    for (const [, text] of texts) expect(text).toMatch(/\.$/);
  });

  it('blame nobody and do not shout', () => {
    for (const text of [...Object.values(messages.en), ...Object.values(messages['zh-CN'])]) {
      expect(text).not.toMatch(/!|！|oops|sorry|抱歉/i);
    }
  });
});
