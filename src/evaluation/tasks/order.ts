import { searchMoments } from "../../query/moments/searchMoments.js";
import type { Embedding } from "../../core/vectors.js";
import type { LabelledVideo } from "../dataset.js";
import { toFigure, type Figure } from "../figure.js";
import { bootstrapInterval } from "../statistics/bootstrap.js";
import { meanOf } from "../statistics/summary.js";
import type { EvaluatedIndex, EvaluationSubject, IndexTask } from "../task.js";
import { embedAll, nameOf, videoIdOf } from "./ask.js";
import { fitFrames, type FrameControl } from "./frameControls.js";
import { toSequence } from "./sequences.js";
import { withControls } from "./withControls.js";

/** Videos against twins that show the same in the opposite order. */
export const orderTask: IndexTask = {
  lacks: (dataset) => (toPairs(dataset.videos).length > 0 ? undefined : "videos of two events whose twin is there too"),
  run,
};

type Pair = readonly [LabelledVideo, LabelledVideo];

/** What one query gave: whether the video that it is true of came before the twin; a tie is no. */
interface Outcome {
  readonly kind: string;
  readonly isUnseen: boolean;
  readonly rightFirst: boolean;
  /** The same by where the operands stand alone, without comparing with the reverse order. */
  readonly byAlignment: boolean;
  /** The same by the best moment for the whole sentence as one description. */
  readonly bySentence: boolean;
  /** How right the order by single frames is, where a tie is half right. */
  readonly byFrames: Readonly<Record<FrameControl, number>>;
}

async function run({ dataset, index, onAsked }: EvaluationSubject): Promise<Figure[]> {
  const opened = await index();
  const ofPairs: Outcome[][] = [];
  for (const [one, other] of toPairs(dataset.videos)) {
    const outcomes = [await judge(opened, one, other), await judge(opened, other, one)];
    ofPairs.push(outcomes);
    for (const [n, { rightFirst }] of outcomes.entries()) {
      const id = `${nameOf(n === 0 ? one : other)} against its twin`;
      onAsked?.({ id, cluster: nameOf(one), values: { "right-first": Number(rightFirst) } });
    }
  }
  const kinds = [...new Set(ofPairs.map(([outcome]) => (outcome as Outcome).kind))].sort();
  return [
    { ...toOrderFigure("right-first", ofPairs), target: { atLeast: 0.9 } },
    ...(kinds.length > 1 ? kinds : []).map((kind) =>
      toOrderFigure(
        `right-first-${kind}`,
        ofPairs.filter(([outcome]) => outcome?.kind === kind),
      ),
    ),
  ].map(toFigure);
}

function toPairs(videos: readonly LabelledVideo[]): Pair[] {
  const byPath = new Map(videos.map((video) => [video.path, video]));
  return videos.flatMap((video): Pair[] => {
    const twin = video.twinPath === undefined ? undefined : byPath.get(video.twinPath);
    return twin && video.path < twin.path && video.events.length > 1 ? [[video, twin]] : [];
  });
}

async function judge(opened: EvaluatedIndex, right: LabelledVideo, twin: LabelledVideo): Promise<Outcome> {
  const texts = [right.events[0]?.text ?? "", right.events.at(-1)?.text ?? ""];
  const ofRight = await measure(opened, right, texts);
  const ofTwin = await measure(opened, twin, texts);
  const videoIds = [await videoIdOf(opened.store, right), await videoIdOf(opened.store, twin)];
  const [sentence] = await embedAll(opened.model, [texts.join(", then ")]);
  const fits = await fitFrames(opened, videoIds, sentence as Embedding);
  return {
    kind: right.twinKind ?? "order",
    isUnseen: right.unseen,
    rightFirst: ofRight.fit > ofTwin.fit,
    byAlignment: ofRight.ofAlignment > ofTwin.ofAlignment,
    bySentence: ofRight.ofSentence > ofTwin.ofSentence,
    byFrames: {
      single_frame_best: leadOf(fits.single_frame_best),
      single_frame_mean: leadOf(fits.single_frame_mean),
    },
  };
}

const leadOf = ([right = 0, twin = 0]: readonly number[]): number => (right > twin ? 1 : right < twin ? 0 : 1 / 2);

async function measure({ store, model, searcher }: EvaluatedIndex, video: LabelledVideo, texts: readonly string[]) {
  const videoId = await videoIdOf(store, video);
  const { moments } = await searcher.searchComposed({ tree: toSequence(...texts), top: 1, videoId });
  const [sentence] = await embedAll(model, [texts.join(", then ")]);
  const [whole] = await searchMoments(searcher.index, { embedding: sentence as Embedding, top: 1, videoId });
  const { similarity = -1, fit = -1 } = moments[0] ?? {};
  return { fit, ofAlignment: similarity, ofSentence: whole?.similarity ?? -1 };
}

function toOrderFigure(name: string, ofPairs: readonly Outcome[][]) {
  const outcomes = ofPairs.flat();
  const shareOf = (of: readonly Outcome[], by: "rightFirst" | "byAlignment" | "bySentence") =>
    of.filter((outcome) => outcome[by]).length / of.length;
  const unseen = outcomes.filter(({ isUnseen }) => isUnseen);
  const framesRight = (control: FrameControl) => (sample: readonly Outcome[][]) =>
    meanOf(sample.flat().map(({ byFrames }) => byFrames[control]));
  const figure = {
    name,
    what: 'share of "A then B" queries whose video comes before its reversed twin',
    value: shareOf(outcomes, "rightFirst"),
    count: outcomes.length,
    interval: bootstrapInterval(ofPairs, (sample) => shareOf(sample.flat(), "rightFirst")),
    chance: 0.5,
    detail: {
      alignmentAlone: shareOf(outcomes, "byAlignment"),
      wholeSentence: shareOf(outcomes, "bySentence"),
      ...(unseen.length > 0 ? { unseenCombinations: shareOf(unseen, "rightFirst") } : {}),
    },
  };
  return withControls(figure, ofPairs, {
    full: (sample) => shareOf(sample.flat(), "rightFirst"),
    single_frame_best: framesRight("single_frame_best"),
    single_frame_mean: framesRight("single_frame_mean"),
  });
}
