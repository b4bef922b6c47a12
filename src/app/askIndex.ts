import { answer } from "../qa/answer.js";
import type { GroundedAnswer } from "../qa/answerTypes.js";
import type { AnswererChoice } from "../qa/registry.js";
import type { AskOptions } from "./kinodex.js";
import { requireVideo, type Session } from "./session.js";

/** Answers a question about an open index, or about one of its videos; by retrieval unless told otherwise. */
export async function askIndex(
  { store, searcher, models, matching }: Session,
  question: string,
  { video, choices, falseAlarm, signal }: Omit<AskOptions, "answerer"> = {},
  answerer?: AnswererChoice,
): Promise<GroundedAnswer> {
  const videoId = video === undefined ? undefined : (await requireVideo(store, video)).videoId;
  const openMatcher = matching.isChosen ? () => matching.open() : undefined;
  return answer(searcher, { question, choices, videoId, falseAlarm, signal }, { answerer, models, openMatcher });
}
