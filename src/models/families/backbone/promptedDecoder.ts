import { KinodexError } from "../../../core/errors.js";
import type { OnnxSession } from "../../../inference/session/onnxSession.js";
import type { Tensor } from "../../../inference/tensor.js";
import { toIntegers } from "../../../inference/tensor.js";
import type { PromptTokeniser } from "../../../inference/text/promptTokeniser.js";
import { toTextPieces } from "../../../inference/text/textPieces.js";
import type { TextPiece } from "../../capabilities/generation.js";
import type { BackboneManifest } from "./manifest.js";
import { toPlaces, type FeatureGrid } from "./places.js";

/** A picture of a prompt, as a language model reads it. */
export interface ReadPicture {
  /** Features `[…, width]`, each a row in the place of a token. Their buffer moves to the decoder. */
  readonly rows: Tensor;
  /** How they lie, of a picture that may have any size. */
  readonly grid?: FeatureGrid | undefined;
  /** Words before it. */
  readonly label: string;
}

/** What a language model is to continue. */
export interface PromptedText {
  readonly pictures: readonly ReadPicture[];
  readonly question: string;
  /** What its answer begins with. */
  readonly beginning: string;
  readonly maxTokens: number;
}

/** A language model that is shown pictures and asked something. */
export interface PromptedDecoder {
  /**
   * Writes the answer, piece by piece.
   *
   * The iterator throws `usage` where all does not fit into what the model can read, `interrupted` on `signal`.
   */
  write(text: PromptedText, signal?: AbortSignal): AsyncIterable<TextPiece>;
}

/** What a {@link PromptedDecoder} is built from. */
export interface PromptedDecoderOptions extends Pick<
  BackboneManifest,
  "id" | "decoder" | "prompt" | "endTokenIds" | "contextLength"
> {
  readonly session: Pick<OnnxSession, "generate">;
  readonly tokeniser: PromptTokeniser;
}

/**
 * A {@link PromptedDecoder} on a session with a token embedder, which stays the caller's to close.
 *
 * @throws {KinodexError} `model` where the tokeniser lacks the image token
 */
export function createPromptedDecoder(options: PromptedDecoderOptions): PromptedDecoder {
  const { id: modelId, decoder, prompt, endTokenIds, contextLength, session, tokeniser } = options;
  const imageTokenId = tokeniser.idOf(prompt.imageToken);
  if (imageTokenId === undefined)
    throw new KinodexError("model", `the tokeniser of ${modelId} has no token "${prompt.imageToken}"`, {
      model: modelId,
    });

  const toIds = ({ pictures, question, beginning }: PromptedText): readonly number[] => {
    const shown = pictures.map(({ label }) => label + prompt.picture).join("");
    const asked = prompt.question + tokeniser.toPlain(question);
    const whole = prompt.start + shown + asked + prompt.end + tokeniser.toPlain(beginning);
    const counts = pictures.map(({ rows }) => rowCountOf(rows)).values();
    return tokeniser
      .encode(whole, prompt.addsSpecialTokens)
      .flatMap((id) => (id === imageTokenId ? Array.from({ length: counts.next().value ?? 0 }, () => id) : [id]));
  };

  return {
    async *write(text, signal) {
      const ids = toIds(text);
      const { pictures, maxTokens } = text;
      if (ids.length + maxTokens > contextLength) throw toTooLong(options, ids.length, text);
      const { attentionMask, positionIds, cache, tokens, logits, logitCount, positionAxes } = decoder;
      const request = {
        names: { tokens, logits, attentionMask, positionIds, cache },
        prompt: toIntegers("int64", [1, ids.length], Int32Array.from(ids)),
        ...(positionAxes !== undefined && {
          places: toPlaces(
            ids,
            imageTokenId,
            pictures.map(({ rows, grid }) => grid ?? { rows: 1, columns: rowCountOf(rows) }),
          ),
        }),
        inserts: { tokenId: imageTokenId, rows: pictures.map(({ rows }) => rows) },
        ...(logitCount !== undefined && {
          constants: { [logitCount]: toIntegers("int64", [], Int32Array.of(1)) },
        }),
        endTokenIds,
        maxNewTokens: maxTokens,
      };
      yield* toTextPieces(session.generate(request, signal), tokeniser);
    },
  };
}

/** Rows of a picture's features `[…, width]`. */
export function rowCountOf({ dims }: Tensor): number {
  return dims.slice(0, -1).reduce((count, size) => count * size, 1);
}

function toTooLong(
  { id, contextLength }: PromptedDecoderOptions,
  promptTokens: number,
  { pictures, maxTokens }: PromptedText,
): KinodexError {
  const message =
    `${id} reads ${contextLength} tokens: a prompt of ${promptTokens} with ${pictures.length} pictures and an answer of ` +
    `${maxTokens} are more. Show fewer pictures, or ask for a shorter answer.`;
  return new KinodexError("usage", message, { model: id, contextLength, promptTokens, maxTokens });
}
