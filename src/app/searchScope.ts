import { KinodexError } from "../core/errors.js";
import type { MomentScope } from "../query/moments/momentScope.js";
import { requireVideo, type Session } from "./session.js";
import type { SearchScopeOptions } from "./kinodex.js";
import { toVideoFilter } from "./videoFilter.js";

/**
 * Where a search looks, in the terms of the index.
 *
 * @throws {KinodexError} `not-found` for a video or a folder that is not there, `usage` for spans that end before they start
 */
export async function toMomentScope(store: Session["store"], options: SearchScopeOptions): Promise<MomentScope> {
  const { video, videos, sources, fromSeconds, toSeconds, ...filter } = options;
  if (fromSeconds !== undefined && toSeconds !== undefined && fromSeconds >= toSeconds)
    throw new KinodexError(
      "usage",
      `from ${fromSeconds} s is not before to ${toSeconds} s: give a span of some length`,
    );
  const within = { startSeconds: fromSeconds ?? 0, endSeconds: toSeconds ?? Number.POSITIVE_INFINITY };
  return {
    ...(await findVideos(store, { video, videos, filter: await toVideoFilter(store, filter) })),
    ...(fromSeconds === undefined && toSeconds === undefined ? {} : { within }),
    ...(sources && { sources }),
  };
}

interface Narrowing extends Pick<SearchScopeOptions, "video" | "videos"> {
  readonly filter: Awaited<ReturnType<typeof toVideoFilter>>;
}

/** One video by its name, or all that pass what is given. */
async function findVideos(store: Session["store"], { video, videos, filter }: Narrowing): Promise<MomentScope> {
  const only = video === undefined ? undefined : (await requireVideo(store, video)).videoId;
  if (!videos && !filter) return only === undefined ? {} : { videoId: only };
  const named: string[] = [];
  for (const name of videos ?? []) named.push((await requireVideo(store, name)).videoId);
  const among = videos ? named : undefined;
  const passing = filter ? await store.videoIdsOf({ ...filter, ...(among && { videoIds: among }) }) : named;
  if (only === undefined) return { videoIds: passing };
  return passing.includes(only) ? { videoId: only } : { videoIds: [] };
}
