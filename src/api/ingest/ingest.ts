import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { KinodexError } from "../../core/errors.js";
import { ApiError } from "../problem.js";
import type { Job } from "../jobs/jobQueue.js";
import type {
  IngestReport,
  IngestRequest,
  JobEnding,
  JobProgress,
  TaskFailure,
  TaskResults,
  WriterTask,
} from "./messages.js";

/** Hears what becomes of one job. */
export interface JobListener {
  progress(progress: JobProgress): void;
  /** The last word; `untried` says why where the index could not be opened for writing. */
  ended(
    ending: JobEnding | { readonly type: "crashed" } | { readonly type: "untried"; readonly message?: string },
  ): void;
}

/**
 * The one writer of the index: a child process that lives while there is something to write.
 *
 * Indexing in a process of its own can be stopped whatever it does, cannot take the server with it, and runs at a lower
 * priority than searches.
 */
export interface Ingest extends AsyncDisposable {
  /** `runId` differs each time that a job is started. */
  index(runId: string, job: Job, listener: JobListener): void;
  cancel(runId: string): void;
  /** Throws 503 while another process writes, and what the task throws. */
  run<Task extends WriterTask>(task: Task): Promise<TaskResults[Task["type"]]>;
  /** Whether the process runs. */
  readonly isRunning: boolean;
}

const program = fileURLToPath(new URL("./ingestProcess.js", import.meta.url));

interface PendingTask {
  readonly task: WriterTask;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** Prepares the writer of the index in `directory`; `stopWithinMs` is the time it has to save when it is disposed. */
export function createIngest(directory: string, stopWithinMs: number): Ingest {
  const listeners = new Map<string, JobListener>();
  const tasks = new Map<number, PendingTask>();
  let child: ChildProcess | undefined;
  let taskCount = 0;
  let disposed = false;

  const start = (): ChildProcess => {
    const started = fork(program, [directory], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    let unavailable: string | undefined;
    started.on("message", (report: IngestReport) => {
      if (report.type === "unavailable") unavailable = report.message;
      else hear(report);
    });
    started.on("error", () => {}); // a process that could not be started or reached also exits
    started.once("exit", (code) => {
      if (child === started) child = undefined;
      if (code !== 0) giveUp({ type: "crashed" });
      else if (unavailable !== undefined) giveUp({ type: "untried", message: unavailable });
      else askAgain();
    });
    if (started.pid !== undefined) lowerPriority(started.pid);
    return started;
  };
  const hear = (report: Exclude<IngestReport, { type: "unavailable" }>): void => {
    if (report.type === "progress") listeners.get(report.runId)?.progress(report);
    else if (report.type === "ended") {
      const listener = listeners.get(report.runId);
      listeners.delete(report.runId);
      listener?.ended(report.ending);
    } else {
      const pending = tasks.get(report.taskId);
      tasks.delete(report.taskId);
      if (report.type === "taskDone") pending?.resolve(report.result as never);
      else pending?.reject(toError(report.failure));
    }
  };
  const endJobs = (ending: Parameters<JobListener["ended"]>[0]): void => {
    const orphans = [...listeners.values()];
    listeners.clear();
    for (const listener of orphans) listener.ended(ending);
  };
  /** The process had been idle and left just when it was asked for something. */
  const askAgain = (): void => {
    endJobs({ type: "untried" });
    if (!disposed) for (const [taskId, { task }] of tasks) send({ type: "task", taskId, task });
  };
  const giveUp = (ending: Parameters<JobListener["ended"]>[0]): void => {
    const waiting = [...tasks.values()];
    tasks.clear();
    endJobs(ending);
    const refusal = "Another process is writing to the index, or it cannot be written. Try again when it is free.";
    for (const { reject } of waiting) reject(new ApiError(503, "index-busy", refusal));
  };
  const send = (request: IngestRequest): void => {
    child ??= start();
    child.send(request, () => {}); // what is lost on the way is given up when the process exits
  };

  return {
    index(runId, { path, pipeline, source }, listener) {
      listeners.set(runId, listener);
      send({ type: "index", runId, path, pipeline, dropDuplicate: source === "upload" });
    },
    cancel(runId) {
      if (child) send({ type: "cancel", runId });
    },
    run: (task) =>
      new Promise((resolve, reject) => {
        taskCount += 1;
        tasks.set(taskCount, { task, resolve, reject });
        send({ type: "task", taskId: taskCount, task });
      }),
    get isRunning() {
      return child !== undefined;
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      if (!child) return;
      const ended = child;
      const exit = once(ended, "exit");
      send({ type: "stop" });
      const killer = setTimeout(() => ended.kill("SIGKILL"), stopWithinMs);
      await exit;
      clearTimeout(killer);
    },
  };
}

function toError({ code, message }: TaskFailure): Error {
  return code === undefined ? new Error(message) : new KinodexError(code, message);
}

/** Searches go before indexing; a system that does not allow it runs both alike. */
function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // ends before its priority was set, or may not be changed: indexing works all the same
  }
}
