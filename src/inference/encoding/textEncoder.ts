import type { Embedding } from "../../core/vectors.js";
import type { OnnxSession } from "../session/onnxSession.js";
import { toIntegers, type Tensor } from "../tensor.js";
import type { Tokeniser } from "../text/tokeniser.js";
import { toEmbeddings } from "./embeddings.js";
import type { TextEncoder } from "./encoders.js";

export interface TextEncoderOptions extends Omit<TextEncoder, "encode"> {
  readonly session: Pick<OnnxSession, "run">;
  readonly tokeniser: Tokeniser;
  /**
   * Names of the model's inputs `[N, contextLength]` and output `[N, dimension]`. Not every model has a mask, 0 on padding,
   * or the token types, which are all 0.
   */
  readonly inputIds: string;
  readonly attentionMask?: string | undefined;
  readonly tokenTypeIds?: string | undefined;
  readonly output: string;
  /** Element type of all inputs. */
  readonly idType: "int64" | "int32";
  /** Maximum number of texts of one run. */
  readonly maxBatch: number;
}

/** A {@link TextEncoder} on an ONNX session, which stays the caller's to close. */
export function createTextEncoder(options: TextEncoderOptions): TextEncoder {
  const { session, tokeniser, modelId, dimension, logitScale, logitBias } = options;
  const { inputIds, attentionMask, tokenTypeIds, output, idType, maxBatch } = options;

  const encodeBatch = async (texts: readonly string[]): Promise<Embedding[]> => {
    const { ids, mask } = tokeniser.encode(texts);
    const inputs: Record<string, Tensor> = {};
    const give = (name: string | undefined, values: Int32Array) => {
      if (name !== undefined) inputs[name] = toIntegers(idType, [texts.length, tokeniser.contextLength], values);
    };
    give(inputIds, ids);
    give(attentionMask, mask);
    give(tokenTypeIds, new Int32Array(ids.length));
    return toEmbeddings(await session.run(inputs, [output]), output, texts.length, dimension);
  };

  return {
    modelId,
    dimension,
    logitScale,
    logitBias,
    async encode(texts) {
      const embeddings: Embedding[] = [];
      for (let start = 0; start < texts.length; start += maxBatch) {
        embeddings.push(...(await encodeBatch(texts.slice(start, start + maxBatch))));
      }
      return embeddings;
    },
  };
}
