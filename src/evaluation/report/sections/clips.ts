import { toClockSpan } from "../../../core/clock.js";
import type { FilmStrip } from "../frames/filmStrip.js";
import type { ReportedClip } from "../frames/reportedClip.js";
import type { Cell, Section } from "../report.js";

/** What was examined, clip by clip; with their frames where those could be taken. */
export function toClips(clips: readonly ReportedClip[], strips: ReadonlyMap<string, FilmStrip>): Section | undefined {
  if (clips.length === 0) return undefined;
  const hasStrips = strips.size > 0;
  return {
    title: "The clips",
    isDetail: true,
    intro: hasStrips
      ? undefined
      : "This report has no frames: in examples, times and the starts of hashes stand for them.",
    blocks: [
      {
        kind: "table",
        caption: `${clips.length} clips`,
        isClosed: true,
        columns: [
          { title: "File", kind: "text" },
          { title: "From and to", kind: "number" },
          { title: "Words", kind: "text" },
          { title: "SHA-256", kind: "text" },
          ...(hasStrips ? [{ title: "Frames", kind: "text" } as const] : []),
        ],
        rows: clips.map((clip, n): Cell[] => {
          const { file, sha256, start_seconds: startSeconds, seconds, phrase = "" } = clip;
          const span = toClockSpan({ startSeconds, endSeconds: startSeconds + seconds });
          const strip = strips.get(file);
          const picture = strip && { id: `strip-${n}`, strip, says: `${strip.frameCount} frames of ${file}, ${span}` };
          const frames: Cell = picture ? { text: "", picture } : { text: "not taken" };
          return [
            { text: file },
            { text: span },
            { text: phrase },
            { text: sha256.slice(0, shownLetters) },
            ...(hasStrips ? [frames] : []),
          ];
        }),
      },
    ],
  };
}

const shownLetters = 16;
