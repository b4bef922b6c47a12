import type { MarkedHits } from "../../evaluation/marks/draw.js";
import { findMarkedHits } from "../marks/markedHits.js";
import { openSession, type SessionOptions } from "../session.js";
import type { EvaluationSource } from "./source.js";

/**
 * Searches an index for what people judge in it.
 *
 * @throws {KinodexError} `index-mismatch` where another model than the one that is examined made it
 */
export async function findJudged(
  { directory, ...judged }: NonNullable<EvaluationSource["judged"]>,
  options: Pick<SessionOptions, "modelId" | "onNotice"> & { readonly signal?: AbortSignal },
): Promise<MarkedHits> {
  const { signal, ...opened } = options;
  await using session = await openSession({ directory, ...opened });
  return await findMarkedHits(session, judged, signal); // before the session is closed
}
