import { createLogMel } from "../../../../inference/sound/logMel.js";
import { providerNames } from "../../../../inference/session/providers.js";
import { openPromptTokeniser } from "../../../../inference/text/promptTokeniser.js";
import type { SpeechTranscriber } from "../../../capabilities/transcription.js";
import type { OpenPart, OpenPartOptions } from "../../family.js";
import { openSessions, toSessionOptions, toStated } from "../../openGraph.js";
import type { WhisperSettings } from "../manifest.js";
import { createListener } from "./listener.js";
import { createTranscriber } from "./transcriber.js";

/** Opens the graphs of a Whisper model, each in a session of its own. */
export async function openWhisper(
  id: string,
  settings: WhisperSettings,
  options: OpenPartOptions,
): Promise<OpenPart<SpeechTranscriber>> {
  const { encoder, decoder, tokenizer, bands } = settings;
  const tokeniser = await openPromptTokeniser(toStated(tokenizer, options));
  const [writing, encoding] = await openSessions(
    toSessionOptions(decoder, options),
    toSessionOptions(encoder, options, providerNames),
  );
  const listener = createListener({ id, settings, logMel: createLogMel(bands), encoding, writing });
  return {
    value: createTranscriber({ id, settings, listener, tokeniser }),
    provider: () => encoding.provider,
    async [Symbol.asyncDispose]() {
      await Promise.all([writing, encoding].map((session) => session[Symbol.asyncDispose]()));
    },
  };
}
