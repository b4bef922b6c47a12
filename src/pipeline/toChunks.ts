import { Observable } from "rxjs";
import type { Embedding } from "../core/vectors.js";
import { createClipWindower, type ClipWindow, type ClipWindowSettings } from "../temporal/clipWindows.js";
import type { Span } from "../core/span.js";

/** What the encoding stage passes on, in time order. */
export type Encoded =
  | { readonly type: "frame"; readonly timeSeconds: number; readonly embedding: Embedding }
  /** A frame that has the embedding of the frame before, which is of the same chunk. */
  | { readonly type: "repeat"; readonly timeSeconds: number }
  | { readonly type: "cut"; readonly timeSeconds: number }
  | { readonly type: "checkpoint"; readonly timeSeconds: number }
  | { readonly type: "problem"; readonly text: string }
  /** Where the last picture ends; comes last, and only where the video ends. */
  | { readonly type: "end"; readonly timeSeconds: number };

/** What {@link toChunks} makes of it: a frame when it has joined its chunk, a chunk when it is whole. */
export type ChunkEvent =
  | { readonly type: "frame"; readonly timeSeconds: number }
  | { readonly type: "chunk"; readonly chunk: EncodedChunk }
  | { readonly type: "problem"; readonly text: string };

/** A stretch of a video that is stored as one. */
export interface EncodedChunk extends Span {
  readonly frames: readonly { readonly timeSeconds: number; readonly embedding: Embedding }[];
  readonly windows: readonly ClipWindow[];
  readonly shots: readonly Span[];
}

/** How {@link toChunks} cuts. */
export interface ToChunksOptions {
  readonly fromSeconds: number;
  readonly clips: ClipWindowSettings;
}

/**
 * Gathers frames into chunks that end at checkpoints, with the clip windows and shots inside each.
 *
 * Holds one chunk at a time. The last chunk comes with the end, unless it would have no frames.
 */
export function toChunks({ fromSeconds, clips }: ToChunksOptions) {
  return (encoded: Observable<Encoded>): Observable<ChunkEvent> =>
    new Observable((subscriber) => {
      let open = openChunk(fromSeconds, clips);
      const close = (timeSeconds: number) => subscriber.next({ type: "chunk", chunk: open.close(timeSeconds) });
      return encoded.subscribe({
        next: (item) => {
          if (item.type === "frame" || item.type === "repeat") {
            if (item.type === "frame") open.addFrame(item.timeSeconds, item.embedding);
            else open.repeatFrame(item.timeSeconds);
            subscriber.next({ type: "frame", timeSeconds: item.timeSeconds });
          } else if (item.type === "cut") open.addCut(item.timeSeconds);
          else if (item.type === "problem") subscriber.next(item);
          else if (item.type === "checkpoint" || !open.isEmpty()) {
            close(item.timeSeconds);
            open = openChunk(item.timeSeconds, clips);
          }
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
    });
}

function openChunk(startSeconds: number, clips: ClipWindowSettings) {
  const frames: { timeSeconds: number; embedding: Embedding }[] = [];
  const windows: ClipWindow[] = [];
  const cuts: number[] = [];
  const windower = createClipWindower(clips, startSeconds);
  const addFrame = (timeSeconds: number, embedding: Embedding) => {
    frames.push({ timeSeconds, embedding });
    windows.push(...windower.push({ timeSeconds, embedding }));
  };
  return {
    isEmpty: () => frames.length === 0,
    addFrame,
    repeatFrame(timeSeconds: number) {
      const before = frames.at(-1);
      if (before) addFrame(timeSeconds, before.embedding);
    },
    addCut(timeSeconds: number) {
      if (timeSeconds <= startSeconds) return;
      cuts.push(timeSeconds);
      windows.push(...windower.cut(timeSeconds));
    },
    close(endSeconds: number): EncodedChunk {
      windows.push(...windower.flush(endSeconds));
      const borders = [startSeconds, ...cuts, endSeconds];
      const shots = borders.slice(1).map((border, n) => ({ startSeconds: borders[n] as number, endSeconds: border }));
      return { startSeconds, endSeconds, frames, windows, shots };
    },
  };
}
