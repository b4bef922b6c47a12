import { basename } from "node:path";
import { isKinodexError } from "../../core/errors.js";
import type { AnswerStep } from "../answerTypes.js";
import type { Programme } from "../programme.js";
import { toSecondsText, type Retrieval } from "../retrieval.js";
import { abstain, type StepResult } from "../steps/result.js";
import { unchangedFileOf } from "../unchangedFile.js";
import { askEndpoint, type Told } from "./askEndpoint.js";
import { toClaim } from "./claim.js";
import type { Endpoint } from "./endpoint.js";
import { measureSeen } from "./evidence.js";
import type { Candidate } from "./findCandidates.js";
import { choosePictures, drawPictures, type Sight } from "./pictures.js";
import type { Asked, ShownPicture } from "./prompt.js";
import type { Manner } from "./refusal.js";
import { toSecondsList, type Reply } from "./reply.js";

/** What is asked, of whom, and how. */
export interface Asking {
  readonly endpoint: Endpoint;
  readonly retrieval: Retrieval;
  readonly programme: Programme;
  readonly asked: Asked;
  readonly signal: AbortSignal | undefined;
}

/** What one video tells. */
export interface Verdict extends StepResult {
  /** The answer of a server that sees nothing of it here; whether that holds, all videos together tell. */
  readonly denial?: string;
}

/** Shows a server pictures of a video, and measures whether its answer holds. Gives the manner that the server takes too. */
export async function askAboutVideo(
  asking: Asking,
  { video, moments }: Candidate,
  manner: Manner,
): Promise<{ readonly verdict: Verdict; readonly manner: Manner }> {
  const { endpoint, retrieval, signal } = asking;
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
  const told = await askEndpoint(endpoint, asking.asked, pictures, manner, signal);
  const steps = [toStep(name, await endpoint.model(signal), endpoint.base, told)];
  return { verdict: { ...(await judge(asking, video, told)), steps }, manner: told.manner };
}

/** Whether what a server says is borne out by what is stored. Nothing of an answer that is not is repeated, but a choice. */
async function judge(
  { retrieval, programme, asked }: Asking,
  video: Candidate["video"],
  { reply, pictures }: Told,
): Promise<Verdict> {
  if (typeof reply === "string") return abstain(`the reply of the model cannot be read: ${reply}`);
  const { answer, citedSeconds, inventedSeconds } = reply;
  const likeliest = asked.choices.includes(answer) && programme.type !== "which-video" ? { likeliest: answer } : {};
  if (!reply.certain) return abstain("the pictures do not tell, says the model", likeliest);
  const claim = toClaim(programme, answer);
  if (!claim.isThere) return { ...abstain("the model does not see it"), denial: answer };
  if (citedSeconds.length === 0) {
    const invented =
      inventedSeconds.length > 0 ? `, but ${toSecondsList(inventedSeconds)}, which it was not shown` : "";
    return abstain(`the model names no picture that shows its answer${invented}`, likeliest);
  }
  const shownSeconds = pictures.map(({ timeSeconds }) => timeSeconds);
  const places = { video, citedSeconds, shownSeconds, isAmongAll: retrieval.videoId === undefined };
  const sure = 1 - retrieval.falseAlarm;
  const { confidence, evidence } = await measureSeen(retrieval.searcher.index, places, claim.statement, sure);
  const [best] = evidence;
  if (confidence < sure || !best)
    return abstain("the pictures that the model names do not show its answer clearly enough", likeliest);
  const showing = new Set(evidence.map(({ startSeconds }) => startSeconds)).size;
  if (showing < claim.minPictures)
    return abstain(`the model counts more than the ${showing} pictures show that it names`, likeliest);
  return { answer: toAnswer(programme, answer, best), confidence, evidence, steps: [] };
}

/** What is told of a place is said by the evidence: the words of a model might say another. */
function toAnswer(programme: Programme, answer: string, best: StepResult["evidence"][0]): string {
  if (programme.type === "when") return toSecondsText(best);
  return programme.type === "which-video" ? best.path : answer;
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
