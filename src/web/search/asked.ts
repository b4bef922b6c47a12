import type { SearchInput } from "../../client/client.js";
import { toAddress } from "../router.js";
import { readFilter, toFilterFields, toFilterScope, type Filter } from "./filter.js";

/** A moment that others are to be like. */
export interface Like {
  readonly videoId: string;
  readonly timeSeconds: number;
}

/** What a search is for, as the address holds it. */
export interface Asked extends Filter {
  readonly query: string;
  /** Name of a picture to search by; the picture itself is not in the address. */
  readonly picture?: string | undefined;
  readonly like?: Like | undefined;
  readonly top: number;
}

export const defaultTop = 24;

export function readAsked({ searchParams }: URL): Asked {
  return {
    query: (searchParams.get("q") ?? "").trim(),
    picture: searchParams.get("picture") ?? undefined,
    like: readLike(searchParams.get("like")),
    top: Math.min(100, Math.max(1, Math.round(Number(searchParams.get("top") ?? defaultTop)) || defaultTop)),
    ...readFilter((name) => searchParams.get(name) ?? ""),
  };
}

export function toAskedAddress({ query, picture, like, top, ...filter }: Asked): string {
  return toAddress("/", {
    q: query,
    like: query || !like ? undefined : `${like.videoId}@${like.timeSeconds}`,
    picture: query || like ? undefined : picture,
    top: top === defaultTop ? undefined : top,
    ...toFilterFields(filter),
  });
}

/** Where the moments are that are like one. */
export function toLikeAddress(videoId: string, timeSeconds: number): string {
  const rounded = Math.round(timeSeconds * 1000) / 1000;
  return toAskedAddress({ query: "", like: { videoId, timeSeconds: rounded }, top: defaultTop });
}

/** What of a search goes into a request. */
export function toScope({ top, ...filter }: Asked) {
  return { top, ...toFilterScope(filter) };
}

/** A search as a request; undefined where it is by a picture, which goes another way. */
export function toSearchInput(asked: Asked): SearchInput | undefined {
  if (asked.query) return { query: asked.query, ...toScope(asked) };
  return asked.like && { like: asked.like, ...toScope(asked) };
}

function readLike(text: string | null): Like | undefined {
  const [, videoId, time] = /^([0-9a-f]{64})@(\d+(?:\.\d+)?)$/.exec(text ?? "") ?? [];
  return videoId === undefined ? undefined : { videoId, timeSeconds: Number(time) };
}
