import type { LabelledVideo } from "../dataset.js";
import { toFigure, type Figure } from "../figure.js";
import { createNamedThings } from "../language/namedThings.js";
import { chairFigures, hallucinated, type CaptionedScene } from "../metrics/hallucination/chair.js";
import { bootstrapInterval } from "../statistics/bootstrap.js";
import type { EvaluationSubject, IndexTask } from "../task.js";
import { anotherOf, nameOf, videoIdOf } from "./ask.js";
import { withControls } from "./withControls.js";

/** Whether captions name what cannot be seen. */
export const objectsCaptionedTask: IndexTask = {
  lacks: ({ videos }) =>
    videos.some(isKnown) ? undefined : "videos of which everything that can be seen is known: `shown` in the manifest",
  run: async (subject) => toFigures(await readScenes(subject)),
};

const isKnown = ({ shown }: LabelledVideo): boolean => shown.length > 0;

/** The captions of a video with what it shows, and those of another one. */
interface CaptionedVideo {
  readonly own: readonly CaptionedScene[];
  readonly ofOther: readonly CaptionedScene[];
}

async function readScenes({ dataset, index, onAsked }: EvaluationSubject): Promise<CaptionedVideo[]> {
  const { store } = await index();
  const { read, seenIn } = createNamedThings();
  const readCaptions = async (video: LabelledVideo) => {
    const segments = await store.segmentsOf(await videoIdOf(store, video));
    return segments.filter(({ source }) => source === "caption").map(({ text }) => read(text));
  };
  const known = dataset.videos.filter(isKnown);
  const videos: CaptionedVideo[] = [];
  for (const video of known) {
    const present = new Set(seenIn(video));
    const toScenes = async (of: LabelledVideo) => (await readCaptions(of)).map((named) => ({ named, present }));
    const scenes = await toScenes(video);
    const other = anotherOf(known, video);
    videos.push({ own: scenes, ofOther: other === video ? [] : await toScenes(other) });
    const values = { captions: scenes.length, "false-captions": scenes.filter(isFalse).length };
    onAsked?.({ id: nameOf(video), cluster: nameOf(video), values });
  }
  return videos;
}

const isFalse = (scene: CaptionedScene): boolean => hallucinated(scene).length > 0;

/** Nothing where nothing was said: that makes nothing up. */
function toFigures(videos: readonly CaptionedVideo[]): Figure[] {
  const about = {
    captions: "share of captions that name a thing which cannot be seen (CHAIRs)",
    mentions: "share of things named by captions which cannot be seen (CHAIRi)",
  };
  const scenes = videos.flatMap(({ own }) => own);
  const counts = { captions: scenes.length, mentions: scenes.flatMap(({ named }) => named).length };
  return (["captions", "mentions"] as const).flatMap((of) => {
    if (counts[of] === 0) return [];
    const share = (by: keyof CaptionedVideo) => (sample: readonly CaptionedVideo[]) =>
      chairFigures(sample.flatMap((video) => video[by]))[of];
    const figure = toFigure({
      name: `false-${of}`,
      what: about[of],
      value: share("own")(videos),
      count: counts[of],
      interval: bootstrapInterval(videos, share("own"), { bounds: [0, 1] }),
    });
    return withControls(figure, videos, { full: share("own"), wrong_video: share("ofOther") });
  });
}
