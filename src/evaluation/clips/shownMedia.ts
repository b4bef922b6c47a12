import type { Span } from "../../core/span.js";
import { hashFile } from "../../pipeline/identify.js";

/** A labelled picture or video, or a part of one, that a model was shown or an index was asked about. */
export interface ShownMedium {
  readonly path: string;
  /** SHA-256 of the file. */
  readonly sha256: string;
  /** Of a video what was shown of it; its frames stand at the middles of equal stretches of that. */
  readonly span?: Span | undefined;
  /** By their hashes; none of a video that only an index was asked about. */
  readonly frames: readonly string[];
}

/** What a run has shown of labelled data, each once. */
export interface ShownMedia {
  /** Unlike each other, in an order that does not depend on when they were shown. */
  readonly all: readonly ShownMedium[];
  add(medium: ShownMedium): void;
  /** SHA-256 of a file, which is read once. */
  hashOf(path: string, signal: AbortSignal): Promise<string>;
}

export function createShownMedia(): ShownMedia {
  const shown = new Map<string, ShownMedium>();
  const hashes = new Map<string, Promise<string>>();
  let last: Promise<unknown> = Promise.resolve();
  return {
    get all() {
      return [...shown].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, medium]) => medium);
    },
    add(medium) {
      const { path, span, frames } = medium;
      shown.set(JSON.stringify([path, span?.startSeconds, span?.endSeconds, frames]), medium);
    },
    hashOf(path, signal) {
      // One file after the other: every file that is read listens to the signal.
      const hash = hashes.get(path) ?? last.then(() => hashFile(path, signal));
      hashes.set(path, hash);
      last = hash.catch(() => {});
      return hash;
    },
  };
}
