import { useEffect, useState } from "preact/hooks";
import type { MomentView, SearchResponse } from "../../client/client.js";

/** Pages of an answer that were loaded after its first. */
interface Further {
  readonly answer: SearchResponse | undefined;
  readonly moments: readonly MomentView[];
  readonly nextCursor: string | undefined;
  readonly isLoading: boolean;
  readonly error?: unknown;
}

/** All moments of an answer that are loaded so far, and how the next page of them comes; undefined where there is none. */
export function useMoreMoments(
  answer: SearchResponse | undefined,
  find: (cursor: string) => Promise<SearchResponse>,
): Pick<Further, "moments" | "isLoading" | "error"> & { readonly more: (() => void) | undefined } {
  const first: Further = { answer, moments: [], nextCursor: answer?.nextCursor, isLoading: false };
  const [state, setState] = useState(first);
  const further = state.answer === answer ? state : first;
  useEffect(() => setState(first), [answer]);
  const { nextCursor, moments, isLoading, error } = further;
  const load = async (cursor: string) => {
    setState({ ...further, isLoading: true, error: undefined });
    const show = (next: Partial<Further>) =>
      setState((now) => (now.answer === answer ? { ...now, isLoading: false, ...next } : now));
    try {
      const page = await find(cursor);
      show({ moments: [...moments, ...page.moments], nextCursor: page.nextCursor });
    } catch (failure) {
      show({ error: failure });
    }
  };
  return {
    moments: [...(answer?.moments ?? []), ...moments],
    isLoading,
    error,
    more: nextCursor === undefined ? undefined : () => void load(nextCursor),
  };
}
