import type { LabelledVideo } from "../dataset.js";
import { toFigure, type Figure } from "../figure.js";
import { createNamedThings } from "../language/namedThings.js";
import { chairFigures, hallucinated, type CaptionedScene } from "../metrics/hallucination/chair.js";
import { bootstrapInterval } from "../statistics/bootstrap.js";
import type { EvaluationSubject, IndexTask } from "../task.js";
import { nameOf, videoIdOf } from "./ask.js";

/** Whether captions name what cannot be seen. */
export const objectsCaptionedTask: IndexTask = {
  lacks: ({ videos }) =>
    videos.some(isKnown) ? undefined : "videos of which everything that can be seen is known: `shown` in the manifest",
  run: async (subject) => toFigures(await readScenes(subject)),
};

const isKnown = ({ shown }: LabelledVideo): boolean => shown.length > 0;

/** The captions of each video. */
async function readScenes({ dataset, index, onAsked }: EvaluationSubject): Promise<CaptionedScene[][]> {
  const { store } = await index();
  const { read, seenIn } = createNamedThings();
  const videos: CaptionedScene[][] = [];
  for (const video of dataset.videos.filter(isKnown)) {
    const segments = await store.segmentsOf(await videoIdOf(store, video));
    const captions = segments.filter(({ source }) => source === "caption");
    const present = new Set(seenIn(video));
    const scenes = captions.map(({ text }) => ({ named: read(text), present }));
    videos.push(scenes);
    const values = { captions: scenes.length, "false-captions": scenes.filter(isFalse).length };
    onAsked?.({ id: nameOf(video), cluster: nameOf(video), values });
  }
  return videos;
}

const isFalse = (scene: CaptionedScene): boolean => hallucinated(scene).length > 0;

/** Nothing where nothing was said: that makes nothing up. */
function toFigures(videos: readonly CaptionedScene[][]): Figure[] {
  const about = {
    captions: "share of captions that name a thing which cannot be seen (CHAIRs)",
    mentions: "share of things named by captions which cannot be seen (CHAIRi)",
  };
  const counts = {
    captions: videos.flat().length,
    mentions: videos.flat().flatMap(({ named }) => named).length,
  };
  return (["captions", "mentions"] as const).flatMap((of) => {
    if (counts[of] === 0) return [];
    const shareOf = (sample: readonly CaptionedScene[][]) => chairFigures(sample.flat())[of];
    return toFigure({
      name: `false-${of}`,
      what: about[of],
      value: shareOf(videos),
      count: counts[of],
      interval: bootstrapInterval(videos, shareOf),
    });
  });
}
