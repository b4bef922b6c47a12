import { KinodexError } from "../../../../core/errors.js";
import type { GeneratedToken } from "../../../../inference/generation/request.js";
import { melSampleRate } from "../../../../inference/sound/logMel.js";
import type { PromptTokeniser } from "../../../../inference/text/promptTokeniser.js";
import type { SpeechTranscriber, SpokenWord, TranscriptionOptions } from "../../../capabilities/transcription.js";
import type { WhisperSettings } from "../manifest.js";
import { alignTokens } from "./alignTokens.js";
import { cutSound } from "./cutSound.js";
import type { Listener } from "./listener.js";
import { spreadTokens } from "./spreadTokens.js";
import { toWords, type TimedToken } from "./toWords.js";

/** What {@link createTranscriber} is built from. */
export interface TranscriberOptions {
  /** Of the model. */
  readonly id: string;
  readonly settings: WhisperSettings;
  readonly listener: Listener;
  readonly tokeniser: Pick<PromptTokeniser, "decode" | "nameOf">;
}

/** Fast speech has five words a second, of less than two tokens each. */
const maxTokensPerSecond = 12;
const minTokens = 24;
/** A sound whose loudest sample is below -60 dB is silence. */
const silenceLevel = 0.001;
/** Whisper's own rule: nothing is said where that is probable and the words are not. */
const maxNoSpeech = 0.6;
const minLogProbability = -1;

/**
 * Creates what turns sound of any length into words, 28 s at a time, cut where it is quiet.
 *
 * The model takes music and noise for words now and then; who needs to be sure gives it speech only.
 */
export function createTranscriber({ id, settings, listener, tokeniser }: TranscriberOptions): SpeechTranscriber {
  const { languages, endTokenId, firstTimestampTokenId } = settings;
  const hasAlignment = Object.keys(settings.decoder.alignmentHeads).length > 0;
  const knowsOne = Object.keys(languages).length === 0;

  const hear = async (
    samples: Float32Array,
    asked: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<readonly SpokenWord[]> => {
    if (samples.every((value) => Math.abs(value) < silenceLevel)) return [];
    const heard = await listener.listen(samples);
    const language = asked ?? heard.language;
    const lengthSeconds = samples.length / melSampleRate;
    const tokens: GeneratedToken[] = [];
    const maxTokens = minTokens + Math.ceil(lengthSeconds * maxTokensPerSecond);
    for await (const token of heard.write(language, maxTokens, signal)) tokens.push(token);
    const mean = tokens.reduce((sum, { logProbability }) => sum + logProbability, 0) / tokens.length;
    if (heard.noSpeech > maxNoSpeech && mean < minLogProbability) return [];
    const timed: readonly TimedToken[] = hasAlignment
      ? alignTokens(tokens, lengthSeconds)
      : spreadTokens(tokens, firstTimestampTokenId, lengthSeconds);
    const said = timed.filter(({ id: tokenId }) => tokenId < endTokenId);
    return toWords(said, tokeniser).map((word) => ({ ...word, language: knowsOne ? "en" : language }));
  };

  return {
    sampleRate: melSampleRate,
    async *transcribe(sound, options = {}, signal) {
      const asked = toLanguage(id, languages, options);
      let last = 0;
      for await (const { startSeconds, samples } of cutSound(sound)) {
        if (signal?.aborted) throw new KinodexError("interrupted", `Transcribing with ${id} was interrupted`);
        for (const word of await hear(samples, asked, signal)) {
          const start = Math.max(last, startSeconds + word.startSeconds);
          const end = Math.max(start, startSeconds + word.endSeconds);
          last = start;
          yield { ...word, startSeconds: start, endSeconds: end };
        }
      }
      if (signal?.aborted) throw new KinodexError("interrupted", `Transcribing with ${id} was interrupted`);
    },
  };
}

/**
 * The model's name of a language, which is told as BCP 47 has it.
 *
 * @throws {KinodexError} `usage` for one that the model does not know
 */
function toLanguage(
  id: string,
  languages: WhisperSettings["languages"],
  { language }: TranscriptionOptions,
): string | undefined {
  const codes = Object.keys(languages);
  const code = language?.toLowerCase().split("-")[0];
  if (code === undefined || (codes.length === 0 && code === "en")) return undefined;
  if (codes.includes(code)) return code;
  const known = codes.length === 0 ? "English only" : codes.join(", ");
  throw new KinodexError("usage", `the model ${id} does not know the language "${language}"; it knows ${known}`, {
    model: id,
    language,
  });
}
