import { dot, type Embedding } from "../core/vectors.js";
import type { Span } from "../core/span.js";

/** A frame as temporal pooling sees it. */
export interface TimedEmbedding {
  readonly timeSeconds: number;
  readonly embedding: Embedding;
}

/** A clip before pooling: its span, and some frames inside it, in time order, at least one. */
export interface ClipWindow extends Span {
  readonly frames: readonly TimedEmbedding[];
}

/** Settings of {@link createClipWindower}. */
export interface ClipWindowSettings {
  /** Length of a window in seconds. Default 8. */
  readonly windowSeconds?: number | undefined;
  /** Share of a window that the next one repeats, in [0, 0.9]. Default 0.5. */
  readonly overlap?: number | undefined;
  /** Most frames in a window; where there are more, they are thinned evenly. Default 32. */
  readonly maxFrames?: number | undefined;
}

/** Cuts the frames of one video into clips while they stream by. One instance serves one video. */
export interface ClipWindower {
  /** Takes the next frame (times never decrease) and returns the clips now complete. */
  push(frame: TimedEmbedding): ClipWindow[];
  /** A shot begins at `timeSeconds`; frames before it may still follow. Cuts come in order. */
  cut(timeSeconds: number): ClipWindow[];
  /** The video ends at `endSeconds`. */
  flush(endSeconds: number): ClipWindow[];
}

/**
 * Builds a windower: windows that overlap and never cross a cut. A shot of up to a quarter over one window is one clip;
 * in a longer one the last window ends where the shot ends. Stretches without frames give no clip. Holds the frames of
 * one and a half windows.
 */
export function createClipWindower(settings: ClipWindowSettings = {}, startSeconds = 0): ClipWindower {
  const { windowSeconds = 8, overlap = 0.5, maxFrames = 32 } = settings;
  const hopSeconds = windowSeconds * (1 - overlap);
  const cuts: number[] = [];
  let frames: TimedEmbedding[] = [];
  let windowStartSeconds = startSeconds;

  function take(fromSeconds: number, endSeconds: number): ClipWindow[] {
    const inside = frames.filter((frame) => frame.timeSeconds >= fromSeconds && frame.timeSeconds < endSeconds);
    if (inside.length === 0) return [];
    return [{ startSeconds: fromSeconds, endSeconds, frames: thin(inside, maxFrames) }];
  }

  /** Emits the windows that a shot which lasts at least until `timeSeconds` surely has. */
  function advance(timeSeconds: number): ClipWindow[] {
    const windows: ClipWindow[] = [];
    while (timeSeconds >= windowStartSeconds + windowSeconds + hopSeconds) {
      windows.push(...take(windowStartSeconds, windowStartSeconds + windowSeconds));
      // A long stretch without frames is stepped over at once.
      const skipped =
        frames.length > 0 ? 1 : Math.floor((timeSeconds - windowStartSeconds - windowSeconds) / hopSeconds);
      windowStartSeconds += skipped * hopSeconds;
      frames = frames.filter((frame) => frame.timeSeconds >= windowStartSeconds);
    }
    return windows;
  }

  function endShot(endSeconds: number): ClipWindow[] {
    const windows = advance(endSeconds);
    const isOne = endSeconds <= windowStartSeconds + 1.25 * windowSeconds;
    if (!isOne) windows.push(...take(windowStartSeconds, windowStartSeconds + windowSeconds));
    windows.push(...take(isOne ? windowStartSeconds : endSeconds - windowSeconds, endSeconds));
    frames = frames.filter((frame) => frame.timeSeconds >= endSeconds);
    windowStartSeconds = endSeconds;
    return windows;
  }

  return {
    push(frame) {
      const windows: ClipWindow[] = [];
      while (cuts.length > 0 && (cuts[0] as number) <= frame.timeSeconds)
        windows.push(...endShot(cuts.shift() as number));
      windows.push(...advance(frame.timeSeconds));
      frames.push(frame);
      return windows;
    },
    cut(timeSeconds) {
      if (timeSeconds > windowStartSeconds) cuts.push(timeSeconds);
      return [];
    },
    flush(endSeconds) {
      const last = frames.at(-1)?.timeSeconds ?? Number.NEGATIVE_INFINITY;
      const inside = cuts.splice(0).filter((timeSeconds) => timeSeconds < endSeconds);
      // A last frame at the very end still belongs to the last clip.
      return [...inside, endSeconds > last ? endSeconds : last + 1e-3].flatMap(endShot);
    },
  };
}

/** The time of the frame that stands best for a clip: the nearest to its pooled embedding. */
export function keyframeSecondsOf(window: ClipWindow, pooled: Embedding): number {
  let best = window.frames[0] as TimedEmbedding;
  for (const frame of window.frames) if (dot(frame.embedding, pooled) > dot(best.embedding, pooled)) best = frame;
  return best.timeSeconds;
}

function thin<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, n) => items[Math.floor(((n + 0.5) * items.length) / most)] as T);
}
