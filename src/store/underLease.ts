import type { JobLease } from "../core/jobLease.js";
import type { WriteOptions } from "./catalog/catalog.js";
import type { Store } from "./store.js";

/**
 * The same store, writing under a lease: once another worker has the job, every write throws `stale-job` and changes
 * nothing. What is no part of a job, values beside the index and snapshots, needs no lease. Closing either closes both.
 */
export function underLease(store: Store, lease: JobLease): Store {
  const leased = (options: WriteOptions | undefined): WriteOptions => ({ ...options, lease });
  return {
    ...store,
    beginVideo: (video, options) => store.beginVideo(video, leased(options)),
    appendChunk: (videoId, chunk, options) => store.appendChunk(videoId, chunk, leased(options)),
    finishVideo: (videoId, finished, options) => store.finishVideo(videoId, finished, leased(options)),
    attachPath: (videoId, path, stamp, options) => store.attachPath(videoId, path, stamp, leased(options)),
    detachPath: (path, options) => store.detachPath(path, leased(options)),
    removeVideo: (videoId, options) => store.removeVideo(videoId, leased(options)),
    putAnnotation: (videoId, annotation, options) => store.putAnnotation(videoId, annotation, leased(options)),
  };
}
