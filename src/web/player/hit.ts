import type { MomentView } from "../../client/client.js";
import type { Hit } from "../router.js";

/** A moment of a video as its page lists it. */
export type ListedMoment = Pick<MomentView, "startSeconds" | "endSeconds" | "confidence" | "operands"> &
  Partial<Pick<MomentView, "keyframeSeconds" | "similarity" | "sources">>;

/** The hit that an address tells; undefined where it tells none, or nothing that can be one. */
export function readHit({ searchParams }: URL): Hit | undefined {
  const read = (name: string) => Number(searchParams.get(name) || NaN);
  const [startSeconds, endSeconds, confidence] = [read("from"), read("to"), read("sure")];
  if (!(startSeconds >= 0 && endSeconds > startSeconds && Number.isFinite(endSeconds))) return undefined;
  return { startSeconds, endSeconds, ...(confidence >= 0 && confidence <= 1 ? { confidence } : {}) };
}

/** The moments of a video, of which the hit keeps the span and the confidence that the search told. */
export function withHit(moments: readonly MomentView[], hit: Hit | undefined): readonly ListedMoment[] {
  if (hit?.confidence === undefined) return moments;
  const shared = (moment: ListedMoment) =>
    Math.min(moment.endSeconds, hit.endSeconds) - Math.max(moment.startSeconds, hit.startSeconds);
  const nearest = moments.toSorted((a, b) => shared(b) - shared(a))[0];
  const told = { ...hit, confidence: hit.confidence };
  if (!nearest || shared(nearest) <= 0) return [told, ...moments];
  return moments.map((moment) => (moment === nearest ? { ...moment, ...told } : moment));
}
