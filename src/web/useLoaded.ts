import { useCallback, useEffect, useState } from "preact/hooks";

/** What is being loaded, or has been. */
export interface Loaded<Value> {
  readonly value?: Value;
  readonly error?: unknown;
  readonly loading: boolean;
  readonly reload: () => void;
}

interface State<Value> {
  readonly key: string | undefined;
  readonly value?: Value;
  readonly error?: unknown;
  readonly loading: boolean;
}

/**
 * Loads whenever `key` changes, nothing where it is undefined; what comes too late is dropped. `known` is what is shown
 * without loading, where it is there at the first time.
 */
export function useLoaded<Value>(
  key: string | undefined,
  load: (signal: AbortSignal) => Promise<Value>,
  known?: Value,
): Loaded<Value> {
  const [state, setState] = useState<State<Value>>(() =>
    known === undefined ? { key, loading: key !== undefined } : { key, value: known, loading: false },
  );
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (key === undefined) return undefined;
    if (round === 0 && known !== undefined) {
      setState({ key, value: known, loading: false });
      return undefined;
    }
    const abort = new AbortController();
    setState((before) => (before.key === key ? { ...before, loading: true } : { key, loading: true }));
    load(abort.signal).then(
      (value) => !abort.signal.aborted && setState({ key, value, loading: false }),
      (error: unknown) => !abort.signal.aborted && setState({ key, error, loading: false }),
    );
    return () => abort.abort();
    // `load` is made anew at each render; `key` says what it loads.
  }, [key, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  return state.key === key ? { ...state, reload } : { loading: key !== undefined, reload };
}
