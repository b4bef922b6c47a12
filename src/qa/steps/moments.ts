import { basename } from "node:path";
import { durationOf } from "../../core/span.js";
import type { QueryTree } from "../../query/language/tree.js";
import type { QueryMoment } from "../../query/searchQuery.js";
import { evidenceOf, seek, toSecondsText, type Retrieval } from "../retrieval.js";
import { abstain, type StepResult } from "./result.js";

const maxShown = 5;

/** When something happens: the span of the best moment; the others that are as sure stand in the evidence. */
export async function answerWhen(retrieval: Retrieval, statement: QueryTree): Promise<StepResult> {
  return fromBestVideo(retrieval, statement, ([best]) => toSecondsText(best));
}

/** How long something is seen: all sure moments of the video together. */
export async function answerHowLong(retrieval: Retrieval, statement: QueryTree): Promise<StepResult> {
  return fromBestVideo(retrieval, statement, (moments) => {
    const seconds = moments.reduce((sum, moment) => sum + durationOf(moment), 0);
    return `${Math.round(seconds * 10) / 10} s`;
  });
}

/** Which video shows something: its path; further ones stand in the evidence. */
export async function answerWhichVideo(retrieval: Retrieval, statement: QueryTree): Promise<StepResult> {
  const { moments, confidence, step } = await seek(retrieval, statement, 4 * maxShown);
  const [best] = moments;
  if (!best || confidence < 1 - retrieval.falseAlarm) return notFound(best && best.path, step);
  const firsts = sureOnes(retrieval, moments).filter(
    (moment, n, all) => all.findIndex(({ videoId }) => videoId === moment.videoId) === n,
  );
  const evidence = firsts.slice(0, maxShown).flatMap((moment) => evidenceOf(moment, statement));
  return { answer: best.path, confidence, evidence, steps: [step] };
}

async function fromBestVideo(
  retrieval: Retrieval,
  statement: QueryTree,
  say: (moments: readonly [QueryMoment, ...QueryMoment[]]) => string,
): Promise<StepResult> {
  const { moments, confidence, step } = await seek(retrieval, statement, maxShown);
  const [best] = moments;
  if (!best) return notFound(undefined, step);
  if (confidence < 1 - retrieval.falseAlarm) return notFound(say([best]), step, best.path);
  const [, ...others] = sureOnes(retrieval, moments).filter(({ videoId }) => videoId === best.videoId);
  const shown = [best, ...others] as const;
  const evidence = shown.flatMap((moment) => evidenceOf(moment, statement));
  return { answer: say(shown), confidence, evidence, steps: [step] };
}

const sureOnes = ({ falseAlarm }: Retrieval, moments: readonly QueryMoment[]): readonly QueryMoment[] =>
  moments.filter(({ confidence }) => confidence >= 1 - falseAlarm);

/** @param path of the video that `likeliest` speaks of, where that is not a path itself. */
function notFound(likeliest: string | undefined, step: StepResult["steps"][0], path?: string): StepResult {
  const miss = path === undefined ? basename(likeliest ?? "") : `${likeliest} in ${basename(path)}`;
  const where = likeliest === undefined ? "" : `; the nearest miss is ${miss}`;
  const reason = `it was not found with enough confidence${where}`;
  return abstain(reason, { steps: [step], ...(likeliest === undefined ? {} : { likeliest }) });
}
