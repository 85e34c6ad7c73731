import { describe, expect, it } from 'vitest';
import type { ErrorCategory, ErrorCode } from '../../../light-client/core/errors.ts';
import { messages } from '../../../renderer/i18n/errors.ts';

// The types say that every code has words: a new code does not type-check until it has.
const zh: Readonly<Record<`error.${ErrorCode}`, string>> = messages['zh-CN'];
const en: Readonly<Record<`error.${ErrorCode}`, string>> = messages.en;
const categories: Readonly<Record<`category.${ErrorCategory}.${'means' | 'todo'}`, string>> = messages.en;

describe('errors in words', () => {
  it('are sentences of their own in both languages', () => {
    for (const [key, text] of Object.entries(en)) {
      if (!key.startsWith('error.')) continue;
      expect([key, /^[A-Z].*\.$/.test(text)]).toEqual([key, true]);
      expect([key, /。$/.test(zh[key as keyof typeof zh])]).toEqual([key, true]);
    }
    const words = Object.entries(en)
      .filter(([key]) => key.startsWith('error.'))
      .map(([, text]) => text);
    expect(new Set(words).size).toBe(words.length);
  });

  it('say for every category what it means and what one can do', () => {
    const texts = Object.entries(categories).filter(([key]) => key.startsWith('category.'));
    expect(texts.length).toBeGreaterThanOrEqual(12);
    for (const [, text] of texts) expect(text).toMatch(/\.$/);
  });

  it('blame nobody and do not shout', () => {
    for (const text of [...Object.values(messages.en), ...Object.values(messages['zh-CN'])]) {
      expect(text).not.toMatch(/!|！|oops|sorry|抱歉/i);
    }
  });
});
