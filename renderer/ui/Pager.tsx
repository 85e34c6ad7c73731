import { useMessages } from '../i18n/index.ts';
import { Button } from './Button.tsx';

/** Pages of a list that the office cuts; nothing where all of it is on one. `page` counts from 0, `shown`: rows on it. */
export function Pager(props: {
  page: number;
  size: number;
  shown: number;
  total: number;
  onPage: (page: number) => void;
}) {
  const { t, fmt } = useMessages();
  const { page, size, total } = props;
  if (total <= size) return null;
  const range = {
    from: fmt.number(page * size + 1),
    to: fmt.number(page * size + props.shown),
    total: fmt.number(total),
  };
  return (
    <nav className="pager" aria-label={t('list.pages')}>
      <Button small disabled={page === 0} onClick={() => props.onPage(page - 1)}>
        {t('list.previous')}
      </Button>
      <span>{t('list.range', range)}</span>
      <Button small disabled={(page + 1) * size >= total} onClick={() => props.onPage(page + 1)}>
        {t('list.next')}
      </Button>
    </nav>
  );
}
