import { KinodexError } from "../../../core/errors.js";
import { meanOf, toUnit } from "../../../core/vectors.js";
import type { OnnxSession } from "../../../inference/session/onnxSession.js";
import type { Tensor } from "../../../inference/tensor.js";
import type { PoolerInput } from "../../../temporal/pooler.js";
import type { PrefixGenerator } from "../../capabilities/prefix.js";
import type { BackboneManifest, MapperPart } from "./manifest.js";
import { rowCountOf, type PromptedDecoder } from "./promptedDecoder.js";

/** What {@link createPrefixWriter} builds on; all of it stays the caller's. */
export interface PrefixWriterOptions extends Pick<BackboneManifest, "id" | "contextLength"> {
  readonly mapper: MapperPart;
  readonly session: Pick<OnnxSession, "run">;
  readonly decoder: PromptedDecoder;
}

/**
 * A {@link PrefixGenerator} of a mapper and a language model, as Frozen is (Tsimpoukelli et al. 2021,
 * https://arxiv.org/abs/2106.13884). The mapper reads the unit mean of a clip's frames. A text ends where the model can read no
 * more.
 */
export function createPrefixWriter(options: PrefixWriterOptions): PrefixGenerator {
  const { id, contextLength, mapper, session, decoder } = options;
  const { dimension, space, input, output } = mapper;
  return {
    dimension,
    space,
    async *generate(clip, { maxTokens }, signal) {
      checkClip(id, clip, dimension);
      const data = toUnit(meanOf(clip.embeddings));
      const outputs = await session.run({ [input]: { type: "float32", dims: [1, dimension], data } }, [output]);
      const rows = outputs[output] as Tensor;
      const room = contextLength - rowCountOf(rows);
      const pictures = [{ rows, label: "" }];
      yield* decoder.write({ pictures, question: "", beginning: "", maxTokens: Math.min(maxTokens, room) }, signal);
    },
  };
}

function checkClip(id: string, { embeddings }: PoolerInput, dimension: number): void {
  if (embeddings.length > 0 && embeddings.every(({ length }) => length === dimension)) return;
  const lengths = [...new Set(embeddings.map(({ length }) => length))].join(" and ") || "no";
  throw new KinodexError(
    "usage",
    `${id} takes at least one embedding of ${dimension} values, not ${embeddings.length} of ${lengths} values`,
    { model: id, embeddings: embeddings.length, dimension },
  );
}
