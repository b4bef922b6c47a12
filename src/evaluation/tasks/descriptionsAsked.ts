import { loadConceptBank } from "../../annotators/concepts/conceptBank.js";
import { answer } from "../../qa/answer.js";
import type { LabelledVideo } from "../dataset.js";
import { toFigure, type Figure } from "../figure.js";
import { createQuestionMaker, type DescriptionQuestion } from "../language/descriptionQuestions.js";
import { rocArea } from "../metrics/classification/binaryRanking.js";
import { tifaScore, type TifaAnswer } from "../metrics/questions/tifa.js";
import { bootstrapInterval } from "../statistics/bootstrap.js";
import { meanOf } from "../statistics/summary.js";
import type { EvaluatedIndex, IndexTask } from "../task.js";
import { nameOf, videoIdOf } from "./ask.js";

/** How well videos fit descriptions, by asking about each of them what its own description says, and what another one's does. */
export const descriptionsAskedTask: IndexTask = {
  lacks: ({ videos }) =>
    askedOf(videos).length > 1 ? undefined : "two videos whose descriptions name things of models/concepts.yaml",
  async run({ dataset, index, onAsked }) {
    const opened = await index();
    const asked = askedOf(dataset.videos);
    const fits: Fit[] = [];
    for (const [n, { video, questions }] of asked.entries()) {
      const other = asked[(n + 1) % asked.length] as Asked;
      const own = await askAll(opened, video, questions);
      const fit = { own, others: await askAll(opened, video, other.questions) };
      fits.push(fit);
      const values = { "own-description": tifaScore(own).mean, "other-description": tifaScore(fit.others).mean };
      onAsked?.({ id: nameOf(video), cluster: nameOf(video), values });
    }
    return toFigures(fits);
  },
};

interface Asked {
  readonly video: LabelledVideo;
  readonly questions: readonly DescriptionQuestion[];
}

function askedOf(videos: readonly LabelledVideo[]): Asked[] {
  const make = createQuestionMaker(loadConceptBank());
  return videos
    .map((video) => ({ video, questions: make(video.captions[0] as string) }))
    .filter(({ questions }) => questions.length > 0);
}

/** What a video answers to its own description, and to another one's. */
interface Fit {
  readonly own: readonly TifaAnswer[];
  readonly others: readonly TifaAnswer[];
}

async function askAll(
  { store, searcher }: EvaluatedIndex,
  video: LabelledVideo,
  questions: readonly DescriptionQuestion[],
): Promise<TifaAnswer[]> {
  const videoId = await videoIdOf(store, video);
  const answers: TifaAnswer[] = [];
  for (const { question, kind, choices, answer: told } of questions) {
    const said = await answer(searcher, { question, choices, videoId });
    answers.push({ textId: nameOf(video), kind, isRight: (said.answer ?? said.likeliest) === told });
  }
  return answers;
}

function toFigures(fits: readonly Fit[]): Figure[] {
  const ownOf = (sample: readonly Fit[]) => meanOf(sample.map(({ own }) => tifaScore(own).mean));
  const othersOf = (sample: readonly Fit[]) => meanOf(sample.map(({ others }) => tifaScore(others).mean));
  const areaOf = (sample: readonly Fit[]) =>
    rocArea(
      sample.flatMap(({ own, others }) => [
        { score: tifaScore(own).mean, isPositive: true },
        { score: tifaScore(others).mean, isPositive: false },
      ]),
    );
  const toOne = (name: string, what: string, of: (sample: readonly Fit[]) => number, chance?: number) =>
    toFigure({ name, what, value: of(fits), count: fits.length, interval: bootstrapInterval(fits, of), chance });
  const all = fits.flatMap(({ own }) => own);
  return [
    {
      ...toOne("tifa", "TIFA: share of questions about a video's own description that are answered as it says", ownOf),
      detail: { byKind: tifaScore(all).byKind },
    },
    toOne("tifa-of-others", "the same of another video's description", othersOf),
    toOne("tifa-area", "how well TIFA tells own descriptions from others: area under the ROC curve", areaOf, 1 / 2),
  ];
}
