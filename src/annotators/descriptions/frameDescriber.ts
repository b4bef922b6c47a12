import { toFrameRequest } from "../../media/frameAt.js";
import type { TextGenerator } from "../../models/capabilities/generation.js";
import type { Model } from "../../models/model.js";
import type { AnnotatableVideo } from "../annotator.js";
import type { DescriptionWriter } from "./descriptionAnnotator.js";

/** What {@link createFrameDescriber} is built from. */
export interface FrameDescriberOptions {
  /** Has the capability `generation`; stays the caller's. */
  readonly model: Pick<Model, "identity" | "open">;
  readonly maxTokens: number;
}

/** Describes each part of a video by its keyframe, which is decoded again. */
export function createFrameDescriber({ model, maxTokens }: FrameDescriberOptions): DescriptionWriter {
  return {
    fingerprint: JSON.stringify([model.identity.hash, maxTokens]),
    needs: "frames",
    async describe({ keyframe }, video, signal) {
      const generator = await model.open("generation");
      const frame = await decodeFrame(video, keyframe.timeSeconds, generator);
      if (!frame) return "";
      let text = "";
      for await (const piece of generator.generate({ frames: [frame], maxTokens }, signal)) text += piece.text;
      return text;
    },
  };
}

async function decodeFrame(video: AnnotatableVideo, timeSeconds: number, { maxEdge }: TextGenerator) {
  const request = toFrameRequest(await video.media(), timeSeconds, maxEdge);
  for await (const frame of video.pictures(request)) return frame;
  return undefined;
}
