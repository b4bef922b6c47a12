import type { ErrorCode } from "../../core/errors.js";
import type { JobLease } from "../../core/jobLease.js";
import type { StoreCounts } from "../../store/catalog/records.js";
import type { SegmentSource } from "../../store/catalog/segmentSource.js";
import type { StoreReport } from "../../store/verify.js";

/** What the writer of an index does while somebody waits for it, beside the jobs. */
export type WriterTask =
  | { readonly type: "remove"; readonly videoId: string }
  /** Runs the annotators of a source where they would say something else than what is stored, or in any case with `again`. */
  | {
      readonly type: "annotate";
      readonly videoId: string;
      readonly source: SegmentSource;
      readonly again: boolean;
    }
  | { readonly type: "verify"; readonly deep: boolean }
  | { readonly type: "rebuild" };

/** What each task gives. */
export interface TaskResults {
  /** False when the index has no such video. */
  readonly remove: boolean;
  /** Why none of that source can be run, where that is so. */
  readonly annotate: { readonly unavailable?: string };
  readonly verify: StoreReport;
  readonly rebuild: StoreCounts;
}

/** How far a job is. */
export interface JobProgress {
  readonly timeSeconds: number;
  readonly durationSeconds?: number | undefined;
  readonly frameCount: number;
}

/** What happens to the jobs of a worker. */
export type WorkerEvent =
  /** Told before anything is done, so that a worker that crashes leaves word of what it had. */
  | { readonly type: "claimed"; readonly lease: JobLease }
  | { readonly type: "progressed"; readonly jobId: string; readonly progress: JobProgress }
  | { readonly type: "ended"; readonly jobId: string };

/** An error as it crosses processes; without a code it was not meant for the caller. */
export interface TaskFailure {
  readonly code?: ErrorCode;
  readonly message: string;
}

/** What is asked of the process that writes the index. */
export type WorkerRequest =
  /** There is news in the queue. */
  | { readonly type: "look" }
  | { readonly type: "task"; readonly taskId: number; readonly task: WriterTask }
  /** Puts back what runs, saves, and exits. */
  | { readonly type: "stop" };

/** What the process tells. */
export type WorkerReport =
  | WorkerEvent
  | { readonly type: "taskDone"; readonly taskId: number; readonly result: TaskResults[WriterTask["type"]] }
  | { readonly type: "taskFailed"; readonly taskId: number; readonly failure: TaskFailure }
  /** The index cannot be written now; the process exits. */
  | { readonly type: "unavailable"; readonly message: string };
