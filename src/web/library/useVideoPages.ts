import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Video } from "../../client/client.js";
import { kinodex } from "../service.js";
import { toListInput, type Listed } from "./listed.js";

const pageSize = 60;

/** The videos that are loaded so far, and how more come. */
export interface VideoPages {
  readonly videos: readonly Video[];
  /** Of all pages; undefined before the first has come. */
  readonly total: number | undefined;
  readonly error?: unknown;
  readonly loading: boolean;
  /** Loads the next page; undefined where all are there. */
  readonly more: (() => void) | undefined;
  /** Loads all that are shown again. */
  readonly reload: () => void;
}

interface State {
  readonly videos: readonly Video[];
  readonly total?: number;
  readonly nextCursor?: string | undefined;
  readonly error?: unknown;
  readonly loading: boolean;
}

/** Lists videos, page after page. */
export function useVideoPages(asked: Listed): VideoPages {
  const [state, setState] = useState<State>({ videos: [], loading: true });
  const abort = useRef<AbortController>(undefined);
  const shown = useRef(0);
  shown.current = state.videos.length;
  const load = useCallback(
    async (limit: number, cursor: string | undefined, before: readonly Video[]) => {
      abort.current?.abort();
      const own = (abort.current = new AbortController());
      setState((now) => ({ ...now, loading: true }));
      try {
        const page = await kinodex.listVideos({
          ...toListInput(asked),
          limit,
          ...(cursor === undefined ? {} : { cursor }),
        });
        if (own.signal.aborted) return;
        const { total, nextCursor } = page;
        setState({ videos: [...before, ...page.videos], total, nextCursor, loading: false });
      } catch (error) {
        if (!own.signal.aborted) setState((now) => ({ ...now, error, loading: false }));
      }
    },
    [asked],
  );
  useEffect(() => {
    void load(pageSize, undefined, []);
    return () => abort.current?.abort();
  }, [load]);
  const reload = useCallback(() => void load(Math.min(500, Math.max(pageSize, shown.current)), undefined, []), [load]);
  const { videos, total, nextCursor, error, loading } = state;
  const more = nextCursor === undefined ? undefined : () => void load(pageSize, nextCursor, videos);
  return { videos, total, error, loading, more, reload };
}
