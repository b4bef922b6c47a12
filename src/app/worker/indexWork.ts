import { createAnnotators, type AnnotatorSet } from "../../annotators/annotators.js";
import type { ClaimedJob, JobResult } from "../../jobs/jobQueue.js";
import { createDecoderSlots } from "../../pipeline/decoderSlots.js";
import { defaultPreset, loadPreset, type Preset } from "../../pipeline/preset.js";
import { createTurns } from "../../pipeline/turns.js";
import type { WritingSession } from "../session.js";
import { indexJob } from "./indexJob.js";
import { underLease } from "./underLease.js";
import type { JobProgress, TaskResults, WriterTask } from "./workerMessages.js";
import { runTask } from "./writerTasks.js";

/** What a worker does to its index. Jobs and tasks share decoders and annotators, and take turns at a video. */
export interface IndexWork {
  /** See {@link indexJob}. */
  index(job: ClaimedJob, signal: AbortSignal, onProgress: (progress: JobProgress) => void): Promise<JobResult>;
  /** See {@link runTask}. */
  run(task: WriterTask, signal: AbortSignal): Promise<TaskResults[WriterTask["type"]]>;
}

/**
 * Makes ready for work on an index that is open for writing; the session stays the caller's. `onNotice` hears, once, which
 * annotators cannot work.
 */
export function createIndexWork(
  { store, model, models }: WritingSession,
  onNotice: (message: string) => void,
): IndexWork {
  const shared = { store, model, takeTurn: createTurns(), decoderSlots: createDecoderSlots() };
  const annotatorSets = new Map<string, Promise<AnnotatorSet>>();
  const create = async ({ settings }: Preset): Promise<AnnotatorSet> => {
    const created = await createAnnotators(settings.annotators, { model, models });
    for (const { unavailable } of created.unavailable) onNotice(unavailable);
    return created;
  };
  /** A preset's annotators, built once; what failed is tried again. */
  const annotatorsOf = (preset: Preset): Promise<AnnotatorSet> => {
    const known = annotatorSets.get(preset.name);
    if (known) return known;
    const created = create(preset);
    annotatorSets.set(preset.name, created);
    created.catch(() => annotatorSets.delete(preset.name));
    return created;
  };
  return {
    async index(job, signal, onProgress) {
      const preset = loadPreset(job.pipeline);
      return indexJob(job, signal, {
        ...shared,
        store: underLease(store, job.lease),
        preset,
        annotators: (await annotatorsOf(preset)).annotators,
        reindexOnOtherPreset: false,
        onProgress,
      });
    },

    run: (task, signal) =>
      runTask(task, { ...shared, annotators: () => annotatorsOf(loadPreset(defaultPreset)), signal }),
  };
}
