import { describe, expect, it } from 'vitest';
import { IMPORT_ERRORS } from '../../../main/exchange/failure.ts';
import { PROBLEMS, type ProblemCode } from '../../../main/exchange/problems.ts';
import { CHECKS, type CheckCode } from '../../../main/programme/checks/codes.ts';
import { messages } from '../../../renderer/i18n/problems.ts';

// The types say that every code has words: a new code does not type-check until it has.
const typed: Readonly<
  Record<`problem.${ProblemCode}` | `problem.${ProblemCode}.todo` | `finding.${CheckCode}`, string>
> = messages.en;

describe('problems of an import, in words', () => {
  it.each(['zh-CN', 'en'] as const)('say what is wrong and what to do for every code, in %s', (language) => {
    const texts: Readonly<Record<string, string>> = messages[language];
    const needed = [
      ...[...Object.keys(PROBLEMS), ...Object.keys(CHECKS)].flatMap((code) => [
        `problem.${code}`,
        `problem.${code}.todo`,
      ]),
      ...Object.keys(CHECKS).flatMap((code) => [`finding.${code}`, `finding.${code}.todo`]),
      ...IMPORT_ERRORS.flatMap((code) => [`error.${code}`, `error.${code}.means`]),
    ];
    expect(needed.filter((key) => (texts[key] ?? '').length < 3)).toEqual([]);
    expect(Object.keys(texts).sort()).toEqual([...needed].sort());
  });

  it('are in Chinese where they say so, and never in both', () => {
    expect(Object.values(messages['zh-CN']).filter((text) => !/[\u4e00-\u9fff]/.test(text))).toEqual([]);
    const chinese = Object.values(typed).filter((text) => /[\u4e00-\u9fff]/.test(text.replace(/万|亿/g, '')));
    expect(chinese).toEqual([]);
  });
});
