import { lastValueFrom, toArray } from "rxjs";
import type { AnnotatorSet } from "../../annotators/annotators.js";
import { createSidecarFinder } from "../../annotators/sidecars.js";
import { KinodexError } from "../../core/errors.js";
import { annotateVideo } from "../../pipeline/annotateVideo.js";
import type { DecoderSlots } from "../../pipeline/decoderSlots.js";
import type { TakeTurn } from "../../pipeline/turns.js";
import type { Store } from "../../store/store.js";
import { verifyStore } from "../../store/verify.js";
import type { TaskResults, WriterTask } from "./workerMessages.js";

/** What tasks work with. */
export interface TaskTools {
  readonly store: Store;
  /** Those that are run when words are asked for on their own. */
  readonly annotators: () => Promise<AnnotatorSet>;
  readonly decoderSlots: DecoderSlots;
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
    case "annotate":
      return annotate(task, tools);
    case "verify":
      return verifyStore(store.directory, { deep: task.deep });
    case "rebuild":
      await store.saveSnapshots({ fromScratch: true, signal });
      return store.counts();
    default:
      throw new Error("there is no such task");
  }
}

async function annotate(
  { videoId, source, again }: WriterTask & { readonly type: "annotate" },
  tools: TaskTools,
): Promise<TaskResults["annotate"]> {
  const { store, takeTurn } = tools;
  const { annotators, unavailable } = await tools.annotators();
  const ofSource = annotators.filter((annotator) => annotator.source === source);
  if (ofSource.length === 0) {
    const reason = unavailable.find((annotator) => annotator.source === source)?.unavailable;
    return { unavailable: reason ?? `Nothing here makes words of the source ${source}.` };
  }
  const endTurn = await takeTurn(videoId);
  try {
    const [path = ""] = (await store.findVideo(videoId))?.paths ?? [];
    const run = { ...tools, annotators: ofSource, sidecars: createSidecarFinder(), again };
    const events = await lastValueFrom(annotateVideo({ path, videoId }, run).pipe(toArray()));
    const failed = events.find((event) => event.type === "annotated" && event.failed);
    if (failed?.type === "annotated") throw new KinodexError("model", failed.problems.join("; "), { videoId });
    return {};
  } finally {
    endTurn();
  }
}
