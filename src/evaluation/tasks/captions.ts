import { conceptKinds } from "../../annotators/concepts/conceptBank.js";
import { measureCaptions, type MeasuredVideo } from "../metrics/captioning/phraseTruth.js";
import { toFigure, type Figure } from "../figure.js";
import { bootstrapInterval } from "../statistics/bootstrap.js";
import { wilsonInterval } from "../statistics/interval.js";
import type { EvaluationSubject, IndexTask } from "../task.js";
import { anotherOf, nameOf, videoIdOf } from "./ask.js";
import { withControls } from "./withControls.js";

/** Whether what captions say can be seen, and how much they say. */
export const captionsTask: IndexTask = {
  lacks: ({ videos }) =>
    videos.some(({ shown }) => shown.length > 0)
      ? undefined
      : "videos of which everything that can be seen is known: `shown` in the manifest",
  run: async (subject) => toFigures(await readCaptions(subject)),
};

/** Captions of a video against what it shows, and against what another one shows at any time. */
interface CaptionedVideo extends MeasuredVideo {
  readonly ofOther: MeasuredVideo["truth"];
}

async function readCaptions({ dataset, index, onAsked }: EvaluationSubject): Promise<CaptionedVideo[]> {
  const { store } = await index();
  const known = dataset.videos.filter(({ shown }) => shown.length > 0);
  const measured: CaptionedVideo[] = [];
  for (const video of known) {
    const segments = await store.segmentsOf(await videoIdOf(store, video));
    const other = anotherOf(known, video);
    const ofOther = other === video ? [] : other.shown.map((stretch) => ({ ...stretch, ...always }));
    const one = { segments: segments.filter(({ source }) => source === "caption"), truth: video.shown, ofOther };
    measured.push(one);
    const { phrases, truePhrases, coverage } = measureCaptions([one]);
    const shares = phrases > 0 ? { "true-phrases-share": truePhrases / phrases } : {};
    const values = { phrases, "true-phrases-count": truePhrases, ...shares, "captioned-time": coverage };
    onAsked?.({ id: nameOf(video), cluster: nameOf(video), values });
  }
  return measured;
}

const always = { startSeconds: Number.NEGATIVE_INFINITY, endSeconds: Number.POSITIVE_INFINITY };

const precisionOf = (videos: readonly MeasuredVideo[]): number => measureCaptions(videos).precision ?? 0;

function toFigures(videos: readonly CaptionedVideo[]): Figure[] {
  const { byKind, coverage, phrases, truePhrases, phrasesPerStretch } = measureCaptions(videos);
  const ofKinds = conceptKinds.flatMap((kind) => {
    const { phrases: said, truePhrases: right } = byKind[kind] ?? { phrases: 0, truePhrases: 0 };
    return toTrueFigure(`true-${kind}`, `share of phrases about ${kind} that are true`, right, said);
  });
  const ofOthers = (sample: readonly CaptionedVideo[]) =>
    precisionOf(sample.map(({ segments, ofOther }) => ({ segments, truth: ofOther })));
  const [truth] = toTrueFigure("true-phrases", "share of caption phrases that are true", truePhrases, phrases, 0.9);
  return [
    ...(truth ? [withControls(truth, videos, { full: precisionOf, wrong_video: ofOthers })] : []),
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
