import { useRef, useState } from "preact/hooks";
import type { CollectionContentsView, NewMoment } from "../../client/client.js";
import { kinodex } from "../service.js";
import { useLoaded } from "../useLoaded.js";

/** A moment of a collection. */
export type Kept = CollectionContentsView["moments"][number];

/** A collection, and what can be done with its moments. */
export interface OpenCollection {
  readonly contents: CollectionContentsView | undefined;
  readonly error: unknown;
  readonly reload: () => void;
  readonly rename: (name: string) => Promise<void>;
  /** Puts a moment where another is now. */
  readonly move: (from: number, to: number) => void;
  readonly remove: (moment: Kept) => void;
  /** Puts a moment back that was removed. */
  readonly restore: (moment: Kept, at: number) => void;
}

type Change = (shown: CollectionContentsView) => CollectionContentsView;

/** Loads a collection. What is changed is shown at once, and written one after the other. */
export function useCollection(collectionId: string): OpenCollection {
  const loaded = useLoaded(collectionId, () => kinodex.collection(collectionId));
  const [changed, setChanged] = useState<CollectionContentsView>();
  const [error, setError] = useState<unknown>();
  const written = useRef<Promise<unknown>>(Promise.resolve());
  const latest = useRef(0);
  const contents = changed ?? loaded.value;
  const reload = () => {
    setError(undefined);
    setChanged(undefined);
    loaded.reload();
  };
  const change = (show: Change, write: () => Promise<CollectionContentsView>) => {
    const turn = (latest.current += 1);
    if (contents) setChanged(show(contents));
    written.current = written.current.then(write).then(
      (now) => {
        if (turn === latest.current) setChanged(now);
        setError(undefined);
      },
      (failure: unknown) => {
        setError(failure);
        setChanged(undefined);
        loaded.reload(); // somebody else may have changed it
      },
    );
  };
  const order = (moments: readonly Kept[]) =>
    kinodex.orderMoments(
      collectionId,
      moments.map(({ momentId }) => momentId),
    );
  return {
    contents,
    error: error ?? loaded.error,
    reload,
    rename: async (name) => {
      await kinodex.renameCollection(collectionId, name);
      setChanged(
        (shown) => (shown ?? loaded.value) && { ...((shown ?? loaded.value) as CollectionContentsView), name },
      );
    },
    move: (from, to) => {
      const moved = contents?.moments[from];
      if (!moved || to < 0 || to >= contents.moments.length) return;
      const moments = contents.moments.toSpliced(from, 1).toSpliced(to, 0, moved);
      change(
        (shown) => ({ ...shown, moments }),
        () => order(moments),
      );
    },
    remove: ({ momentId }) =>
      change(
        (shown) => ({ ...shown, moments: shown.moments.filter((one) => one.momentId !== momentId) }),
        () => kinodex.dropMoment(collectionId, momentId),
      ),
    restore: (moment, at) =>
      change(
        (shown) => shown, // it comes back under another id
        async () => {
          const { moments } = await kinodex.collectMoments(collectionId, [toNewMoment(moment)]);
          const last = moments.at(-1) as Kept;
          return order(moments.slice(0, -1).toSpliced(at, 0, last));
        },
      ),
  };
}

function toNewMoment(moment: Kept): NewMoment {
  const { videoId, startSeconds, endSeconds, keyframeSeconds, similarity, confidence, note } = moment;
  const sources = moment.sources as NonNullable<NewMoment["sources"]>;
  return { videoId, startSeconds, endSeconds, keyframeSeconds, similarity, confidence, sources, note };
}
