import { KinodexError, toMessage } from "../core/errors.js";
import { readDataset } from "../evaluation/readDataset.js";
import { figureOf, intervalOf } from "../evaluation/results/document.js";
import {
  recommendModels as recommendAmong,
  type MeasuredRetrieval,
  type Recommendation,
  type Wish,
} from "../models/hub/recommend.js";
import { openModel } from "../models/openModel.js";
import { runEvaluation } from "./evaluate/runEvaluation.js";
import { summariseModels } from "./listModels.js";

/** What somebody asks of a model, and with which videos it is tried. */
export interface RecommendOptions extends Omit<Wish, "calibrated" | "measured"> {
  /** Folder of labelled videos, see `src/evaluation/README.md`, on which the models that are here are measured. */
  readonly dataset?: string | undefined;
  /** Hears what is measured. Default: nobody. */
  readonly onNotice?: ((message: string) => void) | undefined;
}

/**
 * Models that fit a wish, the best first; see `models/hub/recommend.ts`. With a dataset, each that is here and fits indexes its
 * videos, which takes a while.
 *
 * @throws {KinodexError} `usage` for a dataset where another task than search is meant, or of one video; what reading it throws
 */
export async function recommendModels(options: RecommendOptions): Promise<readonly Recommendation[]> {
  const { dataset, onNotice = () => {}, ...asked } = options;
  const { models } = await summariseModels();
  const wish = { ...asked, calibrated: models.filter((model) => model.writesCaptions).map(({ id }) => id) };
  if (dataset !== undefined) requireUse(dataset, wish);
  const found = await recommendAmong(wish);
  if (dataset === undefined) return found;
  const measured = new Map<string, MeasuredRetrieval>();
  for (const { id } of found.filter(({ isHere }) => isHere)) {
    onNotice(`measuring ${id}`);
    try {
      measured.set(id, await measureRetrieval(id, dataset, onNotice));
    } catch (error) {
      onNotice(`${id} could not be measured: ${toMessage(error)}`);
    }
  }
  return recommendAmong({ ...wish, measured });
}

function requireUse(directory: string, { task }: Wish): void {
  if (task !== "search")
    throw new KinodexError(
      "usage",
      `a dataset measures models for search, not for ${task}: kinodex evaluate says what else it can measure`,
    );
  if (readDataset(directory).videos.length < 2)
    throw new KinodexError("usage", `${directory} has one video: at least two are needed to tell models apart`);
}

/** Finds each video of a dataset by its caption among all. */
async function measureRetrieval(
  id: string,
  dataset: string,
  onNotice: (message: string) => void,
): Promise<MeasuredRetrieval> {
  await using model = await openModel(id);
  const { document } = await runEvaluation({ tasks: ["retrieval"], dataset, model, onNotice });
  const recallAt = (count: number) => figureOf(document, "retrieval", `recall-at-${count}`) as number;
  return {
    dataset: document.data.name,
    captionCount: Number(document.results["retrieval"]?.["recall-at-1_count,none"] ?? 0),
    recallAt: [recallAt(1), recallAt(5), recallAt(10)],
    interval: intervalOf(document, "retrieval", "recall-at-1") ?? [0, 1],
  };
}
