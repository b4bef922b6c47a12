import { loadConceptBank } from "../annotators/concepts/conceptBank.js";
import { KinodexError } from "../core/errors.js";
import { createModelShelf, type ModelShelf } from "../models/modelShelf.js";
import type { MomentMatcher } from "../query/rerank/momentMatcher.js";
import type { Searcher } from "../query/searcher.js";
import type { AnswerRequest, Finding, GroundedAnswer } from "./answerTypes.js";
import { checkEvidence } from "./checkEvidence.js";
import { answerers, type AnswererChoice } from "./registry.js";

/** Which answerer answers, and from what. */
export interface AnswerOptions {
  /** Default: the one that answers by retrieval. */
  readonly answerer?: AnswererChoice | undefined;
  /** Asked for a model that answers. Default: one is opened for this answer alone. */
  readonly models?: ModelShelf | undefined;
  /** A bank of concepts in place of the one that ships. */
  readonly conceptFile?: string | undefined;
  /** What looks at pictures to choose between answers. Default: nothing does. */
  readonly openMatcher?: (() => Promise<MomentMatcher>) | undefined;
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
  { answerer = { name: "retrieval" }, models, conceptFile, openMatcher }: AnswerOptions = {},
): Promise<GroundedAnswer> {
  const { store } = searcher.index;
  if ((await store.counts()).videos === 0) {
    const message = `the index ${store.directory} holds no video: index some first, with \`kinodex index PATH\``;
    throw new KinodexError("not-found", message, { directory: store.directory });
  }
  await using ownModels = createModelShelf(); // empty unless one is asked for
  const parts = { searcher, models: models ?? ownModels, bank: () => loadConceptBank(conceptFile), openMatcher };
  const { seenAnew, ...finding } = await answerers.create(answerer, parts).answer(request);
  const faults = await checkEvidence(searcher.index, finding.evidence, seenAnew);
  const checked = faults.length === 0 ? finding : withdraw(finding, faults);
  return { question: request.question, ...checked, abstained: checked.answer === null };
}

/** An answer whose evidence does not hold is none. */
function withdraw(finding: Finding, faults: readonly string[]): Finding {
  const likeliest = finding.answer ?? finding.likeliest;
  return {
    ...finding,
    answer: null,
    confidence: 0,
    evidence: [],
    reason: `its evidence does not hold: ${faults.join("; ")}`,
    ...(likeliest === undefined ? {} : { likeliest }),
  };
}
