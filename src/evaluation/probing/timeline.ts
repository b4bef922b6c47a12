import type { Span } from "../../core/span.js";
import { thin, type Sequence } from "../clips/sequence.js";
import type { Example, Timeline } from "./example.js";

/** Stretches as an index has them, each beginning in the middle of the last. */
const stretchSeconds = 8;

/** The stretches and single frames of a sequence, in which something is looked for, and where they lie. */
export function toTimeline(
  whole: Sequence,
  maxFrames: number,
  { moments, durationSeconds, salience }: Omit<Timeline, "spans">,
): Pick<Example, "clips"> & { readonly timeline: Timeline } {
  const { frames, endSeconds } = whole;
  const hopSeconds = stretchSeconds / 2;
  const count = Math.max(1, Math.ceil(endSeconds / hopSeconds) - 1);
  const stretches = Array.from({ length: count }, (_, n) => ({
    startSeconds: n * hopSeconds,
    endSeconds: Math.min(endSeconds, n * hopSeconds + stretchSeconds),
  })).map((span) => ({ span, clip: within(whole, span) }));
  const single = frames.map(({ hash, timeSeconds }) => ({
    span: { startSeconds: timeSeconds, endSeconds: timeSeconds },
    clip: { frames: [{ hash, timeSeconds: 0 }], endSeconds: 1, seams: [] },
  }));
  const all = [...stretches.filter(({ clip }) => clip.frames.length > 1), ...single];
  return {
    clips: all.map(({ clip }) => thin(clip, maxFrames)),
    timeline: { durationSeconds, spans: all.map(({ span }) => span), moments, salience },
  };
}

function within({ frames }: Sequence, { startSeconds, endSeconds }: Span): Sequence {
  const inside = frames.filter(({ timeSeconds }) => timeSeconds >= startSeconds && timeSeconds < endSeconds);
  return {
    frames: inside.map((frame) => ({ ...frame, timeSeconds: frame.timeSeconds - startSeconds })),
    endSeconds: endSeconds - startSeconds,
    seams: [],
  };
}
