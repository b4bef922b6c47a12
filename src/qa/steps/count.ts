import type { Embedding } from "../../core/vectors.js";
import { alignVideo } from "../../query/composed/alignVideo.js";
import { phrasesOf, type QueryTree } from "../../query/language/tree.js";
import type { QueryMoment } from "../../query/searchQuery.js";
import type { SeenFrames } from "../answerTypes.js";
import { evidenceOf, requireStored, type Retrieval } from "../retrieval.js";
import { lookAgain } from "./lookAgain.js";
import { occurrencesOf } from "./occurrences.js";
import { seekPresence } from "./presence.js";
import { abstain, type StepResult } from "./result.js";

/** Occurrences that are told apart at most. */
const maxOccurrences = 50;

/**
 * How many times something happens: the separate spans in which it stands out, where it is there at all.
 *
 * Without a video the whole index is asked, and the video with the best moment is counted. `choices` are numbers; the
 * nearest is the answer.
 */
export async function answerHowOften(
  retrieval: Retrieval,
  statement: QueryTree,
  choices: readonly string[],
): Promise<StepResult> {
  const { moments, confidence, step } = await seekPresence(retrieval, statement);
  const [best] = moments;
  if (!best) return abstain("it was not found anywhere", { steps: [step] });
  const { occurrences, seen, newFrames } = await count(retrieval, best, statement);
  const said = nearest(occurrences.length, choices);
  const among = newFrames > 0 ? `, ${newFrames} frames of its shots decoded anew` : "";
  const did = `counted separate stretches that stand out${among}`;
  const steps = [step, { did, found: String(occurrences.length) }];
  const sure = 1 - retrieval.falseAlarm;
  if (confidence < sure) {
    const reason = "it was not found with enough confidence";
    return abstain(reason, { likeliest: said, steps });
  }
  return {
    answer: said,
    confidence,
    evidence: occurrences.flatMap((moment) => evidenceOf(moment, statement)),
    seenAnew: new Map([[best.videoId, seen]]),
    steps,
  };
}

/** The occurrences in the video of a moment, in order; what is composed of several things is aligned as a whole. */
async function count(
  { searcher: { index } }: Retrieval,
  best: QueryMoment,
  statement: QueryTree,
): Promise<{ readonly occurrences: QueryMoment[]; readonly seen: SeenFrames; readonly newFrames: number }> {
  const { model, backgrounds } = index;
  const video = await requireStored(index, best.videoId);
  const phrases = phrasesOf(statement);
  const encoder = await model.open("text");
  const encoded = await encoder.encode(phrases);
  const background = await backgrounds.ofSingle({ videoId: best.videoId });
  const isPhrase = statement.type === "phrase";
  const again = isPhrase ? await lookAgain(index, video, encoded[0] as Embedding) : { video, newFrames: 0 };
  const found = isPhrase
    ? occurrencesOf(again.video, encoded[0] as Embedding)
    : alignVideo(video, {
        tree: statement,
        embeddings: new Map(phrases.map((phrase, n) => [phrase, encoded[n] as Embedding])),
        presentAbove: background?.mean ?? Number.POSITIVE_INFINITY,
        logitScale: encoder.logitScale,
        maxMoments: maxOccurrences,
      });
  const usual = background?.mean ?? Number.NEGATIVE_INFINITY;
  const occurrences = found
    .filter(({ similarity }) => found.length === 1 || similarity > usual)
    .map((moment) => ({ ...best, ...moment }))
    .toSorted((a, b) => a.startSeconds - b.startSeconds);
  return { occurrences, seen: again.video, newFrames: again.newFrames };
}

/** The choice whose number is nearest, as it is written; the number itself without choices. */
function nearest(number: number, choices: readonly string[]): string {
  const distance = (choice: string) => Math.abs(number - Number.parseFloat(choice.replace(/[^\d.]/g, "") || "NaN"));
  const numbers = choices.filter((choice) => Number.isFinite(distance(choice)));
  return numbers.toSorted((a, b) => distance(a) - distance(b))[0] ?? String(number);
}
