import type { Model } from "../../models/model.js";
import type { EmbeddedVideo } from "../annotator.js";
import type { DescriptionWriter } from "./descriptionAnnotator.js";

/** What {@link createEmbeddingDescriber} is built from. */
export interface EmbeddingDescriberOptions {
  /** Has the capability `prefix`, and reads the embeddings of the index; stays the caller's. */
  readonly model: Pick<Model, "identity" | "open">;
  readonly maxTokens: number;
}

/** Describes each part of a video by what the index holds of its frames; the video is not touched. */
export function createEmbeddingDescriber(options: EmbeddingDescriberOptions): DescriptionWriter<EmbeddedVideo> {
  const { model, maxTokens } = options;
  return {
    fingerprint: JSON.stringify([model.identity.hash, maxTokens]),
    needs: "embeddings",
    async describe({ part: { frames } }, _video, signal) {
      const generator = await model.open("prefix");
      const clip = {
        embeddings: frames.map(({ embedding }) => embedding),
        timesSeconds: frames.map(({ timeSeconds }) => timeSeconds),
      };
      let text = "";
      for await (const piece of generator.generate(clip, { maxTokens }, signal)) text += piece.text;
      return text;
    },
  };
}
