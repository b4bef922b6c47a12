import type { JobLease } from "../../core/jobLease.js";
import type { Store } from "../../store/store.js";

/**
 * The same store, whose changes hold only while the lease does: each is refused with `stale-job`, and nothing of it is
 * stored, once another worker has claimed the job or the job has ended.
 */
export function underLease(store: Store, lease: JobLease): Store {
  return {
    ...store,
    beginVideo: (video) => store.beginVideo(video, { lease }),
    appendChunk: (videoId, chunk) => store.appendChunk(videoId, chunk, { lease }),
    finishVideo: (videoId, finished) => store.finishVideo(videoId, finished, { lease }),
    attachPath: (videoId, path, stamp, options) => store.attachPath(videoId, path, stamp, { ...options, lease }),
    detachPath: (path) => store.detachPath(path, { lease }),
    removeVideo: (videoId, options) => store.removeVideo(videoId, { ...options, lease }),
    putAnnotation: (videoId, annotation) => store.putAnnotation(videoId, annotation, { lease }),
  };
}
