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
  /** Hears of each job as it ended here, and is waited for; `error` is why it failed. */
  readonly onEnded: (job: Job, error: unknown) => Promise<void>;
  /** Hears of what failed about the queue itself; the next look tries again. */
  readonly onError: (error: unknown) => void;
  /** Default 30 s. */
  readonly leaseMs?: number;
  /** Time between two looks at the queue for what others have put there. Default 2 s. */
  readonly pollMs?: number;
}

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
  const { queue, worker, maxJobs, work, onClaimed, onEnded, onError, leaseMs = 30_000, pollMs = 2_000 } = options;
  const running = new Map<string, Running>();
  let renewedMs = performance.now();
  let looking: Promise<void> | undefined;
  let isWanted = false;
  let isAsked = false;
  let stopped = false;

  const leave = (jobId: string, why: Leaving): void => running.get(jobId)?.abort.abort(why);

  const renewAll = async (): Promise<void> => {
    renewedMs = performance.now();
    for (const { job } of running.values()) {
      try {
        const { cancel } = await queue.renew(job.lease, leaseMs);
        if (cancel) leave(job.jobId, "cancelled");
      } catch (error) {
        if (isKinodexError(error, "stale-job")) leave(job.jobId, "lost");
        else throw error;
      }
    }
  };

  const run = async (job: ClaimedJob, signal: AbortSignal): Promise<void> => {
    let ending: JobEnding;
    let error: unknown;
    try {
      ending = { to: "done", result: await work(job, signal) };
    } catch (thrown) {
      if (signal.reason === "lost" || isKinodexError(thrown, "stale-job")) return; // another has the last word
      error = thrown;
      ending = toEnding(signal.reason as Leaving | undefined, thrown);
    }
    await onEnded(await queue.end(job.lease, ending), error);
  };

  const start = (job: ClaimedJob): void => {
    const { jobId } = job;
    const abort = new AbortController();
    onClaimed(job);
    const ended = run(job, abort.signal)
      .catch((error: unknown) => {
        if (!isKinodexError(error, "stale-job")) onError(error);
      })
      .finally(() => {
        running.delete(jobId);
        lookAgain(false);
      });
    running.set(jobId, { job, abort, ended });
  };

  const lookOnce = async (renews: boolean): Promise<void> => {
    // Before a claim: a machine that slept must not take its own jobs for those of a lost worker.
    if (renews || performance.now() - renewedMs >= leaseMs / 3) await renewAll();
    while (!stopped && running.size < maxJobs) {
      const job = await queue.claim(worker, leaseMs);
      if (!job) return;
      start(job);
    }
  };

  const lookAgain = (asked: boolean): void => {
    if (stopped) return;
    isWanted = true;
    isAsked ||= asked;
    looking ??= (async () => {
      while (isWanted && !stopped) {
        const renews = isAsked;
        isWanted = false;
        isAsked = false;
        await lookOnce(renews).catch(onError);
      }
      looking = undefined;
    })();
  };
  const look = (): void => lookAgain(true);
  const poll = setInterval(() => lookAgain(false), pollMs);
  look();

  return {
    look,
    get runningCount() {
      return running.size;
    },
    async [Symbol.asyncDispose]() {
      stopped = true;
      clearInterval(poll);
      await looking;
      for (const jobId of running.keys()) leave(jobId, "stopped");
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

function toEnding(left: Leaving | undefined, error: unknown): JobEnding {
  if (left === "cancelled") return { to: "cancelled" };
  if (left === "stopped") return { to: "queued", because: "stopped" };
  return { to: "failed", error: toMessage(error) };
}
