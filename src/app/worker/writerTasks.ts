import type { Captioner } from "../../annotators/concepts/captioner.js";
import { captionVideo } from "../../annotators/concepts/captionVideo.js";
import { KinodexError } from "../../core/errors.js";
import type { TakeTurn } from "../../pipeline/turns.js";
import type { Store } from "../../store/store.js";
import { verifyStore } from "../../store/verify.js";
import type { TaskResults, WriterTask } from "./workerMessages.js";

/** What tasks work with. */
export interface TaskTools {
  readonly store: Store;
  /** `undefined` where the model was not calibrated for captions. */
  readonly captioner: () => Captioner | undefined;
  /** One job or task at a time works on a video. */
  readonly takeTurn: TakeTurn;
  readonly signal: AbortSignal;
}

/** Does one task. @throws what the store throws, and `not-found` for a video that is not there */
export async function runTask(task: WriterTask, tools: TaskTools): Promise<TaskResults[WriterTask["type"]]> {
  const { store, signal } = tools;
  switch (task.type) {
    case "remove":
      return store.removeVideo(task.videoId);
    case "caption":
      return makeCaptions(task, tools);
    case "verify":
      return verifyStore(store.directory, { deep: task.deep });
    case "rebuild":
      await store.saveSnapshots({ fromScratch: true, signal });
      return store.counts();
    default:
      throw new Error("there is no such task");
  }
}

async function makeCaptions(
  { videoId, again }: WriterTask & { readonly type: "caption" },
  { store, captioner, takeTurn }: TaskTools,
): Promise<TaskResults["caption"]> {
  const by = captioner();
  if (!by) return "uncalibrated";
  const endTurn = await takeTurn(videoId);
  try {
    const video = await store.findVideo(videoId);
    if (!video) throw new KinodexError("not-found", "The index has no such video.", { videoId });
    if (!again && video.captionedBy === by.fingerprint) return "current";
    await store.putCaptions(videoId, await captionVideo(store, videoId, by));
    return "made";
  } finally {
    endTurn();
  }
}
