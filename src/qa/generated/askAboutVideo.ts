import { basename } from "node:path";
import { isKinodexError } from "../../core/errors.js";
import type { DecodedFrame } from "../../core/frame.js";
import type { AnswerStep } from "../answerTypes.js";
import type { Retrieval } from "../retrieval.js";
import { abstain } from "../steps/result.js";
import { unchangedFileOf } from "../unchangedFile.js";
import type { Candidate } from "./findCandidates.js";
import { judge, type ReadQuestion, type Verdict } from "./judge.js";
import { choosePictures, drawPictures, type Sight } from "./pictures.js";
import { toSecondsList, type Reply } from "./reply.js";
import type { Respondent, Told } from "./respondent.js";

/** What is asked, and of whom. */
export interface Asking {
  readonly respondent: Respondent;
  readonly retrieval: Retrieval;
  readonly question: ReadQuestion;
  readonly signal: AbortSignal | undefined;
}

/** Shows a model pictures of a video, and measures whether its answer holds. */
export async function askAboutVideo(asking: Asking, { video, moments }: Candidate): Promise<Verdict> {
  const { respondent, retrieval, question, signal } = asking;
  const { index } = retrieval.searcher;
  const name = basename(video.record.paths[0] ?? video.record.videoId);
  const unseen = (why: string) => abstain(`${name} ${why}, and pictures are taken from it`);
  const path = await unchangedFileOf(index.store, video);
  if (path === undefined) return unseen("has gone or changed since it was indexed");
  const sights = moments.flatMap((moment): readonly Sight[] => moment.operands ?? [moment]);
  const times = choosePictures(video, sights, respondent.maxPictures);
  let pictures: readonly DecodedFrame[];
  try {
    pictures = await drawPictures(path, times, respondent.maxEdge, signal);
  } catch (error) {
    if (isKinodexError(error, "media")) return unseen("can no longer be decoded");
    throw error;
  }
  if (pictures.length === 0) return unseen("has no pictures in the index");
  const told = await respondent.ask(question.asked, pictures, signal);
  return { ...(await judge(retrieval, question, video, told)), steps: [toStep(name, told)] };
}

function toStep(name: string, told: Told): AnswerStep {
  const { by, shownSeconds, sentBytes, manner, firstTokenMs, tookMs, reply } = told;
  const count = shownSeconds.length === 1 ? "a picture" : `${shownSeconds.length} pictures`;
  const sent = sentBytes === undefined ? "" : ` (${Math.round(sentBytes / 1000)} kB)`;
  return {
    did: `asked ${by} about ${count} of ${name}: ${toSecondsList(shownSeconds)}${sent}`,
    found: `${toSaid(reply)}; ${manner}; first token after ${toSeconds(firstTokenMs)}, ${toSeconds(tookMs)} in all`,
  };
}

function toSaid(reply: Reply | string): string {
  if (typeof reply === "string") return `a reply that cannot be read: ${reply}`;
  const { answer, certain, citedSeconds, inventedSeconds } = reply;
  const cited = citedSeconds.length > 0 ? toSecondsList(citedSeconds) : "no picture";
  const dropped = inventedSeconds.length > 0 ? `, ${toSecondsList(inventedSeconds)} dropped: not shown` : "";
  return `"${answer}"${certain ? "" : ", which is not certain"}, by ${cited}${dropped}`;
}

const toSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
