import type { Segment, Shots } from "../../client/client.js";
import type { SourcedSegments } from "../parts/sources.js";
import type { ListedMoment } from "./hit.js";
import type { Lane } from "./timeline.js";

interface Known {
  readonly moments: readonly ListedMoment[];
  /** Which of the moments is shown; -1 for none. */
  readonly chosen: number;
  readonly phrases: readonly string[];
  readonly shots: Shots["shots"] | undefined;
  readonly words: readonly SourcedSegments[] | undefined;
}

/** The rows of a timeline, without those that would be empty. */
export function toLanes({ moments, chosen, phrases, shots = [], words = [] }: Known): Lane[] {
  const shown = moments[chosen] ?? moments[0];
  const operands = (shown?.operands ?? []).map(({ startSeconds, endSeconds, text }) => ({
    startSeconds,
    endSeconds,
    text,
    series: Math.max(0, phrases.indexOf(text)),
    row: Math.max(0, phrases.indexOf(text)) / Math.max(1, phrases.length),
  }));
  const toBar = ({ startSeconds, endSeconds, caption }: Segment) => ({
    startSeconds,
    endSeconds,
    text: caption,
  });
  const lanes: Lane[] = [
    {
      name: "Moments",
      kind: "moments",
      bars: moments.map(({ startSeconds, endSeconds }, n) => ({ startSeconds, endSeconds, isChosen: n === chosen })),
    },
    { name: "Parts", kind: "parts", bars: operands.length > 1 ? operands : [] },
    ...words.map(({ source, title, segments }) => ({ name: title, kind: source, bars: segments.map(toBar) })),
    { name: "Shots", kind: "shots", bars: shots },
  ];
  return lanes.filter(({ bars }) => bars.length > 0);
}
