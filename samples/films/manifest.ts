import type { CaptionTruth } from "../../src/evaluation/metrics/captioning/phraseTruth.js";
import type { Scene } from "../../src/calibration/drawing/scene.js";
import { truthOfShots } from "../../src/calibration/scenes/facts.js";
import type { Span, Truth } from "./truth.js";

/** A video and what is true of it, as `kinodex evaluate` reads it; see `src/evaluation/README.md`. */
export interface ManifestRow {
  readonly file: string;
  readonly kind: "sample" | "rendered";
  readonly duration: number;
  readonly descriptions: readonly { readonly text: string }[];
  readonly events: readonly { readonly start: number; readonly end: number; readonly text: string }[];
  readonly qa?: readonly {
    readonly question: string;
    readonly kind: string;
    readonly answer: string;
    readonly options?: readonly string[];
  }[];
  /** All that can be seen, a stretch for each shot; what is not in it is not there. */
  readonly shown: readonly { readonly start: number; readonly end: number; readonly true: CaptionTruth["true"] }[];
  readonly twin?: string;
  readonly twinKind?: string;
  readonly combination?: string;
  readonly unseen?: boolean;
}

/** One JSON object a line. */
export function toManifest(rows: readonly ManifestRow[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

/** The row of a sample. */
export function toSampleRow(
  { file, durationSeconds, captions, events, questions }: Truth,
  { shots }: { readonly shots: readonly Scene[] },
): ManifestRow {
  return {
    file,
    kind: "sample",
    duration: durationSeconds,
    descriptions: captions.map((text) => ({ text })),
    events: events.map(toEvent),
    qa: questions.map(({ question, kind, answer, choices }) => ({
      question,
      kind,
      answer,
      ...(choices === undefined ? {} : { options: choices }),
    })),
    shown: toShown(shots),
  };
}

export function toEvent({
  startSeconds,
  endSeconds,
  text,
}: Span & { readonly text: string }): ManifestRow["events"][0] {
  return { start: startSeconds, end: endSeconds, text };
}

/** All that the shots of a video show. */
export function toShown(shots: readonly Scene[]): ManifestRow["shown"] {
  const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;
  return truthOfShots(shots).map(({ startSeconds, endSeconds, true: facts }) => ({
    start: round(startSeconds),
    end: round(endSeconds),
    true: facts,
  }));
}
