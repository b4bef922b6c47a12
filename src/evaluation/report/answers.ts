import type { JudgedAnswer } from "../metrics/selective/calibration.js";
import type { Sample } from "../probing/sample.js";

/** Answers of one task, by how sure they were. */
export interface TaskAnswers {
  readonly task: string;
  readonly answers: readonly JudgedAnswer[];
  /** Whether their confidence is a probability, and not just the larger, the surer. */
  readonly isProbability: boolean;
}

/**
 * Answers with a confidence: those that say it, and choices among scored options. Where scores are log odds of each option
 * being true, and one of them is, they give its probability; else a choice is as sure as the lead of the best option.
 */
export function toAnswers(samples: readonly Sample[], areLogOdds: boolean): TaskAnswers[] {
  return [...new Set(samples.map(({ task }) => task))].flatMap((task): TaskAnswers[] => {
    const own = samples.filter((sample) => sample.task === task);
    const judged = own.flatMap((sample) => sample.judged ?? []);
    if (judged.length > 0) return [{ task, answers: judged, isProbability: true }];
    const chosen = own.flatMap((sample) => toChoices(sample, areLogOdds));
    return chosen.length > 0 ? [{ task, answers: chosen, isProbability: areLogOdds }] : [];
  });
}

/** What is chosen for each clip of an example; of options that are equally good each is right in its share. */
function toChoices({ scores, right = [] }: Sample, areLogOdds: boolean): JudgedAnswer[] {
  return (scores?.full ?? []).flatMap((row, clip): JudgedAnswer[] => {
    const given = row.filter((score) => score !== null);
    if (given.length < row.length || given.length < 2) return [];
    const [best = 0, second = 0] = given.toSorted((a, b) => b - a);
    const correctness = row[right[clip] ?? -1] === best ? 1 / given.filter((score) => score === best).length : 0;
    const all = given.reduce((sum, score) => sum + Math.exp(score - best), 0);
    return [{ confidence: areLogOdds ? 1 / all : best - second, correctness }];
  });
}
