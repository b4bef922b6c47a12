import type { SegmentSource } from "../store/catalog/segmentSource.js";

/** What happens while files are indexed; every event names its file. */
export type IndexEvent = { readonly path: string } & (
  | {
      readonly type: "started";
      readonly videoId: string;
      readonly durationSeconds: number | undefined;
      readonly resumedAtSeconds: number;
    }
  /** How much of the video is encoded, what an earlier run did included. Its parts need not be done in order. */
  | { readonly type: "progressed"; readonly doneSeconds: number; readonly frameCount: number }
  /**
   * After its outcome: an annotator has said what it has to say of the video, as it would say something else than what was
   * stored. What it could not read, or why it has `failed`, is in `problems`; where it failed, nothing is changed.
   */
  | {
      readonly type: "annotated";
      readonly videoId: string;
      readonly annotator: string;
      readonly source: SegmentSource;
      readonly segmentCount: number;
      readonly problems: readonly string[];
      readonly failed: boolean;
    }
  | IndexOutcome
);

/** How one file ended. */
export type IndexOutcome =
  /**
   * Decoded and stored now. `problems` says why it is `partial`, where only a part of it could be read, and what else
   * people should know about it.
   */
  | {
      readonly type: "indexed";
      readonly videoId: string;
      readonly state: "complete" | "partial";
      readonly frameCount: number;
      readonly clipCount: number;
      readonly durationSeconds: number;
      readonly problems: readonly string[];
    }
  /** Known by path, size and time of change: not even read. */
  | { readonly type: "unchanged"; readonly videoId: string }
  /** Its bytes are known under another path, or were moved: only the path is new. */
  | { readonly type: "linked"; readonly videoId: string }
  | { readonly type: "failed"; readonly error: unknown };
