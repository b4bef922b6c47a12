import { useMemo } from "preact/hooks";
import type { Captions, MomentView, Segment } from "../../client/client.js";
import { kinodex } from "../service.js";
import { useLoaded } from "../useLoaded.js";

/** Videos whose words are asked for; what lies further down is told without its line. */
const maxVideos = 8;

const isWords = (source: string): boolean => source !== "frame" && source !== "clip";

/** Tells of a moment that words found what is said there; undefined before it is known, and where nothing is. */
export function useMatchedLines(moments: readonly MomentView[]): (moment: MomentView) => string | undefined {
  const videoIds = useMemo(
    () => [...new Set(moments.filter(({ sources }) => sources.some(isWords)).map(({ videoId }) => videoId))],
    [moments],
  ).slice(0, maxVideos);
  const { value: known } = useLoaded(videoIds.join(" ") || undefined, async () => {
    const told = await Promise.all(videoIds.map((videoId) => kinodex.captions(videoId, "all").catch(() => undefined)));
    return new Map(told.filter((one): one is Captions => one !== undefined).map((one) => [one.videoId, one.segments]));
  });
  return (moment) => lineOf(moment, known?.get(moment.videoId) ?? []);
}

/** The words of its sources that share most time with a moment. */
function lineOf({ sources, startSeconds, endSeconds }: MomentView, segments: readonly Segment[]): string | undefined {
  const shared = (one: Segment) => Math.min(one.endSeconds, endSeconds) - Math.max(one.startSeconds, startSeconds);
  const [best] = segments
    .filter((one) => sources.includes(one.source) && shared(one) > 0)
    .toSorted((a, b) => shared(b) - shared(a));
  if (!best) return undefined;
  return best.source === "caption" ? best.caption : `“${best.caption}”`;
}
