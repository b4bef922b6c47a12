import { createHash } from "node:crypto";
import { KinodexError } from "../core/errors.js";

/** A moment as pages tell it from others. */
interface Ranked {
  readonly videoId: string;
  readonly keyframeSeconds: number;
  readonly startSeconds: number;
}

/** Maximum number of moments on all pages of a search; whoever wants more has to ask for something else. */
const maxRanked = 500;
/** How much deeper each search looks than the one before it. */
const growth = 4;

/** Which page of a search is wanted. */
export interface PageRequest {
  /** Moments on a page. */
  readonly top: number;
  /** Where the page before ended; absent for the first. */
  readonly cursor?: string | undefined;
  /** All that the search depends on, as JSON; a cursor of another search is refused. */
  readonly asked: string;
}

/**
 * A page of a search, and where the next one begins.
 *
 * How deep a search looks decides what it finds, so the order of one that looks deeper need not continue that of one which
 * does not. The pages are therefore those of one list: what a search for the first page finds, then what one that looks four
 * times as deep finds besides, and so on. As long as the index does not change, no moment is told twice and none is left out.
 */
export async function findPage<Answer extends { readonly moments: readonly Ranked[] }>(
  search: (top: number) => Promise<Answer>,
  { top, cursor, asked }: PageRequest,
): Promise<Answer & { readonly nextCursor?: string }> {
  const digest = createHash("sha256").update(`${top} ${asked}`).digest("base64url").slice(0, 12);
  const offset = cursor === undefined ? 0 : readCursor(cursor, digest);
  const end = Math.min(offset + top, maxRanked);
  const ranked: Answer["moments"][number][] = [];
  const known = new Set<string>();
  let depth = Math.min(top, maxRanked);
  let answer = await search(depth);
  const first = answer;
  for (;;) {
    for (const moment of answer.moments) {
      const key = `${moment.videoId} ${moment.keyframeSeconds} ${moment.startSeconds}`;
      if (!known.has(key)) ranked.push(moment);
      known.add(key);
    }
    const isDeepest = answer.moments.length < depth || depth === maxRanked;
    if (isDeepest || ranked.length >= end) break;
    depth = Math.min(growth * depth, maxRanked);
    answer = await search(depth);
  }
  const isLast = end >= maxRanked || (ranked.length <= end && (answer.moments.length < depth || depth === maxRanked));
  return {
    ...first,
    moments: ranked.slice(offset, end),
    ...(!isLast && { nextCursor: `${end}.${digest}` }),
  };
}

function readCursor(cursor: string, digest: string): number {
  const [, offset, ofSearch] = /^(\d{1,4})\.([\w-]{12})$/.exec(cursor) ?? [];
  if (offset === undefined)
    throw new KinodexError("usage", "the cursor is not one: give nextCursor of the page before");
  if (ofSearch !== digest)
    throw new KinodexError(
      "usage",
      "the cursor is of another search: give it with the query and the options it came from",
    );
  return Number(offset);
}
