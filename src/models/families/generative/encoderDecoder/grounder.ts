import type { GroundedBox, PhraseGrounder } from "../../../capabilities/grounding.js";
import type { EncoderDecoder } from "./openEncoderDecoder.js";
import { readBoxes } from "./readBoxes.js";

/** A phrase and some boxes of each of its parts; a box takes four tokens. */
const maxTokens = 160;

/** What finds a phrase in a frame with a model of tasks; `template` is the task's prompt. */
export function createGrounder(
  template: string,
  { write, tokeniser }: Pick<EncoderDecoder, "write" | "tokeniser">,
): PhraseGrounder {
  return {
    async ground(frame, phrase, signal): Promise<readonly GroundedBox[]> {
      const ids: number[] = [];
      const prompt = template.replace("{input}", () => phrase.trim());
      for await (const { id } of write(frame, prompt, maxTokens, signal)) ids.push(id);
      return readBoxes(ids, tokeniser, phrase);
    },
  };
}
