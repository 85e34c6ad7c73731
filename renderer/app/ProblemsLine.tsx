import { useState } from 'react';
import type { WireError } from '../../main/contract/error.ts';
import { type Messages, useMessages } from '../i18n/index.ts';
import { useApp } from '../state/context.tsx';
import { Button, Dialog, ProblemNote } from '../ui/index.ts';

function meaning(problem: WireError, { lookup }: Messages): string | undefined {
  return (
    lookup(`error.${problem.code}.means`, problem.params) ?? lookup(`category.${problem.category}.means`) ?? undefined
  );
}

/** Problems of the app itself: the first in a line above the screen, all of them on demand. */
export function ProblemsLine() {
  const messages = useMessages();
  const { t, error } = messages;
  const problems = useApp((state) => state.snapshot?.problems);
  const [open, setOpen] = useState(false);
  const [first, ...others] = problems ?? [];
  if (first === undefined) return null;
  return (
    <div className="problems-line" role="status" aria-label={t('shell.problems')}>
      <ProblemNote
        what={error(first)}
        means={meaning(first, messages)}
        {...(others.length > 0 && {
          action: (
            <Button small onClick={() => setOpen(true)}>
              {t('shell.moreProblems', { n: others.length })}
            </Button>
          ),
        })}
      />
      {open && (
        <Dialog title={t('shell.problems')} onClose={() => setOpen(false)}>
          <div className="problems-list">
            {(problems ?? []).map((problem, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list is replaced as a whole, in order
              <ProblemNote key={index} what={error(problem)} means={meaning(problem, messages)} />
            ))}
          </div>
        </Dialog>
      )}
    </div>
  );
}
