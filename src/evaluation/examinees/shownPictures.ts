import type { DecodedFrame, FrameFit } from "../../core/frame.js";
import type { MediaInfo } from "../../media/mediaInfo.js";
import type { Sequence } from "../clips/sequence.js";

/** The pictures behind hashes, for examinees that look at pixels each time. */
export interface ShownPictures {
  readonly see: (frames: readonly DecodedFrame[], hashes: readonly string[]) => Promise<void>;
  readonly forget: (hashes: readonly string[]) => void;
  /** The frames of a sequence at its times. */
  readonly framesOf: (sequence: Sequence) => DecodedFrame[];
}

/** Keeps every picture that is shown, once, until it has been forgotten as often as it was shown: others may need it still. */
export function createShownPictures(): ShownPictures {
  const pictures = new Map<string, { readonly picture: DecodedFrame; times: number }>();
  return {
    see: async (frames, hashes) => {
      for (const [n, hash] of hashes.entries()) {
        const kept = pictures.get(hash) ?? { picture: frames[n] as DecodedFrame, times: 0 };
        kept.times += 1;
        pictures.set(hash, kept);
      }
    },
    forget: (hashes) => {
      for (const hash of hashes) {
        const kept = pictures.get(hash);
        if (kept) kept.times -= 1;
        if (kept?.times === 0) pictures.delete(hash);
      }
    },
    framesOf: ({ frames }) =>
      frames.map(({ hash, timeSeconds }) => {
        const kept = pictures.get(hash);
        if (!kept) throw new Error(`the frame ${hash} was not shown`);
        return { ...kept.picture, timeSeconds };
      }),
  };
}

/** The whole picture, its longest side at most so long. */
export function fitWithin({ width, height, sampleAspectRatio }: MediaInfo, maxEdge: number): FrameFit {
  const shownWidth = width * sampleAspectRatio;
  const scale = Math.min(1, maxEdge / Math.max(shownWidth, height));
  const toSide = (pixels: number): number => Math.max(1, Math.round(pixels * scale));
  return { width: toSide(shownWidth), height: toSide(height), fit: "crop" };
}
