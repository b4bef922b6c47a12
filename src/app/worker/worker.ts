import { setTimeout as delay } from "node:timers/promises";
import { KinodexError, toMessage } from "../../core/errors.js";
import type { Job, JobQueue } from "../../jobs/jobQueue.js";
import { openQueue } from "../queue.js";
import { openWritingSession, type WritingSession } from "../session.js";
import { dropUselessUpload } from "./indexJob.js";
import { createIndexWork } from "./indexWork.js";
import type { TaskResults, WorkerEvent, WriterTask } from "./workerMessages.js";
import { workOnJobs } from "./workOnJobs.js";

/** Time between two looks whether there is anything left to do. */
const idleCheckMs = 250;

/** What a worker is opened with. */
export interface WorkerOptions {
  /** Folder of the index. */
  readonly directory: string;
  /** Names it in the queue. */
  readonly name: string;
  /** Most jobs at a time. */
  readonly maxJobs: number;
  readonly onEvent: (event: WorkerEvent) => void;
  /** Hears, in sentences, what had to be worked around, and what failed that no caller waits for. */
  readonly onNotice: (message: string) => void;
}

/**
 * The one writer of an index: works through the queue, and does tasks beside it. Disposing it puts back what runs, and
 * lets go of the index; `save` before keeps what makes searches fast.
 */
export interface Worker extends AsyncDisposable {
  /** Looks at the queue now: for new jobs, and for wishes to cancel those that run. */
  look(): void;
  /** Does a task. Throws what the task throws. */
  run<Task extends WriterTask>(task: Task): Promise<TaskResults[Task["type"]]>;
  /** Resolves when nothing has been to do for `idleMs`. */
  untilIdle(idleMs: number): Promise<void>;
  /** Claims nothing more, puts back what runs, and waits for tasks. */
  stop(): Promise<void>;
  /** Brings the search graphs up to date, and with `backgrounds` also what searches judge by. */
  save(options: { readonly backgrounds: boolean }): Promise<void>;
}

/**
 * Opens an index for writing and starts to work through its queue.
 *
 * @throws {KinodexError} `environment` where another process writes, and what opening an index throws
 */
export async function openWorker(options: WorkerOptions): Promise<Worker> {
  const { directory } = options;
  const session = await openWritingSession(directory, options.onNotice);
  try {
    return toWorker(session, openQueue(directory), options);
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

function toWorker(session: WritingSession, queue: JobQueue, options: WorkerOptions): Worker {
  const { store, searcher } = session;
  const { name, maxJobs, onEvent, onNotice } = options;
  const onError = (error: unknown): void => onNotice(toMessage(error));
  const work = createIndexWork(session, onNotice);
  const tasks = new Set<Promise<unknown>>();
  const stopping = new AbortController();
  const backgrounds = createRefresher(session, stopping.signal, onError);

  const onEnded = ({ jobId, state }: Job): void => {
    if (state === "done") backgrounds.refresh();
    onEvent({ type: "ended", jobId });
  };
  const working = workOnJobs({
    queue,
    worker: name,
    maxJobs,
    work: (job, signal) =>
      work.index(job, signal, (progress) => onEvent({ type: "progressed", jobId: job.jobId, progress })),
    onClaimed: ({ lease }) => onEvent({ type: "claimed", lease }),
    onEnding: (job, ending, error) => dropUselessUpload(job, ending, error, store).catch(onError),
    onEnded,
    onError,
  });
  const isIdle = async (): Promise<boolean> => {
    if (working.runningCount > 0 || tasks.size > 0) return false;
    const { queued, running } = await queue.counts();
    return queued + running === 0; // one that runs elsewhere may be lost: somebody has to be there to claim it
  };

  return {
    look: () => working.look(),

    async run(task) {
      const done = work.run(task, stopping.signal);
      tasks.add(done);
      try {
        return (await done) as TaskResults[(typeof task)["type"]];
      } finally {
        tasks.delete(done);
      }
    },

    async untilIdle(idleMs) {
      for (let idleSinceMs = performance.now(); performance.now() - idleSinceMs < idleMs;) {
        await delay(idleCheckMs);
        if (!(await isIdle())) idleSinceMs = performance.now();
      }
    },

    async stop() {
      stopping.abort(new KinodexError("interrupted", "the writer of the index is stopping"));
      await working[Symbol.asyncDispose]();
      await Promise.allSettled(tasks);
    },

    async save(what) {
      await store.saveSnapshots();
      if (!what.backgrounds) return;
      await backgrounds.settled();
      await searcher.refresh(store);
    },

    async [Symbol.asyncDispose]() {
      await this.stop();
      await queue[Symbol.asyncDispose]();
      await session[Symbol.asyncDispose]();
    },
  };
}

/** Keeps what searches of other processes judge by in step with the index, one measurement at a time. */
function createRefresher({ searcher, store }: WritingSession, stop: AbortSignal, onError: (error: unknown) => void) {
  let refreshing: Promise<void> = Promise.resolve();
  const refreshOnce = async (): Promise<void> => {
    if (stop.aborted) return;
    await searcher.refresh(store).catch((error: unknown) => {
      if (!stop.aborted) onError(error);
    });
  };
  return {
    refresh: () => void (refreshing = refreshing.then(refreshOnce)),
    settled: () => refreshing,
  };
}
