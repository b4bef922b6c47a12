import { relative, sep } from "node:path";
import type { Dataset } from "../../dataset.js";
import type { MadeLabels } from "../../declaration.js";
import type { LabelledExample } from "../labelledExample.js";
import { makeDescriptionChoices } from "./descriptionChoices.js";
import { makeFits } from "./fits.js";
import { makeFoilPairs } from "./foilPairs.js";
import type { NamedVideo } from "./namedVideo.js";
import { makePolls } from "./polls.js";

/** How they are made, by seed. */
const makers: Readonly<
  Record<MadeLabels, (videos: readonly NamedVideo[], seed: number) => readonly LabelledExample[]>
> = {
  polls: makePolls,
  foils: (videos, seed) => makeFoilPairs(videos, seed, (kind) => !kind.startsWith("order-")),
  "word-orders": (videos, seed) => makeFoilPairs(videos, seed, (kind) => kind.startsWith("order-")),
  fits: makeFits,
  questions: makeDescriptionChoices,
};

/** Makes the examples of a task out of what people wrote of videos; the same for the same seed. */
export function makeLabelled(
  made: MadeLabels,
  { videos, directory }: Pick<Dataset, "videos" | "directory">,
  seed: number,
): readonly LabelledExample[] {
  const toName = (path: string) => relative(directory, path).split(sep).join("/");
  return makers[made](
    videos.map((video) => ({ name: toName(video.path), video })),
    seed,
  );
}
