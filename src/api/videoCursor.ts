import { z } from "zod";
import type { VideoPage } from "../app/openKinodex.js";
import { ApiError } from "./problem.js";
import type { VideosQuery } from "./schemas/videos.js";

/** A place in a list of videos. */
type VideoCursor = NonNullable<VideoPage["next"]>;
/** How a list is sorted; a cursor holds for that order alone. */
type Order = Pick<VideosQuery, "sort" | "order">;

const cursorSchema = z.tuple([z.string(), z.string(), z.union([z.string(), z.number()]), z.string()]);

/** A place in a list, for a caller to give back. */
export function writeCursor({ key, videoId }: VideoCursor, { sort, order }: Order): string {
  return Buffer.from(JSON.stringify([sort, order, key, videoId])).toString("base64url");
}

/** What {@link writeCursor} wrote. Throws 400 for anything else, and for the cursor of another order. */
export function readCursor(text: string, { sort, order }: Order): VideoCursor {
  const read = cursorSchema.safeParse(parse(Buffer.from(text, "base64url").toString()));
  if (!read.success)
    throw new ApiError(400, "cursor", "That cursor is not one: take nextCursor of the page before, as it is.");
  const [itsSort, itsOrder, key, videoId] = read.data;
  if (itsSort !== sort || itsOrder !== order)
    throw new ApiError(
      400,
      "cursor",
      `That cursor is of a list with sort=${itsSort} and order=${itsOrder}: ask for the next page of the same list.`,
    );
  return { key, videoId };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
