import { basename } from "node:path";
import { toClock } from "../../core/clock.js";
import { isKinodexError } from "../../core/errors.js";
import { probeMedia } from "../../media/probe.js";
import { extractThumbnail } from "../../media/thumbnail.js";
import type { PhraseGrounder } from "../../models/capabilities/grounding.js";
import type { QueryTree } from "../../query/language/tree.js";
import type { QueryMoment } from "../../query/searchQuery.js";
import type { AnswerStep, Finding, LocatedBox } from "../answerTypes.js";
import type { Programme } from "../programme.js";
import { evidenceOf, requireStored, seek, type Retrieval } from "../retrieval.js";
import { unchangedFileOf } from "../unchangedFile.js";
import { sideOf } from "./sideOf.js";

/** Pixels: how wide a picture is at most in which something is looked for. */
const maxWidth = 1024;

/**
 * Adds to what an answerer says of "where is the …" the moment in which the thing is seen best, and boxes around it there. An
 * answerer that abstained is spoken for where there is a box. What cannot be found or looked at leaves the finding as it is.
 *
 * @throws {KinodexError} what the grounder throws
 */
export async function groundAnswer(
  finding: Finding,
  retrieval: Retrieval,
  open: () => Promise<PhraseGrounder>,
  signal: AbortSignal | undefined,
): Promise<Finding> {
  const thing = thingOf(finding.programme);
  if (thing === undefined) return finding;
  const statement: QueryTree = { type: "phrase", text: thing };
  const { moments, confidence, step } = await seek(retrieval, statement, 1);
  const [moment] = moments;
  if (!moment || confidence < 1 - retrieval.falseAlarm) return withSteps(finding, [step]);
  const looked = await lookFor(thing, moment, retrieval, open, signal);
  const [best] = looked.boxes;
  if (!best) return withSteps(finding, [step, looked.step]);
  const grounded = {
    ...finding,
    boxes: looked.boxes,
    evidence: [...finding.evidence, ...evidenceOf(moment, statement)],
  };
  if (finding.answer !== null) return withSteps(grounded, [step, looked.step]);
  const { reason: _, likeliest: __, ...told } = grounded;
  return withSteps({ ...told, answer: toPlace(best), confidence }, [step, looked.step]);
}

/** What a question with "where is" asks for: "the dog". */
function thingOf(programme: Programme): string | undefined {
  if (programme.type !== "contents" || programme.asked.kind !== "places" || programme.part.at !== "any")
    return undefined;
  const thing = programme.asked.template.replace("{}", "").trim();
  return thing === "" ? undefined : thing;
}

interface Looked {
  readonly boxes: readonly LocatedBox[];
  readonly step: AnswerStep;
}

async function lookFor(
  thing: string,
  { videoId, path, keyframeSeconds: timeSeconds }: QueryMoment,
  { searcher: { index } }: Retrieval,
  open: () => Promise<PhraseGrounder>,
  signal: AbortSignal | undefined,
): Promise<Looked> {
  const did = `looked for ${thing} in the picture at ${toClock(timeSeconds)} of ${basename(path)}`;
  const file = await unchangedFileOf(index.store, await requireStored(index, videoId));
  if (file === undefined) return { boxes: [], step: { did, found: "its file has gone or changed" } };
  const frame = await readFrame(file, timeSeconds, signal);
  if (frame === undefined) return { boxes: [], step: { did, found: "it can no longer be decoded" } };
  const grounder = await open();
  const found = await grounder.ground(frame, thing, signal);
  const boxes = found.map((box) => ({ videoId, path, timeSeconds, ...box }));
  return { boxes, step: { did, found: boxes.map((box) => `${box.phrase} ${sideOf(box)}`).join(", ") || "nothing" } };
}

async function readFrame(path: string, timeSeconds: number, signal: AbortSignal | undefined) {
  try {
    const info = await probeMedia(path, signal && { signal });
    const width = Math.min(maxWidth, Math.round(info.width * info.sampleAspectRatio));
    return await extractThumbnail(info, timeSeconds, { width }, signal && { signal });
  } catch (error) {
    if (isKinodexError(error, "media")) return undefined;
    throw error;
  }
}

/** "on the left of the picture at 0:12 of holiday.mp4" */
function toPlace(box: LocatedBox): string {
  return `${sideOf(box)} of the picture at ${toClock(box.timeSeconds)} of ${basename(box.path)}`;
}

function withSteps(finding: Finding, steps: readonly AnswerStep[]): Finding {
  return { ...finding, steps: [...finding.steps, ...steps] };
}
