import { randomUUID } from "node:crypto";
import { isKinodexError, KinodexError, toMessage } from "../../core/errors.js";
import type { JobLease } from "../../core/jobLease.js";
import type { JobQueue } from "../../jobs/jobQueue.js";
import { createPendingTasks, type PendingTasks } from "./pendingTasks.js";
import { startWorkerProcess, type WorkerProcess } from "./startWorkerProcess.js";
import type { WorkerEvent, WorkerRequest } from "./workerMessages.js";

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
  /**
   * Does a task.
   *
   * @throws {KinodexError} `environment` while another process writes, and what the task throws
   */
  readonly run: PendingTasks["ask"];
}

/** Time between two looks whether jobs wait for a process, as those that another server has added. */
const checkMs = 5_000;

/** Starts a worker whenever there are jobs or tasks, and puts back what one held that crashed. */
export function superviseWorker(options: SupervisionOptions): SupervisedWorker {
  const { directory, queue, maxJobs, stopWithinMs, onEvent } = options;
  const name = `${process.pid} ${randomUUID()}`;
  const leases = new Map<string, JobLease>();
  const tellOnce = createTellOnce(options.onNotice);
  let worker: WorkerProcess | undefined;
  let ended: Promise<void> | undefined;
  let disposed = false;

  const send = (request: WorkerRequest): void => {
    if (!worker) {
      worker = startWorkerProcess(directory, name, maxJobs, hear);
      ended = worker.exited.then(comeToTerms);
    }
    worker.send(request);
  };
  const tasks = createPendingTasks(send);
  const hear: Parameters<typeof startWorkerProcess>[3] = (report) => {
    if (report.type === "taskDone" || report.type === "taskFailed") return tasks.settle(report);
    if (report.type === "claimed") leases.set(report.lease.jobId, report.lease);
    if (report.type === "ended") leases.delete(report.jobId);
    onEvent(report);
  };
  const comeToTerms = async ({ crashed, unavailable }: Awaited<WorkerProcess["exited"]>): Promise<void> => {
    worker = undefined;
    if (crashed || unavailable !== undefined) tasks.refuse(toRefusal(directory));
    const lost = await putBack(queue, leases, disposed ? "stopped" : "crashed", tellOnce);
    for (const jobId of lost) onEvent({ type: "ended", jobId });
    if (unavailable !== undefined) tellOnce(`indexing has to wait: ${unavailable}`);
    // One that cannot even begin is not started again at once: the next check does it.
    if (disposed || unavailable !== undefined || (crashed && lost.length === 0)) return;
    // What was asked while the process was ending is for the next one.
    tasks.askAgain();
    await check();
  };
  const check = async (): Promise<void> => {
    try {
      const { queued, running } = await queue.counts();
      if (queued + running > 0 && !worker && !disposed) send({ type: "look" });
    } catch (error) {
      tellOnce(toMessage(error));
    }
  };
  const checking = setInterval(() => void check(), checkMs).unref();
  void check();

  return {
    look: () => send({ type: "look" }),
    run: (task) => tasks.ask(task),

    async [Symbol.asyncDispose]() {
      disposed = true;
      clearInterval(checking);
      await worker?.stop(stopWithinMs);
      await ended;
    },
  };
}

/** Time until a job is tried again whose process crashed. */
const afterCrashMs = 500;

/** A process that is gone holds its leases until they run out; nobody has to wait for that. Gives the jobs. */
async function putBack(
  queue: JobQueue,
  leases: Map<string, JobLease>,
  because: "stopped" | "crashed",
  tell: (message: string) => void,
): Promise<readonly string[]> {
  const lost = [...leases.values()];
  leases.clear();
  for (const lease of lost) {
    try {
      await queue.end(lease, { to: "queued", because, waitMs: because === "crashed" ? afterCrashMs : 0 });
    } catch (error) {
      if (!isKinodexError(error, "stale-job")) tell(toMessage(error));
    }
  }
  return lost.map(({ jobId }) => jobId);
}

function toRefusal(directory: string): KinodexError {
  return new KinodexError(
    "environment",
    `The index ${directory} cannot be written now, as when another process writes to it. Try again when it is free.`,
    { directory },
  );
}

/** Tells what is not the same as what was told last. */
function createTellOnce(tell: (message: string) => void): (message: string) => void {
  let told = "";
  return (message) => {
    if (message !== told) tell(message);
    told = message;
  };
}
