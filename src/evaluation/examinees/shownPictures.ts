import type { DecodedFrame, FrameFit } from "../../core/frame.js";
import type { MediaInfo } from "../../media/mediaInfo.js";
import type { DecodeAgain, FrameMemory } from "../clips/frameCache.js";
import type { Sequence } from "../clips/sequence.js";
import type { Examinee } from "./examinee.js";

/** Pixels that are held at a time: of some fifty clips, as large as models look at them. */
const maxHeldBytes = 256 * 2 ** 20;

/** The pictures behind hashes, for examinees that look at pixels each time. */
export interface ShownPictures {
  readonly see: Examinee["see"];
  readonly memory: FrameMemory;
  /** The frames of a sequence at its times; those that are no longer held are decoded again. */
  readonly framesOf: (sequence: Sequence) => Promise<DecodedFrame[]>;
}

/** Frames that are decoded together. */
interface Source {
  readonly hashes: readonly string[];
  readonly decode: DecodeAgain;
}

/** Holds the pictures that were looked at last, and knows where others come from; one that nobody can decode again stays. */
export function createShownPictures(maxBytes = maxHeldBytes): ShownPictures {
  const held = new Map<string, DecodedFrame>(); // what was looked at longest ago comes first
  const sources = new Map<string, Source>();
  let heldBytes = 0;

  const hold = (hash: string, picture: DecodedFrame): void => {
    if (!held.delete(hash)) heldBytes += picture.pixels.length;
    held.set(hash, picture);
  };
  const know = (hashes: readonly string[], decode: DecodeAgain): void => {
    for (const hash of hashes) sources.set(hash, { hashes, decode });
  };
  const dropOldest = (): void => {
    for (const [hash, { pixels }] of held) {
      if (heldBytes <= maxBytes) return;
      if (sources.has(hash) && held.delete(hash)) heldBytes -= pixels.length;
    }
  };
  const look = async (hash: string): Promise<DecodedFrame> => {
    const source = sources.get(hash);
    if (source && !held.has(hash)) {
      const pictures = await source.decode();
      for (const [n, one] of source.hashes.entries()) hold(one, pictures[n] as DecodedFrame);
    }
    const picture = held.get(hash);
    if (!picture) throw new Error(`the frame ${hash} was not shown`);
    hold(hash, picture);
    return picture;
  };

  return {
    async see(frames, hashes, decode) {
      for (const [n, hash] of hashes.entries()) hold(hash, frames[n] as DecodedFrame);
      if (decode) know(hashes, decode);
      dropOldest();
    },
    memory: { save: () => [], restore: (hashes, _, decode) => know(hashes, decode) },
    async framesOf({ frames }) {
      const pictures: DecodedFrame[] = [];
      for (const { hash, timeSeconds } of frames) pictures.push({ ...(await look(hash)), timeSeconds });
      dropOldest();
      return pictures;
    },
  };
}

/** The whole picture, its longest side at most so long. */
export function fitWithin({ width, height, sampleAspectRatio }: MediaInfo, maxEdge: number): FrameFit {
  const shownWidth = width * sampleAspectRatio;
  const scale = Math.min(1, maxEdge / Math.max(shownWidth, height));
  const toSide = (pixels: number): number => Math.max(1, Math.round(pixels * scale));
  return { width: toSide(shownWidth), height: toSide(height), fit: "crop" };
}
