import { toAddress } from "../router.js";

/** What a search is for, as the address holds it. */
export interface Asked {
  readonly query: string;
  /** Name of a picture to search by; the picture itself is not in the address. */
  readonly picture?: string | undefined;
  readonly videoId?: string | undefined;
  readonly fromSeconds?: number | undefined;
  readonly toSeconds?: number | undefined;
  readonly top: number;
}

export const defaultTop = 24;

export function readAsked({ searchParams }: URL): Asked {
  return {
    query: (searchParams.get("q") ?? "").trim(),
    picture: searchParams.get("picture") ?? undefined,
    videoId: searchParams.get("video") ?? undefined,
    fromSeconds: readClock(searchParams.get("from")),
    toSeconds: readClock(searchParams.get("to")),
    top: Math.min(100, Math.max(1, Math.round(Number(searchParams.get("top") ?? defaultTop)) || defaultTop)),
  };
}

export function toAskedAddress({ query, picture, videoId, fromSeconds, toSeconds, top }: Asked): string {
  return toAddress("/", {
    q: query,
    picture: query ? undefined : picture,
    video: videoId,
    from: fromSeconds,
    to: toSeconds,
    top: top === defaultTop ? undefined : top,
  });
}

/** What of a search goes into a request. */
export function toScope({ videoId, fromSeconds, toSeconds, top }: Asked) {
  return {
    top,
    ...(videoId === undefined ? {} : { videoId }),
    ...(fromSeconds === undefined ? {} : { fromSeconds }),
    ...(toSeconds === undefined ? {} : { toSeconds }),
  };
}

/** Seconds of `90`, `1:30` or `1:02:03`; undefined for anything else. */
export function readClock(text: string | null): number | undefined {
  if (text === null || !/^\s*(?:\d+:){0,2}\d+(?:\.\d+)?\s*$/.test(text)) return undefined;
  return text.split(":").reduce((seconds, part) => seconds * 60 + Number(part), 0);
}
