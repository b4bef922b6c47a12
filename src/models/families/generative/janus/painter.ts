import { KinodexError } from "../../../../core/errors.js";
import type { DecodedFrame } from "../../../../core/frame.js";
import type { OnnxSession } from "../../../../inference/session/onnxSession.js";
import { toFloat32, toIntegers, type Tensor } from "../../../../inference/tensor.js";
import type { PromptTokeniser } from "../../../../inference/text/promptTokeniser.js";
import type { ImageGenerator } from "../../../capabilities/painting.js";
import type { JanusSettings } from "../manifest.js";
import { requireToken } from "./requireToken.js";
import type { ReadPrompt } from "./reader.js";

/** As Janus-Pro's authors paint. */
const [guidanceScale, temperature] = [5, 1];

/** What paints: the tokens of a picture are drawn one after the other, guided by the text, and then decoded. */
export function createPainter(
  id: string,
  settings: JanusSettings,
  parts: {
    readonly session: Pick<OnnxSession, "generate">;
    readonly decoding: Pick<OnnxSession, "run">;
    readonly tokeniser: PromptTokeniser;
    readonly read: ReadPrompt;
  },
): ImageGenerator {
  const { language, decoder, pictureTokens, pictureToken, pictureStart, padTokenId } = settings;
  const { session, decoding, tokeniser, read } = parts;
  const frameTokenId = requireToken(id, tokeniser, pictureToken);
  const readText = (ids: readonly number[]) => read(ids, [], frameTokenId);
  return {
    async paint(text, seed, signal): Promise<DecodedFrame> {
      const ids = tokeniser.encode(toPaintingPrompt(tokeniser.toPlain(text), pictureStart), true);
      const withoutText = ids.map((token, n) => (n === 0 || n === ids.length - 1 ? token : padTokenId));
      const tokens: number[] = [];
      const drawn = session.generate(
        {
          names: { ...language, tokens: language.embeddings, logits: language.states },
          prompt: await readText(ids),
          guidance: { prompt: await readText(withoutText), scale: guidanceScale },
          sampling: { seed, temperature },
          endTokenIds: [],
          maxNewTokens: pictureTokens,
        },
        signal,
      );
      for await (const { id: token } of drawn) tokens.push(token);
      const given = toIntegers("int64", [1, tokens.length], Int32Array.from(tokens));
      return toFrame((await decoding.run({ [decoder.tokens]: given }, [decoder.picture]))[decoder.picture] as Tensor);
    },
  };
}

function toPaintingPrompt(text: string, pictureStart: string): string {
  return `<|User|>: ${text.trim()}\n\n<|Assistant|>:${pictureStart}`;
}

/** A picture of its values `[1, 3, height, width]`, in [-1, 1]. */
function toFrame(values: Tensor): DecodedFrame {
  const floats = toFloat32(values);
  const [, channels, height = 0, width = 0] = values.dims;
  if (!floats || channels !== 3 || floats.length !== 3 * width * height)
    throw new KinodexError("model", `a painted picture is ${values.type} [${values.dims.join(", ")}]`);
  const pixels = new Uint8Array(floats.length);
  const area = width * height;
  for (let at = 0; at < pixels.length; at += 1) {
    const value = floats[(at % 3) * area + Math.floor(at / 3)] as number;
    pixels[at] = Math.round(Math.min(255, Math.max(0, (value + 1) * 127.5)));
  }
  return { timeSeconds: 0, width, height, pixels };
}
