import { expect } from "chai";
import { isKinodexError } from "../../src/core/errors.js";
import { checkEvidence } from "../../src/qa/checkEvidence.js";
import type { VisualAnswerer } from "../../src/qa/visualAnswerer.js";
import type { SearchedIndex } from "../../src/query/searchedIndex.js";
import { failureOf } from "../store/fixtures.js";

/** An answerer on an index, and questions about one video of it that can be answered. */
export interface AnsweringSubject {
  readonly answerer: VisualAnswerer;
  readonly index: SearchedIndex;
  readonly videoId: string;
  readonly questions: readonly string[];
}

/** What every {@link VisualAnswerer} must do; call it inside a `describe`. */
export function itIsAVisualAnswerer(subjectOf: () => AnsweringSubject): void {
  it("answers from evidence in the video asked about that holds", async () => {
    const { answerer, index, videoId, questions } = subjectOf();
    for (const question of questions) {
      const { answer, confidence, evidence } = await answerer.answer({ question, videoId });
      expect(answer, question).to.be.a("string");
      expect(confidence, question).to.be.within(0, 1);
      expect(evidence, question).to.not.be.empty;
      for (const one of evidence) expect(one.videoId, question).to.equal(videoId);
      expect(await checkEvidence(index, evidence), question).to.be.empty;
    }
  });

  it("gives the same again, by the same steps", async () => {
    const { answerer, videoId, questions } = subjectOf();
    const [question = ""] = questions;
    const answer = async () => {
      const { steps, ...finding } = await answerer.answer({ question, videoId });
      return { ...finding, did: steps.map(({ did }) => did) }; // what they found may tell times
    };
    expect(await answer()).to.deep.equal(await answer());
  });

  it("gives one of the choices, as it is written, or says why it gives none", async () => {
    const { answerer, videoId } = subjectOf();
    const choices = ["A thing nobody knows", "Another thing that nobody knows"];
    const { answer, reason } = await answerer.answer({ question: "What is it?", choices, videoId });
    if (answer === null) expect(reason).to.be.a("string").and.not.equal("");
    else expect(choices).to.include(answer);
  });

  it("abstains with a reason from what nobody can see", async () => {
    const { answerer, videoId } = subjectOf();
    const { answer, reason, evidence } = await answerer.answer({ question: "Why is it so?", videoId });
    expect(answer).to.equal(null);
    expect(reason).to.be.a("string").and.not.equal("");
    expect(evidence).to.be.empty;
  });

  it("refuses what is no question, and a video that is not there", async () => {
    const { answerer, questions } = subjectOf();
    const noQuestion = await failureOf(() => answerer.answer({ question: "" }));
    expect(isKinodexError(noQuestion, "usage")).to.equal(true);
    const noVideo = await failureOf(() => answerer.answer({ question: questions[0] ?? "", videoId: "f".repeat(64) }));
    expect(isKinodexError(noVideo, "not-found")).to.equal(true);
  });
}
