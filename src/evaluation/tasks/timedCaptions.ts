import { bleu } from "../metrics/captioning/bleu.js";
import { ciderD } from "../metrics/captioning/cider.js";
import type { CaptionScores } from "../metrics/captioning/example.js";
import { meteor } from "../metrics/captioning/meteor.js";
import { rougeL } from "../metrics/captioning/rouge.js";
import { tokeniseCaption } from "../metrics/captioning/tokens.js";
import { captionScoreAtOverlap, stretchFigures } from "../metrics/denseCaptioning/denseCaptions.js";
import { soda } from "../metrics/denseCaptioning/soda.js";
import type { CaptionedVideo, CaptionMetric } from "../metrics/denseCaptioning/timedCaption.js";
import { toFigure } from "../figure.js";
import type { LabelledVideo } from "../dataset.js";
import { bootstrapInterval } from "../statistics/bootstrap.js";
import { meanOf } from "../statistics/summary.js";
import type { EvaluatedIndex, IndexTask } from "../task.js";
import { anotherOf, nameOf, videoIdOf } from "./ask.js";
import { withControls } from "./withControls.js";

/** The captions of an index against what people wrote of events, and when they are. */
export const timedCaptionsTask: IndexTask = {
  lacks: ({ videos }) => (videos.some(hasEvents) ? undefined : 'videos with events: "events" in its manifest'),
  async run({ dataset, index, onAsked }) {
    const opened = await index();
    const timed = dataset.videos.filter(hasEvents);
    const scores: ScoredVideo[] = [];
    for (const video of timed) {
      const truth = truthOf(video);
      const own = scoreVideo({ truth, predicted: await readCaptions(opened, video) });
      const other = anotherOf(timed, video);
      const predicted = other === video ? [] : await readCaptions(opened, other);
      scores.push({ own, ofOther: scoreVideo({ truth, predicted }) });
      onAsked?.({ id: nameOf(video), cluster: nameOf(video), values: own });
    }
    return Object.entries(figures).map(([name, what]) => {
      const mean = (of: keyof ScoredVideo) => (sample: readonly ScoredVideo[]) =>
        meanOf(sample.map((video) => video[of][name as FigureName]));
      const full = mean("own");
      const interval = bootstrapInterval(scores, full);
      const figure = toFigure({ name, what, value: full(scores), count: scores.length, interval });
      return withControls(figure, scores, { full, wrong_video: mean("ofOther") });
    });
  },
};

const hasEvents = ({ events }: LabelledVideo): boolean => events.length > 0;

const figures = {
  soda: "SODA: captions matched with events in their order, by overlap times METEOR; mean of videos",
  "stretch-precision": "share of captions that overlap an event by half or more; mean of videos",
  "stretch-recall": "share of events that a caption overlaps by half or more; mean of videos",
  meteor: "METEOR of captions against the events that they overlap, mean of four overlaps and of videos",
  "cider-d": "CIDEr-D of the same, up to 10",
  "rouge-l": "ROUGE-L of the same",
  "bleu-4": "BLEU-4 of the same",
} as const;
type FigureName = keyof typeof figures;
type Scores = Readonly<Record<FigureName, number>>;

/** What a video's captions reach with its events, and what those of another one do. */
interface ScoredVideo {
  readonly own: Scores;
  readonly ofOther: Scores;
}

/** Overlaps at which captions are compared, as ActivityNet Captions has them. */
const overlaps = [0.3, 0.5, 0.7, 0.9];
const half = 0.5;

const bleu4: CaptionMetric = (examples) => bleu(examples)[3] as CaptionScores;

function scoreVideo(video: CaptionedVideo): Scores {
  const atOverlaps = (metric: CaptionMetric) =>
    meanOf(overlaps.map((least) => captionScoreAtOverlap([video], metric, least)));
  const { precision, recall } = stretchFigures([video], half);
  return {
    soda: soda([video], meteor).f1,
    "stretch-precision": precision,
    "stretch-recall": recall,
    meteor: atOverlaps(meteor),
    "cider-d": atOverlaps(ciderD),
    "rouge-l": atOverlaps(rougeL),
    "bleu-4": atOverlaps(bleu4),
  };
}

const truthOf = ({ events }: LabelledVideo): CaptionedVideo["truth"] =>
  events.map((event) => ({ ...event, words: tokeniseCaption(event.text) }));

async function readCaptions({ store }: EvaluatedIndex, video: LabelledVideo): Promise<CaptionedVideo["predicted"]> {
  const segments = await store.segmentsOf(await videoIdOf(store, video));
  return segments
    .filter(({ source }) => source === "caption")
    .map(({ startSeconds, endSeconds, text }) => ({ startSeconds, endSeconds, words: tokeniseCaption(text) }));
}
