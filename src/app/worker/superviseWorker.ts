import { fork, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { isKinodexError, KinodexError, toMessage } from "../../core/errors.js";
import type { JobLease } from "../../core/jobLease.js";
import type { JobQueue } from "../../jobs/jobQueue.js";
import type {
  TaskFailure,
  TaskResults,
  WorkerEvent,
  WorkerReport,
  WorkerRequest,
  WriterTask,
} from "./workerMessages.js";

/** What a worker's process is watched with. */
export interface SupervisionOptions {
  /** Folder of the index. */
  readonly directory: string;
  readonly queue: JobQueue;
  /** Most jobs at a time. */
  readonly maxJobs: number;
  /** Time that the process has to save when it is disposed. */
  readonly stopWithinMs: number;
  readonly onEvent: (event: WorkerEvent) => void;
  readonly onNotice: (message: string) => void;
}

/**
 * The writer of an index in a process of its own, which lives while there is something to write.
 *
 * Indexing can so be stopped whatever it does, cannot take its server with it, and runs at a lower priority than searches.
 */
export interface SupervisedWorker extends AsyncDisposable {
  /** Makes the process look at the queue now; starts one where there is none. */
  look(): void;
  /** Does a task. Throws `environment` while another process writes, and what the task throws. */
  run<Task extends WriterTask>(task: Task): Promise<TaskResults[Task["type"]]>;
}

/** Time between two looks whether jobs wait for a process, as those that another server has added. */
const checkMs = 5_000;
/** Time until a job is tried again whose process crashed. */
const afterCrashMs = 500;

const program = fileURLToPath(new URL("./workerProcess.js", import.meta.url));

interface PendingTask {
  readonly task: WriterTask;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** Starts a worker whenever there are jobs or tasks, and puts back what one held that crashed. */
export function superviseWorker(options: SupervisionOptions): SupervisedWorker {
  const { directory, queue, maxJobs, stopWithinMs, onEvent, onNotice } = options;
  const name = `${process.pid} ${randomUUID()}`;
  const leases = new Map<string, JobLease>();
  const tasks = new Map<number, PendingTask>();
  let child: ChildProcess | undefined;
  let taskCount = 0;
  let puttingBack: Promise<void> | undefined;
  let disposed = false;
  let noticed = "";

  const hear = (report: WorkerReport): void => {
    if (report.type === "unavailable") return;
    if (report.type === "taskDone" || report.type === "taskFailed") {
      const pending = tasks.get(report.taskId);
      tasks.delete(report.taskId);
      if (report.type === "taskDone") pending?.resolve(report.result as never);
      else pending?.reject(toError(report.failure));
      return;
    }
    if (report.type === "claimed") leases.set(report.lease.jobId, report.lease);
    if (report.type === "ended") leases.delete(report.jobId);
    onEvent(report);
  };
  const start = (): ChildProcess => {
    const args = [directory, name, String(maxJobs)];
    const started = fork(program, args, { stdio: ["ignore", "ignore", "inherit", "ipc"], serialization: "advanced" });
    let unavailable: string | undefined;
    started.on("message", (report: WorkerReport) => {
      if (report.type === "unavailable") unavailable = report.message;
      hear(report);
    });
    started.on("error", () => {}); // a process that could not be started or reached also exits
    started.once("exit", (code) => {
      if (child === started) child = undefined;
      puttingBack = putBackLost();
      if (code !== 0 || unavailable !== undefined) refuseTasks();
      else if (!disposed) for (const [taskId, { task }] of tasks) send({ type: "task", taskId, task });
      // What came while it was ending waits for the next one; one that cannot write is not tried again at once.
      if (unavailable !== undefined) tellOnce(`indexing has to wait: ${unavailable}`);
      else checkAgain();
    });
    if (started.pid !== undefined) lowerPriority(started.pid);
    return started;
  };
  const send = (request: WorkerRequest): void => {
    child ??= start();
    child.send(request, () => {}); // what is lost on the way is asked again when the process has exited
  };

  const tellOnce = (message: string): void => {
    if (message !== noticed) onNotice(message);
    noticed = message;
  };
  /** A process that crashed holds its leases until they run out; nobody has to wait for that. */
  const putBackLost = async (): Promise<void> => {
    const lost = [...leases.values()];
    leases.clear();
    for (const lease of lost) {
      try {
        const because = disposed ? "stopped" : "crashed";
        await queue.end(lease, { to: "queued", because, waitMs: afterCrashMs });
        onEvent({ type: "ended", jobId: lease.jobId });
      } catch (error) {
        if (!isKinodexError(error, "stale-job")) tellOnce(toMessage(error));
      }
    }
  };
  const refuseTasks = (): void => {
    const waiting = [...tasks.values()];
    tasks.clear();
    const refusal = `The index ${directory} cannot be written now, as when another process writes to it. Try again when it is free.`;
    for (const { reject } of waiting) reject(new KinodexError("environment", refusal, { directory }));
  };
  const check = async (): Promise<void> => {
    if (child) return;
    const { queued, running } = await queue.counts();
    if (queued + running > 0 && !disposed) send({ type: "look" });
  };
  const checkAgain = (): void => void check().catch((error: unknown) => tellOnce(toMessage(error)));
  const checking = setInterval(checkAgain, checkMs).unref();
  checkAgain();

  return {
    look: () => send({ type: "look" }),

    run: (task) =>
      new Promise((resolve, reject) => {
        taskCount += 1;
        tasks.set(taskCount, { task, resolve, reject });
        send({ type: "task", taskId: taskCount, task });
      }),

    async [Symbol.asyncDispose]() {
      disposed = true;
      clearInterval(checking);
      if (!child) return;
      const exit = once(child, "exit");
      send({ type: "stop" });
      const killer = setTimeout((ended: ChildProcess) => ended.kill("SIGKILL"), stopWithinMs, child);
      await exit;
      clearTimeout(killer);
      await puttingBack;
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
