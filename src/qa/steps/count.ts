import { phrasesOf, type QueryTree } from "../../query/language/tree.js";
import { alignVideo } from "../../query/composed/alignVideo.js";
import { backgroundOf } from "../../query/measureBackground.js";
import type { Embedding } from "../../core/vectors.js";
import { evidenceOf, requireStored, seek, type Retrieval } from "../retrieval.js";
import { abstain, type StepResult } from "./result.js";

/** Occurrences that are told apart at most. */
const mostOccurrences = 50;

/**
 * How many times something happens: the separate stretches in which it stands out, where it is there at all.
 *
 * Without a video the whole index is asked, and the video with the best moment is counted. `choices` are numbers; the
 * nearest is the answer.
 */
export async function answerHowOften(
  retrieval: Retrieval,
  statement: QueryTree,
  choices: readonly string[],
): Promise<StepResult> {
  const { store, model, falseAlarm } = retrieval;
  const { moments, confidence, step } = await seek(retrieval, statement, 1);
  const [best] = moments;
  if (!best) return abstain("nothing is indexed there", { steps: [step] });
  const video = requireStored(store, best.videoId);
  const phrases = phrasesOf(statement);
  const encoded = await (await model.textEncoder()).encode(phrases);
  const embeddings = new Map(phrases.map((phrase, n) => [phrase, encoded[n] as Embedding]));
  const background = await backgroundOf(store, model, { videoId: best.videoId });
  const usual = background?.mean ?? Number.NEGATIVE_INFINITY;
  const found = alignVideo(video, {
    tree: statement,
    embeddings,
    presentAbove: background?.mean ?? Number.POSITIVE_INFINITY,
    maxMoments: mostOccurrences,
  });
  const occurrences = found
    .filter(({ similarity }, n) => n === 0 || similarity > usual)
    .toSorted((a, b) => a.startSeconds - b.startSeconds);
  const count = nearest(occurrences.length, choices);
  const steps = [step, { did: "counted separate stretches that stand out", found: String(occurrences.length) }];
  if (confidence < 1 - falseAlarm) {
    const reason = `it was not found with enough confidence (${confidence.toFixed(2)}, wanted ${1 - falseAlarm})`;
    return abstain(reason, { likeliest: count, confidence, steps });
  }
  const { videoId, path } = best;
  const evidence = occurrences.flatMap((moment) => evidenceOf({ ...best, ...moment, videoId, path }, statement));
  return { answer: count, confidence, evidence, steps };
}

/** The choice whose number is nearest, as it is written; the number itself without choices. */
function nearest(count: number, choices: readonly string[]): string {
  const distance = (choice: string) => Math.abs(count - Number.parseFloat(choice.replace(/[^\d.]/g, "") || "NaN"));
  const numbers = choices.filter((choice) => Number.isFinite(distance(choice)));
  return numbers.toSorted((a, b) => distance(a) - distance(b))[0] ?? String(count);
}
