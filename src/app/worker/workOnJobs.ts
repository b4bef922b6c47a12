import { isKinodexError, toMessage } from "../../core/errors.js";
import type { ClaimedJob, Job, JobEnding, JobQueue, JobResult } from "../../jobs/jobQueue.js";

/** How a worker takes jobs from a queue. */
export interface WorkOptions {
  readonly queue: JobQueue;
  /** Names this worker in the queue. */
  readonly worker: string;
  /** Most jobs at a time. */
  readonly maxJobs: number;
  /**
   * Does a job, writing under its lease, and tells what came of it. Where it rejects, the job has failed; when `signal`
   * aborts, it rejects soon, whatever with.
   */
  readonly work: (job: ClaimedJob, signal: AbortSignal) => Promise<JobResult>;
  readonly onClaimed: (job: ClaimedJob) => void;
  /** Tidies up after a job under its lease, before anybody can see that it has ended; `error` is why it failed. */
  readonly onEnding: (job: ClaimedJob, ending: JobEnding, error: unknown) => Promise<void>;
  /** Hears of each job as it ended here. */
  readonly onEnded: (job: Job) => void;
  /** Hears of what failed about the queue itself; the next look tries again. */
  readonly onError: (error: unknown) => void;
  /** Default 30 s. */
  readonly leaseMs?: number;
  /** Time between two looks at the queue for what others have put there. Default 2 s. */
  readonly pollMs?: number;
}

const defaultLeaseMs = 30_000;

/** Work on a queue that goes on until it is disposed; what runs then is put back. */
export interface Working extends AsyncDisposable {
  /** Looks at the queue now: for new jobs, and for wishes to cancel those that run. */
  look(): void;
  /** Jobs that run here. */
  readonly runningCount: number;
}

/** Why a job is left before its end. */
type Leaving = "cancelled" | "stopped" | "lost";

interface Running {
  readonly job: ClaimedJob;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

/** Starts to claim jobs and to work on them, with their leases renewed every third of their time. */
export function workOnJobs(options: WorkOptions): Working {
  const { queue, worker, maxJobs, onClaimed, onError, leaseMs = defaultLeaseMs, pollMs = 2_000 } = options;
  const running = new Map<string, Running>();
  let renewedMs = performance.now();
  let stopped = false;

  const renewAll = async (): Promise<void> => {
    renewedMs = performance.now();
    for (const { job, abort } of running.values()) {
      const why = await renew(queue, job, leaseMs);
      if (why) abort.abort(why);
    }
  };
  const start = (job: ClaimedJob): void => {
    const { jobId } = job;
    const abort = new AbortController();
    onClaimed(job);
    const ended = runJob(job, abort.signal, options)
      .catch(onError)
      .finally(() => {
        running.delete(jobId);
        look.ask();
      });
    running.set(jobId, { job, abort, ended });
  };
  const look = createLook(async (isUrgent) => {
    // Before a claim: a machine that slept must not take its own jobs for those of a lost worker.
    if (isUrgent || performance.now() - renewedMs >= leaseMs / 3) await renewAll();
    while (!stopped && running.size < maxJobs) {
      const job = await queue.claim(worker, leaseMs);
      if (!job) return;
      start(job);
    }
  }, onError);
  const poll = setInterval(() => look.ask(), pollMs);
  look.ask();

  return {
    look: () => look.ask(true),
    get runningCount() {
      return running.size;
    },
    async [Symbol.asyncDispose]() {
      stopped = true;
      clearInterval(poll);
      await look.stop();
      for (const { abort } of running.values()) abort.abort("stopped" satisfies Leaving);
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

/** Renews a lease, and tells why its job is to be left, if it is. */
async function renew(queue: JobQueue, { lease }: ClaimedJob, leaseMs: number): Promise<Leaving | undefined> {
  try {
    return (await queue.renew(lease, leaseMs)).cancel ? "cancelled" : undefined;
  } catch (error) {
    if (isKinodexError(error, "stale-job")) return "lost";
    throw error;
  }
}

/** Does a job and ends it, unless another has it by then: whoever has lost a lease can end nothing. */
async function runJob(job: ClaimedJob, signal: AbortSignal, options: WorkOptions): Promise<void> {
  const { queue, work, onEnding, onEnded, leaseMs = defaultLeaseMs } = options;
  const [ending, error] = await work(job, signal).then(
    (result): [JobEnding, unknown] => [{ to: "done", result }, undefined],
    (thrown: unknown): [JobEnding, unknown] => [toEnding(signal.reason as Leaving | undefined, thrown), thrown],
  );
  try {
    await queue.renew(job.lease, leaseMs);
    await onEnding(job, ending, error);
    onEnded(await queue.end(job.lease, ending));
  } catch (refusal) {
    if (!isKinodexError(refusal, "stale-job")) throw refusal;
  }
}

function toEnding(left: Leaving | undefined, error: unknown): JobEnding {
  if (left === "cancelled") return { to: "cancelled" };
  if (left === "stopped") return { to: "queued", because: "stopped" };
  return { to: "failed", error: toMessage(error) };
}

/** Looks that are asked for while one is at work are one more after it, which is urgent where one of them was. */
function createLook(work: (isUrgent: boolean) => Promise<void>, onError: (error: unknown) => void) {
  let looking: Promise<void> | undefined;
  let isWanted = false;
  let isUrgent = false;
  let stopped = false;
  const run = async (): Promise<void> => {
    while (isWanted && !stopped) {
      const urgent = isUrgent;
      isWanted = false;
      isUrgent = false;
      await work(urgent).catch(onError);
    }
    looking = undefined;
  };
  return {
    ask(urgent = false): void {
      if (stopped) return;
      isWanted = true;
      isUrgent ||= urgent;
      looking ??= run();
    },
    async stop(): Promise<void> {
      stopped = true;
      await looking;
    },
  };
}
