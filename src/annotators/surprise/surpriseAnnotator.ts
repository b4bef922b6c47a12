import { createHash } from "node:crypto";
import { toFrameRequest } from "../../media/frameAt.js";
import type { ImageTextMatcher } from "../../models/capabilities/matching.js";
import type { Annotator } from "../annotator.js";
import { surpriseName } from "./surpriseName.js";

/** What {@link createSurpriseAnnotator} is built from. */
export interface SurpriseAnnotatorOptions {
  /** Changes with the model that measures. */
  readonly modelHash: string;
  /** Pictures a second that are looked at. */
  readonly framesPerSecond: number;
  readonly openMeasure: () => Promise<NonNullable<ImageTextMatcher["surprise"]>>;
}

/** Longest side of a picture, in pixels: models that measure scale it to half of that. */
const longestSide = 448;

/**
 * Creates the annotator that measures how surprising the pictures of a video are: a curve, in nats a patch, and no words.
 */
export function createSurpriseAnnotator(options: SurpriseAnnotatorOptions): Annotator {
  const { modelHash, framesPerSecond, openMeasure } = options;
  const measured = JSON.stringify([modelHash, framesPerSecond, longestSide]);
  return {
    name: surpriseName,
    fingerprint: `${surpriseName}-${createHash("sha256").update(measured).digest("hex").slice(0, 16)}`,
    source: "caption",
    needs: "frames",
    async *annotate({ media, pictures }, signal) {
      const measure = await openMeasure();
      const select = { mode: "rate", framesPerSecond } as const;
      for await (const frame of pictures({ ...toFrameRequest(await media(), 0, longestSide), select })) {
        const [value] = await measure([frame], signal);
        yield { timeSeconds: frame.timeSeconds, value: value as number };
      }
    },
  };
}
