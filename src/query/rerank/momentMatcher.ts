import type { DecodedFrame } from "../../core/frame.js";
import { contains, type Span } from "../../core/span.js";
import { spreadEvenly } from "../../core/spread.js";
import type { GappedSentence, ImageTextMatcher } from "../../models/capabilities/matching.js";
import type { KeptVideos } from "../moments/keptVideos.js";
import { createRecent } from "./recent.js";

/** A span of a video, and where in it something is seen best. */
export interface Place extends Span {
  readonly videoId: string;
  readonly keyframeSeconds: number;
}

/** Reads pictures of a video at times of stored frames, in time order; none where its file has gone or changed. */
export type ReadPictures = (
  videoId: string,
  timesSeconds: readonly number[],
  signal?: AbortSignal,
) => Promise<readonly DecodedFrame[]>;

/**
 * Judges moments by their pictures. What was judged of a place is kept, so that asking again costs nothing. Each function
 * gives undefined where the pictures cannot be had, and throws `interrupted` on `signal`.
 */
export interface MomentMatcher {
  readonly modelId: string;
  /** The log odds that each text describes the place, in order, as the model has them. */
  match(place: Place, texts: readonly string[], signal?: AbortSignal): Promise<readonly number[] | undefined>;
  /** The probability of each choice in the gap of a sentence about the place; undefined too where the model cannot tell. */
  fillGap(
    place: Place,
    sentence: GappedSentence,
    choices: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly number[] | undefined>;
}

export interface MomentMatcherOptions {
  readonly modelId: string;
  readonly openMatcher: () => Promise<ImageTextMatcher>;
  readonly videos: Pick<KeptVideos, "find">;
  readonly readPictures: ReadPictures;
}

/** Places whose pictures are kept: some megabytes each, with what the model has read of them. */
const maxPlaces = 16;
const maxJudged = 20_000;

/** Builds a matcher of moments. */
export function createMomentMatcher(options: MomentMatcherOptions): MomentMatcher {
  const { modelId, openMatcher, videos, readPictures } = options;
  const pictures = createRecent<Promise<readonly DecodedFrame[]>>(maxPlaces);
  const judged = createRecent<number>(maxJudged);

  const look = async (place: Place, maxFrames: number, signal?: AbortSignal): Promise<readonly DecodedFrame[]> => {
    const key = toKey(place);
    const reading =
      pictures.get(key) ??
      videos
        .find(place.videoId)
        .then((video) => readPictures(place.videoId, chooseTimes(place, video?.frameTimes ?? [], maxFrames), signal));
    pictures.set(key, reading);
    reading.catch(() => pictures.delete(key)); // who asks next tries again
    return reading;
  };

  return {
    modelId,

    async match(place, texts, signal) {
      const keyOf = (text: string) => `${toKey(place)} ${text}`;
      const unknown = texts.filter((text) => judged.get(keyOf(text)) === undefined);
      if (unknown.length > 0) {
        const matcher = await openMatcher();
        const frames = await look(place, matcher.maxFrames, signal);
        if (frames.length === 0) return undefined;
        const logOdds = await matcher.match(frames, unknown, signal);
        for (const [n, text] of unknown.entries()) judged.set(keyOf(text), logOdds[n] as number);
      }
      return texts.map((text) => judged.get(keyOf(text)) as number);
    },

    async fillGap(place, sentence, choices, signal) {
      const matcher = await openMatcher();
      if (!matcher.fillGap) return undefined;
      const frames = await look(place, matcher.maxFrames, signal);
      return frames.length > 0 ? matcher.fillGap(frames, sentence, choices, signal) : undefined;
    },
  };
}

function toKey({ videoId, startSeconds, endSeconds, keyframeSeconds }: Place): string {
  return [videoId, startSeconds, endSeconds, keyframeSeconds].join(" ");
}

/** The keyframe, and stored frames of the span around it. */
function chooseTimes(place: Place, frameTimes: ArrayLike<number>, max: number): number[] {
  const inside = Array.from(frameTimes).filter((time) => contains(place, time) && time !== place.keyframeSeconds);
  const others = spreadEvenly(inside.length, max - 1).map((at) => inside[at] as number);
  return [place.keyframeSeconds, ...others].toSorted((a, b) => a - b);
}
