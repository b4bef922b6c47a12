import { createHash } from "node:crypto";
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
export function toSampleRow({ file, durationSeconds, captions, events, questions }: Truth): ManifestRow {
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
  };
}

export function toEvent({
  startSeconds,
  endSeconds,
  text,
}: Span & { readonly text: string }): ManifestRow["events"][0] {
  return { start: startSeconds, end: endSeconds, text };
}

/** Whether training holds a combination of actor, colour and event out: one in five (`models/training/clips.py`). */
export function isUnseen(combination: string): boolean {
  return BigInt(`0x${createHash("md5").update(combination).digest("hex")}`) % 5n === 0n;
}
