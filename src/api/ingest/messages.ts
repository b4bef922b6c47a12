import type { JobResult } from "../jobs/jobQueue.js";

/** What the server asks of the process that writes the index. */
export type IngestRequest =
  | {
      readonly type: "index";
      /** Differs each time that a job is started. */
      readonly runId: string;
      readonly path: string;
      readonly pipeline: string;
      /** Whether the file goes when its bytes are indexed under another path. */
      readonly dropDuplicate: boolean;
    }
  | { readonly type: "cancel"; readonly runId: string }
  | { readonly type: "remove"; readonly requestId: number; readonly videoId: string }
  /** Ends what runs at the next chunk, saves, and exits. */
  | { readonly type: "stop" };

/** How far a job is. */
export interface JobProgress {
  readonly timeSeconds: number;
  readonly durationSeconds?: number | undefined;
  readonly frameCount: number;
}

/** How the process's work on a job ended. */
export type JobEnding =
  | { readonly type: "done"; readonly result: JobResult; readonly frameCount: number; readonly videoSeconds: number }
  /** `ofInput`: the file itself is of no use. */
  | { readonly type: "failed"; readonly message: string; readonly ofInput: boolean }
  | { readonly type: "cancelled" };

/** What the process tells the server. */
export type IngestReport =
  | ({ readonly type: "progress"; readonly runId: string } & JobProgress)
  | { readonly type: "ended"; readonly runId: string; readonly ending: JobEnding }
  | { readonly type: "removed"; readonly requestId: number; readonly found: boolean }
  | { readonly type: "removeFailed"; readonly requestId: number; readonly message: string }
  /** The index cannot be written now; the process exits. */
  | { readonly type: "unavailable"; readonly message: string };
