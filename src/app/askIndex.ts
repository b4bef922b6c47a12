import { answer } from "../qa/answer.js";
import type { GroundedAnswer } from "../qa/answerTypes.js";
import type { AnswererChoice } from "../qa/registry.js";
import type { AskOptions } from "./kinodex.js";
import { requireVideo, type Session } from "./session.js";

/** What answers, and the id of a model that finds where in a picture something is; by default retrieval, and none. */
export interface Answering {
  readonly answerer?: AnswererChoice | undefined;
  readonly grounder?: string | undefined;
}

/** Answers a question about an open index, or about one of its videos. */
export async function askIndex(
  { store, searcher, models, matching }: Session,
  question: string,
  { video, choices, falseAlarm, signal }: Omit<AskOptions, "answerer"> = {},
  { answerer, grounder }: Answering = {},
): Promise<GroundedAnswer> {
  const videoId = video === undefined ? undefined : (await requireVideo(store, video)).videoId;
  const openMatcher = matching.isChosen ? () => matching.open() : undefined;
  const request = { question, choices, videoId, falseAlarm, signal };
  return answer(searcher, request, { answerer, grounder, models, openMatcher });
}
