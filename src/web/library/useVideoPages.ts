import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Video } from "../../client/client.js";
import { kinodex } from "../service.js";
import { toListInput, type Listed } from "./listed.js";

const firstPageSize = 60;
/** Of the pages that follow: whoever scrolls on wants to see much. */
const pageSize = 240;
const maxPageSize = 500;

/** The videos that are loaded so far, and how more come. */
export interface VideoPages {
  /** Page by page. */
  readonly pages: readonly (readonly Video[])[];
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
  readonly pages: VideoPages["pages"];
  readonly total?: number;
  readonly nextCursor?: string | undefined;
  readonly error?: unknown;
  readonly loading: boolean;
}

/** Lists videos, page after page. */
export function useVideoPages(asked: Listed): VideoPages {
  const [state, setState] = useState<State>({ pages: [], loading: true });
  const abort = useRef<AbortController>(undefined);
  const shown = useRef(0);
  shown.current = state.pages.reduce((sum, page) => sum + page.length, 0);
  const load = useCallback(
    async (limit: number, cursor: string | undefined, before: VideoPages["pages"]) => {
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
        setState({ pages: [...before, page.videos], total, nextCursor, loading: false });
      } catch (error) {
        if (!own.signal.aborted) setState((now) => ({ ...now, error, loading: false }));
      }
    },
    [asked],
  );
  useEffect(() => {
    void load(firstPageSize, undefined, []);
    return () => abort.current?.abort();
  }, [load]);
  const reload = useCallback(
    () => void load(Math.min(maxPageSize, Math.max(firstPageSize, shown.current)), undefined, []),
    [load],
  );
  const { pages, total, nextCursor, error, loading } = state;
  const more = nextCursor === undefined ? undefined : () => void load(pageSize, nextCursor, pages);
  return { pages, total, error, loading, more, reload };
}
