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
  /** Its captions were missing or of another captioner, and were made from what is stored. */
  | { readonly type: "captioned"; readonly videoId: string; readonly segmentCount: number }
  /** The subtitle files beside it are new or changed, and were read. */
  | { readonly type: "subtitles"; readonly cueCount: number; readonly problems: readonly string[] }
  | IndexOutcome
);

/** How one file ended. */
export type IndexOutcome =
  /** Decoded and stored now. `problems` is not empty when only a part of it could be read. */
  | {
      readonly type: "indexed";
      readonly videoId: string;
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
