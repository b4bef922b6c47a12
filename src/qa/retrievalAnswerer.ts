import type { ConceptBank } from "../annotators/concepts/conceptBank.js";
import { KinodexError } from "../core/errors.js";
import type { ModelShelf } from "../models/modelShelf.js";
import type { MomentMatcher } from "../query/rerank/momentMatcher.js";
import type { Searcher } from "../query/searcher.js";
import { exampleQuestions } from "./language/questionError.js";
import { readQuestion } from "./language/readQuestion.js";
import type { Programme } from "./programme.js";
import { withCountsSaid, type Retrieval } from "./retrieval.js";
import { answerChoose } from "./steps/choose.js";
import { answerContents } from "./steps/contents.js";
import { answerHowOften } from "./steps/count.js";
import { answerExists } from "./steps/exists.js";
import { answerHowLong, answerWhen, answerWhichVideo } from "./steps/moments.js";
import { answerOrder } from "./steps/order.js";
import { abstain, type StepResult } from "./steps/result.js";
import type { VisualAnswerer } from "./visualAnswerer.js";

/** What answerers are built from. */
export interface AnswererOptions {
  /** Stays the caller's. */
  readonly searcher: Searcher;
  /** Asked for when a question wants what it holds. */
  readonly bank: () => ConceptBank;
  /** Asked for a model that answers. */
  readonly models: ModelShelf;
  /** What looks at pictures to choose between answers. Default: nothing does. */
  readonly openMatcher?: (() => Promise<MomentMatcher>) | undefined;
}

/** Builds the answerer that turns a question into a programme over retrieval ({@link readQuestion}) and runs it. */
export function createRetrievalAnswerer({ searcher, bank, openMatcher }: AnswererOptions): VisualAnswerer {
  const run = (programme: Programme, retrieval: Retrieval, choices: readonly string[]): Promise<StepResult> => {
    switch (programme.type) {
      case "exists":
        return answerExists(retrieval, programme.statement);
      case "order":
        return answerOrder(retrieval, withCountsSaid(programme.earlier), withCountsSaid(programme.later));
      case "when":
        return answerWhen(retrieval, withCountsSaid(programme.statement));
      case "how-long":
        return answerHowLong(retrieval, withCountsSaid(programme.statement));
      case "how-often":
        return answerHowOften(retrieval, programme.statement, choices);
      case "which-video":
        return answerWhichVideo(retrieval, programme.statement);
      case "choose":
        return answerChoose(
          retrieval,
          programme.options.map(({ text, statement }) => ({ text, statement: withCountsSaid(statement) })),
          programme.by,
        );
      case "contents":
        return answerContents(retrieval, bank(), programme.asked, programme.part);
      case "outside":
      default:
        return Promise.resolve(
          abstain(`${programme.because}; ask for example ${exampleQuestions.slice(0, 4).join(" ")}`),
        );
    }
  };
  return {
    name: "retrieval",
    async answer({ question, choices = [], videoId, falseAlarm = 0.05, signal }) {
      const { store } = searcher.index;
      if (videoId !== undefined && !(await store.findVideo(videoId)))
        throw new KinodexError("not-found", `the index ${store.directory} has no video "${videoId}"`, { videoId });
      const programme = readQuestion(question, choices);
      const result = await run(programme, { searcher, videoId, falseAlarm, openMatcher, signal }, choices);
      return { ...asWritten(result, choices), programme };
    },
  };
}

/** "yes" as the choice that begins with it, as "Yes, there is". */
function asWritten(result: StepResult, choices: readonly string[]): StepResult {
  const firstWordOf = (text: string) => text.toLowerCase().split(/\W/, 1)[0];
  const write = (said: string) =>
    said === "yes" || said === "no" ? (choices.find((choice) => firstWordOf(choice) === said) ?? said) : said;
  return {
    ...result,
    answer: result.answer === null ? null : write(result.answer),
    ...(result.likeliest === undefined ? {} : { likeliest: write(result.likeliest) }),
  };
}
