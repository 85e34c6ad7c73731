import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { SearchHit } from '../../../main/contract/programme.ts';
import { linkTo, PLACES } from '../../app/route.ts';
import { useMessages } from '../../i18n/index.ts';
import { useActions, useApp, useBridge, useSnapshot } from '../../state/context.tsx';
import { useOffice } from '../../state/office.ts';
import { Dialog, StatusMark } from '../../ui/index.ts';
import './palette.css';

interface Choice {
  readonly key: string;
  readonly group: string;
  readonly name: string;
  readonly context: string;
  readonly hit?: SearchHit;
  readonly go: () => void;
}

/** Search and commands in one list: arrow keys choose, Enter goes, Esc leaves. */
export function Palette() {
  const { t } = useMessages();
  const actions = useActions();
  const listId = useId();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const [hasty, setHasty] = useState(false);
  const { choices, searching } = useChoices(query.trim());
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const place = Math.min(at, Math.max(0, choices.length - 1));

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });

  // After the dialog has opened: it gives the focus to its first control, which is the one that closes it.
  useEffect(() => field.current?.focus(), []);

  // Enter before the office has answered means what will stand first then, not the command that stands first until then.
  useEffect(() => {
    if (hasty && !searching) pick(choices[0]);
  });

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setAt(Math.min(place + 1, choices.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(place - 1, 0));
    else if (event.key === 'Enter' && searching && place === 0) setHasty(true);
    else if (event.key === 'Enter') pick(choices[place]);
    else return;
    event.preventDefault();
  }

  function pick(choice: Choice | undefined): void {
    if (choice === undefined) return;
    actions.closePalette();
    choice.go();
  }

  return (
    <Dialog title={t('palette.title')} onClose={actions.closePalette} width={620}>
      <div className="palette">
        <input
          ref={field}
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={choices[place] === undefined ? undefined : `${listId}-${place}`}
          aria-label={t('shell.search')}
          placeholder={t('shell.search')}
          maxLength={200}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
            setHasty(false);
          }}
          onKeyDown={onKeyDown}
        />
        <div id={listId} role="listbox" aria-label={t('palette.title')} ref={list}>
          {choices.map((choice, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
            <div
              key={choice.key}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === place}
              tabIndex={-1}
              onClick={() => pick(choice)}
              onMouseMove={() => setAt(index)}
            >
              <span className="group">{choice.group}</span>
              <b>{choice.name}</b>
              <span className="context">{choice.context}</span>
              {choice.hit !== undefined && <StatusMark rating={choice.hit.rating} short />}
            </div>
          ))}
        </div>
        {choices.length === 0 && <p className="quiet">{t('palette.none')}</p>}
        <p className="quiet keys">{t('palette.keys')}</p>
      </div>
    </Dialog>
  );
}

/** `searching`: subjects may still come, and then stand first. */
function useChoices(query: string): { readonly choices: readonly Choice[]; readonly searching: boolean } {
  const { t, fmt } = useMessages();
  const actions = useActions();
  const bridge = useBridge();
  const route = useApp((state) => state.route);
  const settings = useApp((state) => state.settings);
  const chains = useSnapshot((snapshot) => snapshot.chains);
  const found = useOffice('search', { query, limit: 30 }, query !== '');
  const views = useOffice('views', null);
  const choices = useMemo(() => {
    const wanted = query.toLowerCase();
    const matches = (...words: readonly string[]) =>
      wanted === '' || words.some((word) => word.toLowerCase().includes(wanted));
    const subjects: Choice[] = (found.value ?? []).flatMap((hit) => {
      const { kind, id } = hit.subject;
      if (kind === 'programme') return [];
      return [
        {
          key: `${kind}/${id}`,
          group: t(`subject.${kind}`),
          name: fmt.text(hit.name),
          context: fmt.text(hit.context),
          hit,
          go: () => actions.navigate(kind, id),
        },
      ];
    });
    // A hash or height finds its chain: what people paste from elsewhere.
    const byHash: Choice[] = chains
      .filter(
        (chain) =>
          wanted !== '' &&
          (matches(chain.chainId, fmt.text(chain.name)) ||
            (wanted.length >= 6 && chain.verified?.hash.startsWith(wanted) === true)),
      )
      .map((chain) => ({
        key: `chain/${chain.chainId}`,
        group: t('subject.chainOne'),
        name: fmt.text(chain.name),
        context: chain.chainId,
        go: () => actions.navigate('chain', chain.chainId),
      }));
    const saved: Choice[] = (views.value ?? [])
      .filter(({ name }) => matches(name))
      .map(({ name, address }) => ({
        key: `view/${name}`,
        group: t('palette.view'),
        name,
        context: '',
        go: () => {
          window.location.hash = address;
        },
      }));
    const places: Choice[] = PLACES.filter((screen) => matches(t(`nav.${screen}`), screen)).map((screen) => ({
      key: `go/${screen}`,
      group: t('palette.go'),
      name: t(`nav.${screen}`),
      context: '',
      go: () => {
        window.location.hash = linkTo(route, screen);
      },
    }));
    const commands: Choice[] = [
      {
        key: 'language',
        name: t('shell.language'),
        go: () => void actions.saveSettings({ language: settings.language === 'zh-CN' ? 'en' : 'zh-CN' }),
      },
      {
        key: 'theme',
        name: t('palette.theme', { theme: t(`shell.theme.${NEXT[settings.theme]}`) }),
        go: () => void actions.saveSettings({ theme: NEXT[settings.theme] }),
      },
      {
        key: 'proven',
        name: t('shell.provenOnly'),
        go: () => actions.setProvenOnly(route.query['provenOnly'] !== '1'),
      },
    ]
      .filter(({ name }) => matches(name))
      .map((command) => ({ ...command, group: t('palette.command'), context: '' }));
    // What one typed can become the name of what one looks at.
    const keep: Choice[] =
      query === ''
        ? []
        : [
            {
              key: 'save-view',
              group: t('palette.view'),
              name: t('palette.saveView', { name: query }),
              context: '',
              go: () => {
                const address = window.location.hash.slice(1) || '/overview';
                void bridge.office({ method: 'saveView', request: { name: query.slice(0, 80), address } });
              },
            },
          ];
    return [...subjects, ...byHash, ...saved, ...places, ...commands, ...keep];
  }, [query, found.value, views.value, chains, settings, route, actions, bridge, t, fmt]);
  return { choices, searching: found.loading };
}

const NEXT = { light: 'dark', dark: 'system', system: 'light' } as const;
