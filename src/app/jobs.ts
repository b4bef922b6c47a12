import { resolve } from "node:path";
import type { JobQueue } from "../jobs/jobQueue.js";
import type { IndexOptions, Kinodex } from "./kinodex.js";

/** The jobs of an index for those who open it as a library; the queue is opened when it is first asked. */
export function createJobs(
  directory: string,
  isIndexed: (path: string) => Promise<boolean>,
): Kinodex["jobs"] & AsyncDisposable {
  let queue: Promise<JobQueue> | undefined;
  const open = (): Promise<JobQueue> => (queue ??= import("./queue.js").then(({ openQueue }) => openQueue(directory)));
  const request = async (jobId: string, wish: "cancel" | "retry") => {
    const { requestJob } = await import("./queue.js");
    return requestJob(await open(), jobId, wish);
  };
  return {
    add: async (paths, options = {}) => (await open()).add(await toNewJobs(paths, options)),
    find: async (jobId) => (await open()).find(jobId),
    list: async (filter) => (await open()).list({ limit: 50, ...filter }),
    cancel: (jobId) => request(jobId, "cancel"),
    retry: (jobId) => request(jobId, "retry"),
    async dismiss(which) {
      const { dismissJobs } = await import("./queue.js");
      return dismissJobs(await open(), which, isIndexed);
    },

    async [Symbol.asyncDispose]() {
      await (await queue)?.[Symbol.asyncDispose]();
    },
  };
}

async function toNewJobs(paths: readonly string[], { pipeline }: IndexOptions) {
  const [{ defaultPreset, loadPreset, presetNames }, { listFiles }] = await Promise.all([
    import("../pipeline/preset.js"),
    import("./listFiles.js"),
  ]);
  const named = pipeline ?? defaultPreset;
  loadPreset(named); // throws for one that is not there
  const preset = presetNames().includes(named) ? named : resolve(named);
  const { files, failed } = await listFiles(paths);
  const [problem] = failed;
  if (problem) throw problem.error;
  return files.map((path) => ({ kind: "index", path, pipeline: preset, source: "path" }) as const);
}
