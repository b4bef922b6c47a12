import { basename } from "node:path";
import { isKinodexError } from "../../core/errors.js";
import type { AnswerStep } from "../answerTypes.js";
import type { Retrieval } from "../retrieval.js";
import { abstain } from "../steps/result.js";
import { unchangedFileOf } from "../unchangedFile.js";
import { askEndpoint, type Told } from "./askEndpoint.js";
import type { Endpoint } from "./endpoint.js";
import type { Candidate } from "./findCandidates.js";
import { judge, type ReadQuestion, type Verdict } from "./judge.js";
import { choosePictures, drawPictures, type Sight } from "./pictures.js";
import type { ShownPicture } from "./prompt.js";
import type { Manner } from "./refusal.js";
import { toSecondsList, type Reply } from "./reply.js";

/** What is asked, of whom, and how. */
export interface Asking {
  readonly endpoint: Endpoint;
  readonly retrieval: Retrieval;
  readonly question: ReadQuestion;
  readonly signal: AbortSignal | undefined;
}

/** Shows a server pictures of a video, and measures whether its answer holds. Gives the manner that the server takes too. */
export async function askAboutVideo(
  asking: Asking,
  { video, moments }: Candidate,
  manner: Manner,
): Promise<{ readonly verdict: Verdict; readonly manner: Manner }> {
  const { endpoint, retrieval, question, signal } = asking;
  const { index } = retrieval.searcher;
  const name = basename(video.record.paths[0] ?? video.record.videoId);
  const unseen = (why: string) => ({ verdict: abstain(`${name} ${why}, and pictures are taken from it`), manner });
  const path = await unchangedFileOf(index.store, video);
  if (path === undefined) return unseen("has gone or changed since it was indexed");
  const sights = moments.flatMap((moment): readonly Sight[] => moment.operands ?? [moment]);
  let pictures: readonly ShownPicture[];
  try {
    pictures = await drawPictures(path, choosePictures(video, sights, manner.maxPictures), signal);
  } catch (error) {
    if (isKinodexError(error, "media")) return unseen("can no longer be decoded");
    throw error;
  }
  if (pictures.length === 0) return unseen("has no pictures in the index");
  const told = await askEndpoint(endpoint, question.asked, pictures, manner, signal);
  const steps = [toStep(name, await endpoint.model(signal), endpoint.base, told)];
  return { verdict: { ...(await judge(retrieval, question, video, told)), steps }, manner: told.manner };
}

function toStep(name: string, model: string, base: string, told: Told): AnswerStep {
  const { pictures, manner, requests, firstTokenMs, tookMs, reply } = told;
  const kilobytes = Math.round(pictures.reduce((sum, { jpeg }) => sum + jpeg.byteLength, 0) / 1000);
  const seconds = toSecondsList(pictures.map(({ timeSeconds }) => timeSeconds));
  const count = pictures.length === 1 ? "a picture" : `${pictures.length} pictures`;
  const times = `first token after ${toSeconds(firstTokenMs)}, ${toSeconds(tookMs)} in all`;
  const manners = [manner.form, ...(manner.onePerMessage ? ["a picture a message"] : [])].join(", ");
  return {
    did: `asked ${model} at ${base} about ${count} of ${name}: ${seconds} (${kilobytes} kB)`,
    found: `${toSaid(reply)}; by ${manners}, in ${requests === 1 ? "a request" : `${requests} requests`}; ${times}`,
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
