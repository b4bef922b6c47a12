import type { ConceptKind } from "../../annotators/concepts/conceptBank.js";
import type { DescribedVideo, VideoPart } from "../../annotators/concepts/parts.js";
import { toParts } from "../../annotators/concepts/parts.js";

/** A scene or a photograph as an index would hold it, and what is known to be true of it. */
export interface KnownPicture {
  readonly video: DescribedVideo;
  /** The only part of the video. */
  readonly part: VideoPart;
  /** Whether a phrase is true of it; `undefined` where that is not known. */
  readonly isTrue: (kind: ConceptKind, text: string) => boolean | undefined;
}

/** What is known of the only part of a video. */
export function toKnownPicture(video: DescribedVideo, isTrue: KnownPicture["isTrue"]): KnownPicture {
  const [part] = toParts(video);
  return { video, part: part as VideoPart, isTrue };
}
