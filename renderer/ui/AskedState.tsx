import type { ReactNode } from 'react';
import { useMessages } from '../i18n/index.ts';
import type { Asked } from '../state/office.ts';
import { Button } from './Button.tsx';
import { ProblemNote } from './States.tsx';
import './lists.css';
import './subject.css';

/** What stands where an answer of the office belongs: the skeleton, the refusal with what to do, or the answer. */
export function AskedState<T>(props: { asked: Asked<T>; skeleton: ReactNode; children: (value: T) => ReactNode }) {
  const { t, error } = useMessages();
  const { asked } = props;
  if (asked.value !== null) return props.children(asked.value);
  if (asked.error === null) return <div aria-busy="true">{props.skeleton}</div>;
  return (
    <ProblemNote
      tone="bad"
      live
      what={error(asked.error)}
      means={t('office.noAnswer')}
      action={<Button onClick={asked.reload}>{t('shell.retry')}</Button>}
    />
  );
}
