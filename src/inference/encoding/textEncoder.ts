import type { Embedding } from "../../core/vectors.js";
import { toEmbeddings } from "./embeddings.js";
import type { TextEncoder } from "./encoders.js";
import type { OnnxSession } from "../session/onnxSession.js";
import type { Tensor } from "../tensor.js";
import type { Tokeniser } from "../text/tokeniser.js";

export interface TextEncoderOptions {
  readonly session: OnnxSession;
  readonly tokeniser: Tokeniser;
  readonly modelId: string;
  readonly dimension: number;
  readonly logitScale: number;
  /** Names of the model's inputs `[N, contextLength]`, of which the mask may be missing, and output `[N, dimension]`. */
  readonly inputIds: string;
  readonly attentionMask?: string | undefined;
  readonly output: string;
  /** Texts of one run at most. Default: 32. */
  readonly maxBatch?: number;
}

/** A {@link TextEncoder} on an ONNX session, which stays the caller's to close. */
export function createTextEncoder(options: TextEncoderOptions): TextEncoder {
  const { session, tokeniser, modelId, dimension, logitScale } = options;
  const { inputIds, attentionMask, output, maxBatch = 32 } = options;

  const encodeBatch = async (texts: readonly string[]): Promise<Embedding[]> => {
    const dims = [texts.length, tokeniser.contextLength];
    const { ids, mask } = tokeniser.encode(texts);
    const inputs: Record<string, Tensor> = { [inputIds]: { type: "int64", dims, data: ids } };
    if (attentionMask) inputs[attentionMask] = { type: "int64", dims, data: mask };
    return toEmbeddings(await session.run(inputs, [output]), output, texts.length, dimension);
  };

  return {
    modelId,
    dimension,
    logitScale,
    async encode(texts) {
      const embeddings: Embedding[] = [];
      for (let start = 0; start < texts.length; start += maxBatch) {
        embeddings.push(...(await encodeBatch(texts.slice(start, start + maxBatch))));
      }
      return embeddings;
    },
  };
}
