import { useCallback, useEffect, useRef, useState } from 'react';
import type { WireError } from '../../../main/contract/error.ts';
import type { Derivation, Outcome } from '../../../main/contract/services.ts';
import { useActions, useApp, useBridge } from '../../state/context.tsx';

export type DerivationState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly derivation: Derivation }
  | { readonly kind: 'failed'; readonly error: WireError };

export type ExportState =
  | { readonly kind: 'idle' | 'busy' }
  | { readonly kind: 'saved'; readonly file: string }
  | { readonly kind: 'failed'; readonly error: WireError };

const NO_ANSWER: { readonly ok: false; readonly error: WireError } = {
  ok: false,
  error: { code: 'no-answer', category: 'provider-benign', params: {} },
};

/** Checked once when it is opened: a verdict a person is reading does not change under their eyes. */
export function useDerivation(figureId: string) {
  const bridge = useBridge();
  const actions = useActions();
  const trail = useApp((app) => app.route.query['trail']);
  const [state, setState] = useState<DerivationState>({ kind: 'loading' });
  const [exported, setExported] = useState<ExportState>({ kind: 'idle' });
  const reading = useRef(0);

  const read = useCallback(async () => {
    reading.current += 1;
    const mine = reading.current;
    setState({ kind: 'loading' });
    const outcome: Outcome<Derivation> = await bridge.derivation({ figureId }).catch(() => NO_ANSWER);
    if (mine !== reading.current) return;
    setState(outcome.ok ? { kind: 'ready', derivation: outcome.value } : { kind: 'failed', error: outcome.error });
  }, [bridge, figureId]);

  useEffect(() => {
    void read();
    return () => {
      reading.current += 1;
    };
  }, [read]);

  const save = async () => {
    setExported({ kind: 'busy' });
    const outcome: Outcome<string | null> = await bridge.exportEvidence({ figureId }).catch(() => NO_ANSWER);
    if (!outcome.ok) setExported({ kind: 'failed', error: outcome.error });
    else setExported(outcome.value === null ? { kind: 'idle' } : { kind: 'saved', file: outcome.value });
  };

  const path = trail === undefined || trail === '' ? [] : trail.split(',');
  return {
    state,
    exported,
    path,
    retry: () => void read(),
    save: () => void save(),
    openPart: (id: string) => actions.setQuery({ figure: id, trail: [...path, figureId].join(',') }),
    backTo: (index: number) =>
      actions.setQuery({ figure: path[index] ?? figureId, trail: index === 0 ? null : path.slice(0, index).join(',') }),
    close: () => actions.setQuery({ figure: null, trail: null }),
  };
}
