import { dot, type Embedding } from "../../core/vectors.js";
import { durationOf } from "../../core/span.js";
import { answer } from "../../qa/answer.js";
import type { GroundedAnswer } from "../../qa/answerTypes.js";
import type { Dataset, LabelledQuestion, LabelledVideo } from "../dataset.js";
import { toFigure, toShareFigure, type Figure } from "../figure.js";
import { isRight, toSpan } from "../metrics/questions/answers.js";
import { bootstrapInterval } from "../statistics/bootstrap.js";
import type { EvaluatedIndex, EvaluationSubject, IndexTask } from "../task.js";
import { meanOf } from "../statistics/summary.js";
import { anotherOf, embedAll, nameOf, videoIdOf } from "./ask.js";
import { withControls } from "./withControls.js";

/** Questions about single videos, each answered within its own. */
export const questionsTask: IndexTask = {
  lacks: (dataset) => (questionsOf(dataset).length > 0 ? undefined : 'questions: "qa" in its manifest'),
  run: async (subject) => {
    const asked = await askAll(subject);
    const kinds = [...new Set(asked.map(({ kind }) => kind))].toSorted();
    return kinds.flatMap((kind) =>
      figuresOf(
        kind,
        asked.filter((one) => one.kind === kind),
      ),
    );
  },
};

/** Kinds that must be right so often on rendered scenes, whose truth is exact. */
const target = { kinds: ["yes-no", "when", "how-many", "order"], atLeast: 0.85 };

interface Asked {
  readonly kind: string;
  readonly videoId: string;
  readonly abstained: boolean;
  /** Whether the answer, or what is likeliest where it abstains, is right. */
  readonly right: boolean;
  /** Probability of being right by guessing. */
  readonly chance: number;
  /** Whether the option is right that the model finds nearest to the question, the video unseen. */
  readonly rightUnseen: boolean | undefined;
  /** Whether another video gives the right answer; undefined where there is none. */
  readonly rightOfOther: boolean | undefined;
  readonly rendered: boolean;
}

/** Open questions ("What opens?") have no list of right answers, so that they are left out. */
function questionsOf({ videos }: Dataset): { readonly video: LabelledVideo; readonly asked: LabelledQuestion }[] {
  const isJudged = ({ answer: truth, options }: LabelledQuestion) =>
    options !== undefined || /^(yes|no|\d+)$/.test(truth) || toSpan(truth) !== undefined;
  return videos.flatMap((video) => video.questions.filter(isJudged).map((asked) => ({ video, asked })));
}

async function askAll({ dataset, index, onAsked }: EvaluationSubject): Promise<Asked[]> {
  const opened = await index();
  const all: Asked[] = [];
  for (const { video, asked } of questionsOf(dataset)) {
    const { question, options, answer: truth } = asked;
    const videoId = await videoIdOf(opened.store, video);
    const other = anotherOf(dataset.videos, video);
    const ask = async (of: LabelledVideo) =>
      answer(opened.searcher, { question, choices: options, videoId: await videoIdOf(opened.store, of) });
    const said = await ask(video);
    const kind = kindOf(asked);
    const right = isRight(toSaid(said), truth);
    const values = { [`${kind}-right`]: Number(right), [`${kind}-abstained`]: Number(said.abstained) };
    const judged = said.abstained ? undefined : { confidence: said.confidence, correctness: Number(right) };
    onAsked?.({ id: `${nameOf(video)}: ${question}`, cluster: nameOf(video), values, judged });
    all.push({
      kind,
      videoId,
      abstained: said.abstained,
      right,
      chance: chanceOf(asked, video),
      rightUnseen: await answeredUnseen(opened, asked),
      rightOfOther: other === video ? undefined : isRight(toSaid(await ask(other)), truth),
      rendered: video.rendered,
    });
  }
  return all;
}

const toSaid = ({ answer: said, likeliest }: GroundedAnswer): string => said ?? likeliest ?? "";

/** What the dataset calls it; else by its form. */
function kindOf({ kind, question, answer: truth }: LabelledQuestion): string {
  if (kind !== undefined) return kind;
  if (/^(yes|no)$/.test(truth)) return "yes-no";
  if (/^how many/i.test(question)) return "how-many";
  return /\b(first|last|before|after)\b/i.test(question) ? "order" : "what";
}

/** Numbers that an open "how many" is guessed among. */
const guessedNumbers = 6;

function chanceOf({ options, answer: truth }: LabelledQuestion, { durationSeconds }: LabelledVideo): number {
  if (options) return 1 / options.length;
  const span = toSpan(truth);
  if (span) return Math.min(1, durationOf(span) / durationSeconds);
  return /^(yes|no)$/.test(truth) ? 1 / 2 : 1 / guessedNumbers;
}

/** The option most similar to the question in the text encoder alone; yes and no are options too. */
async function answeredUnseen(
  { model }: EvaluatedIndex,
  { question, options, answer: truth }: LabelledQuestion,
): Promise<boolean | undefined> {
  const choices = options ?? (/^(yes|no)$/.test(truth) ? ["yes", "no"] : undefined);
  if (!choices) return undefined;
  const [asked, ...embeddings] = await embedAll(model, [question, ...choices]);
  const similarities = embeddings.map((embedding) => dot(asked as Embedding, embedding));
  return choices[similarities.indexOf(Math.max(...similarities))] === truth;
}

function figuresOf(kind: string, asked: readonly Asked[]): Figure[] {
  const answered = asked.filter(({ abstained }) => !abstained);
  const shareOf = (sample: readonly Asked[]) => sample.filter(({ right }) => right).length / sample.length;
  const videoIds = [...new Set(asked.map(({ videoId }) => videoId))];
  const byVideo = videoIds.map((videoId) => asked.filter((one) => one.videoId === videoId));
  const unseen = asked.filter(({ rightUnseen }) => rightUnseen !== undefined);
  const isHeld = target.kinds.includes(kind) && asked.every(({ rendered }) => rendered);
  const right = toFigure({
    name: `${kind}-right`,
    what: `share of "${kind}" questions whose answer, or the likeliest one where it abstains, is right`,
    value: shareOf(asked),
    count: asked.length,
    interval: bootstrapInterval(byVideo, (sample) => shareOf(sample.flat())),
    chance: asked.reduce((sum, { chance }) => sum + chance, 0) / asked.length,
    ...(isHeld ? { target: { atLeast: target.atLeast } } : {}),
    detail: {
      ...(unseen.length > 0 ? { rightByTextAlone: meanOf(unseen.map((one) => Number(one.rightUnseen))) } : {}),
      rightWhereAnswered: answered.length > 0 ? shareOf(answered) : null,
    },
  });
  const abstained = toShareFigure(
    asked.map((one) => one.abstained),
    { name: `${kind}-abstained`, what: `share of "${kind}" questions that it abstains from` },
  );
  const share = (of: (one: Asked) => boolean | undefined) => (sample: readonly (readonly Asked[])[]) =>
    meanOf(sample.flat().map((one) => Number(of(one))));
  const controlled = withControls(right, byVideo, {
    full: share((one) => one.right),
    ...(asked.every((one) => one.rightOfOther !== undefined)
      ? { wrong_video: share(({ rightOfOther }) => rightOfOther) }
      : {}),
    ...(unseen.length === asked.length ? { text_only: share(({ rightUnseen }) => rightUnseen) } : {}),
  });
  return [controlled, abstained];
}
