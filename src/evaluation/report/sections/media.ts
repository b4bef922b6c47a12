import { toClockSpan } from "../../../core/clock.js";
import type { FilmStrip } from "../frames/filmStrip.js";
import type { ReportedMedium } from "../frames/reportedMedium.js";
import type { Cell, Column, Section, TableBlock } from "../report.js";

/** The frames of media, where those could be taken. */
export type Strips = ReadonlyMap<ReportedMedium, FilmStrip>;

/** What examples were made of, one by one; with frames where those could be taken. */
export function toMedia(media: readonly ReportedMedium[], strips: Strips): Section | undefined {
  const hasStrips = strips.size > 0;
  const tables = [true, false].flatMap((areClips) => {
    const rows = [...media.entries()].filter(([, { isClip }]) => isClip === areClips);
    return rows.length > 0 ? [toTable(rows, areClips, hasStrips && strips)] : [];
  });
  if (tables.length === 0) return undefined;
  return {
    title: "What was shown",
    isDetail: true,
    intro: hasStrips
      ? undefined
      : "This report has no frames: in examples, times and the starts of hashes stand for them.",
    blocks: tables,
  };
}

const shownLetters = 16;

function toTable(
  rows: readonly (readonly [n: number, medium: ReportedMedium])[],
  areClips: boolean,
  strips: Strips | false,
): TableBlock {
  const text = (title: string): Column => ({ title, kind: "text" });
  return {
    kind: "table",
    caption: areClips ? `${rows.length} clips` : `${rows.length} labelled pictures and videos of the examples`,
    isClosed: true,
    columns: [
      text("File"),
      { title: "From and to", kind: "number" },
      ...(areClips ? [text("Words")] : []),
      text("SHA-256"),
      ...(strips ? [text("Frames")] : []),
    ],
    rows: rows.map(([n, medium]): Cell[] => [
      { text: medium.file },
      { text: spanOf(medium) },
      ...(areClips ? [{ text: medium.phrase ?? "" }] : []),
      { text: medium.sha256.slice(0, shownLetters) },
      ...(strips ? [toFrames(n, medium, strips.get(medium))] : []),
    ]),
  };
}

function spanOf({ start_seconds: startSeconds, seconds }: ReportedMedium): string {
  if (startSeconds === undefined || seconds === undefined) return "";
  return toClockSpan({ startSeconds, endSeconds: startSeconds + seconds });
}

function toFrames(n: number, medium: ReportedMedium, strip: FilmStrip | undefined): Cell {
  if (!strip) return { text: "not taken" };
  const span = spanOf(medium);
  const says = span === "" ? medium.file : `${strip.frameCount} frames of ${medium.file}, ${span}`;
  return { text: "", picture: { id: `strip-${n}`, strip, says } };
}
