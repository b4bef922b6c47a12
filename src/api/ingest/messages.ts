import type { ErrorCode } from "../../core/errors.js";
import type { StoreCounts } from "../../store/store.js";
import type { StoreReport } from "../../store/verify.js";
import type { JobResult } from "../jobs/jobQueue.js";

/** What the process does while somebody waits for it, beside the jobs. */
export type WriterTask =
  | { readonly type: "remove"; readonly videoId: string }
  /** Makes captions where there are none or others would be made now, and in any case with `again`. */
  | { readonly type: "caption"; readonly videoId: string; readonly again: boolean }
  | { readonly type: "verify"; readonly deep: boolean }
  | { readonly type: "rebuild" };

/** What each task gives. */
export interface TaskResults {
  /** False when the index has no such video. */
  readonly remove: boolean;
  /** `uncalibrated`: it is not known how far captions by this model can be believed, so none are made. */
  readonly caption: "made" | "current" | "uncalibrated";
  readonly verify: StoreReport;
  readonly rebuild: StoreCounts;
}

/** An error as it crosses processes; without a code it was not meant for the caller. */
export interface TaskFailure {
  readonly code?: ErrorCode;
  readonly message: string;
}

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
  | { readonly type: "task"; readonly taskId: number; readonly task: WriterTask }
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
  | { readonly type: "taskDone"; readonly taskId: number; readonly result: TaskResults[WriterTask["type"]] }
  | { readonly type: "taskFailed"; readonly taskId: number; readonly failure: TaskFailure }
  /** The index cannot be written now; the process exits. */
  | { readonly type: "unavailable"; readonly message: string };
