import { loadConceptBank } from "../annotators/concepts/conceptBank.js";
import { KinodexError } from "../core/errors.js";
import type { PhraseGrounder } from "../models/capabilities/grounding.js";
import { createModelShelf, type ModelShelf } from "../models/modelShelf.js";
import type { MomentMatcher } from "../query/rerank/momentMatcher.js";
import type { Searcher } from "../query/searcher.js";
import type { AnswerRequest, Finding, GroundedAnswer } from "./answerTypes.js";
import { checkEvidence } from "./checkEvidence.js";
import { groundAnswer } from "./grounding/groundAnswer.js";
import { answerers, type AnswererChoice } from "./registry.js";

/** Which answerer answers, and from what. */
export interface AnswerOptions {
  /** Default: the one that answers by retrieval. */
  readonly answerer?: AnswererChoice | undefined;
  /** Asked for models that answer or look. Default: they are opened for this answer alone. */
  readonly models?: ModelShelf | undefined;
  /** A bank of concepts in place of the one that ships. */
  readonly conceptFile?: string | undefined;
  /** What looks at pictures to choose between answers. Default: nothing does. */
  readonly openMatcher?: (() => Promise<MomentMatcher>) | undefined;
  /** Id of a model that finds where in a picture something is. Default: nobody looks. */
  readonly grounder?: string | undefined;
}

/**
 * Answers a question about an index, and checks the evidence by what is stored. To count, a few shots are decoded again.
 *
 * @throws {KinodexError} `usage` for what is no question, `not-found` for an unknown video and for an empty index, and
 *   what the answerer throws
 */
export async function answer(
  searcher: Searcher,
  request: AnswerRequest,
  { answerer = { name: "retrieval" }, models, conceptFile, openMatcher, grounder }: AnswerOptions = {},
): Promise<GroundedAnswer> {
  const { store } = searcher.index;
  if ((await store.counts()).videos === 0) {
    const message = `the index ${store.directory} holds no video: index some first, with \`kinodex index PATH\``;
    throw new KinodexError("not-found", message, { directory: store.directory });
  }
  await using ownModels = createModelShelf(); // empty unless one is asked for
  const shelf = models ?? ownModels;
  const parts = { searcher, models: shelf, bank: () => loadConceptBank(conceptFile), openMatcher };
  const said = await answerers.create(answerer, parts).answer(request);
  const { videoId, falseAlarm = 0.05, signal } = request;
  const { seenAnew, ...finding } =
    grounder === undefined
      ? said
      : await groundAnswer(said, { searcher, videoId, falseAlarm }, () => openGrounder(shelf, grounder), signal);
  const faults = await checkEvidence(searcher.index, finding.evidence, seenAnew);
  const checked = faults.length === 0 ? finding : withdraw(finding, faults);
  return { question: request.question, ...checked, abstained: checked.answer === null };
}

async function openGrounder(models: ModelShelf, id: string): Promise<PhraseGrounder> {
  return (await models.open(id)).open("grounding");
}

/** An answer whose evidence does not hold is none. */
function withdraw(finding: Finding, faults: readonly string[]): Finding {
  const likeliest = finding.answer ?? finding.likeliest;
  const { boxes: _, ...rest } = finding;
  return {
    ...rest,
    answer: null,
    confidence: 0,
    evidence: [],
    reason: `its evidence does not hold: ${faults.join("; ")}`,
    ...(likeliest === undefined ? {} : { likeliest }),
  };
}
