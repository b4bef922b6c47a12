import { conceptKinds } from "../../annotators/concepts/conceptBank.js";
import { measureCaptions, type MeasuredVideo } from "../metrics/captioning/phraseTruth.js";
import { toFigure, type Figure } from "../figure.js";
import { bootstrapInterval } from "../statistics/bootstrap.js";
import { wilsonInterval } from "../statistics/interval.js";
import type { EvaluationSubject, IndexTask } from "../task.js";
import { nameOf, videoIdOf } from "./ask.js";

/** Whether what captions say can be seen, and how much they say. */
export const captionsTask: IndexTask = {
  lacks: ({ videos }) =>
    videos.some(({ shown }) => shown.length > 0)
      ? undefined
      : "videos of which everything that can be seen is known: `shown` in the manifest",
  run: async (subject) => toFigures(await readCaptions(subject)),
};

async function readCaptions({ dataset, index, onAsked }: EvaluationSubject): Promise<MeasuredVideo[]> {
  const { store } = await index();
  const measured: MeasuredVideo[] = [];
  for (const video of dataset.videos.filter(({ shown }) => shown.length > 0)) {
    const segments = await store.segmentsOf(await videoIdOf(store, video));
    const one = { segments: segments.filter(({ source }) => source === "caption"), truth: video.shown };
    measured.push(one);
    const { phrases, truePhrases, coverage } = measureCaptions([one]);
    const shares = phrases > 0 ? { "true-phrases-share": truePhrases / phrases } : {};
    const values = { phrases, "true-phrases-count": truePhrases, ...shares, "captioned-time": coverage };
    onAsked?.({ id: nameOf(video), cluster: nameOf(video), values });
  }
  return measured;
}

function toFigures(videos: readonly MeasuredVideo[]): Figure[] {
  const { byKind, coverage, phrases, truePhrases, phrasesPerStretch } = measureCaptions(videos);
  const ofKinds = conceptKinds.flatMap((kind) => {
    const { phrases: said, truePhrases: right } = byKind[kind] ?? { phrases: 0, truePhrases: 0 };
    return toTrueFigure(`true-${kind}`, `share of phrases about ${kind} that are true`, right, said);
  });
  return [
    ...toTrueFigure("true-phrases", "share of caption phrases that are true", truePhrases, phrases, 0.9),
    ...ofKinds,
    toFigure({
      name: "captioned-time",
      what: "share of the time that has a caption",
      value: coverage,
      count: videos.length,
      interval: bootstrapInterval(videos, (sample) => measureCaptions(sample).coverage),
      detail: { phrasesPerShot: phrasesPerStretch },
    }),
  ];
}

/** Nothing where nothing was said: that is neither true nor false. */
function toTrueFigure(name: string, what: string, right: number, said: number, atLeast?: number): Figure[] {
  if (said === 0) return [];
  const target = atLeast === undefined ? undefined : { atLeast };
  return [toFigure({ name, what, value: right / said, count: said, interval: wilsonInterval(right, said), target })];
}
