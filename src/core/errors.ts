/** What went wrong, for programs. `cli` turns a code into an exit code, `api` into a status. */
export type ErrorCode =
  | "usage" // the caller asked for something that does not exist or makes no sense
  | "not-found" // a named video, file or model is not there
  | "input" // one input (a file, a picture) cannot be used; others may be
  | "media" // ffmpeg or ffprobe refused or failed on an input
  | "environment" // the machine lacks something: ffmpeg, a permission, disk space, a model file
  | "model" // a model file or manifest is not what it says it is
  | "index-damaged" // the stored truth is damaged and must not be used
  | "index-mismatch" // the index was made with another model or a newer format
  | "queue-full" // the queue of jobs takes no more now
  | "job-state" // a job is not in a state that allows what was asked of it
  | "stale-job" // a worker has lost its lease: another has the job now, or it has ended
  | "interrupted"; // stopped on request

/** The values a message speaks of: paths, exit codes, limits, the tail of stderr. */
export type ErrorData = Readonly<Record<string, unknown>>;

/** The one error type Kinodex throws on purpose; its message names what failed, the value, and what to do. */
export class KinodexError extends Error {
  override readonly name = "KinodexError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly data: ErrorData = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

/** Whether `error` is a {@link KinodexError}, of `code` where one is given. */
export function isKinodexError(error: unknown, code?: ErrorCode): error is KinodexError {
  return error instanceof KinodexError && (code === undefined || error.code === code);
}

/** One line for people about anything thrown. */
export function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
