import { KinodexError } from "../../../../core/errors.js";
import type { GeneratedToken } from "../../../../inference/generation/request.js";
import type { OnnxSession } from "../../../../inference/session/onnxSession.js";
import type { LogMel } from "../../../../inference/sound/logMel.js";
import { toFloat32, toIntegers, type Tensor } from "../../../../inference/tensor.js";
import type { WhisperSettings } from "../manifest.js";

/** What {@link createListener} is built from. */
export interface ListenerOptions {
  /** Of the model. */
  readonly id: string;
  readonly settings: WhisperSettings;
  readonly logMel: LogMel;
  readonly encoding: Pick<OnnxSession, "run">;
  readonly writing: Pick<OnnxSession, "run" | "generate" | "inputs">;
}

/** A sound that was listened to, of up to 30 s. */
export interface Heard {
  /** The probability that nothing is said in it. */
  readonly noSpeech: number;
  /** The most probable language; undefined of a model that knows one only. */
  readonly language: string | undefined;
  /**
   * The tokens of what is said. With heads that align, each tells what was attended to; else there are tokens of time between
   * them. Throws as `OnnxSession.generate` does. To be called once.
   */
  write(
    language: string | undefined,
    maxTokens: number,
    signal: AbortSignal | undefined,
  ): AsyncIterable<GeneratedToken>;
}

/** Listens to sounds of up to 30 s, one after the other. */
export interface Listener {
  listen(samples: Float32Array): Promise<Heard>;
}

/** A text that says the same so often goes round in circles. */
const noRepeatNgram = 8;
/** The latest time that a text may begin with, in steps of 0.02 s. */
const lastInitialStep = 50;

/** Creates what runs the two graphs of a Whisper model. */
export function createListener({ id, settings, logMel, encoding, writing }: ListenerOptions): Listener {
  const { bands, encoder, decoder, startTokenId, noSpeechTokenId, noTimestampsTokenId, languages } = settings;
  const { firstTimestampTokenId, timestampCount, transcribeTokenId, endTokenId } = settings;
  const hasAlignment = Object.keys(decoder.alignmentHeads).length > 0;
  const times = Array.from({ length: timestampCount }, (_, n) => firstTimestampTokenId + n);
  const codes = Object.entries(languages);

  const encode = async (samples: Float32Array): Promise<Tensor> => {
    const features: Tensor = { type: "float32", dims: [1, bands, 3000], data: await logMel(samples) };
    const outputs = await encoding.run({ [encoder.features]: features }, [encoder.states]);
    return outputs[encoder.states] as Tensor;
  };

  /** Logits of what follows the token that every text begins with: a language, or that nothing is said. */
  const begin = async (states: Tensor): Promise<Float32Array> => {
    const empty = Object.keys({ ...decoder.cache, ...decoder.keptCache }).map((name) => [name, emptyCache(name)]);
    const outputs = await writing.run(
      {
        ...(Object.fromEntries(empty) as Readonly<Record<string, Tensor>>),
        [decoder.inputIds]: toIntegers("int64", [1, 1], Int32Array.of(startTokenId)),
        [decoder.states]: copyOf(states), // what is given is gone
        [decoder.cacheSwitch]: { type: "bool", dims: [1], data: Uint8Array.of(0) },
      },
      [decoder.logits],
    );
    const logits = toFloat32(outputs[decoder.logits] as Tensor);
    if (logits) return logits;
    throw new KinodexError("model", `the logits of ${id} are no floats`, { model: id });
  };

  const emptyCache = (name: string): Tensor => {
    const spec = writing.inputs.find((input) => input.name === name);
    const dims = (spec?.dims ?? []).map((size, n) => (typeof size === "number" ? size : n === 0 ? 1 : 0));
    return spec?.type === "float16"
      ? { type: "float16", dims, data: new Uint16Array(0) }
      : { type: "float32", dims, data: new Float32Array(0) };
  };

  const promptOf = (language: string | undefined): readonly number[] => [
    startTokenId,
    ...(language === undefined ? [] : [languages[language] as number]),
    ...(transcribeTokenId === undefined ? [] : [transcribeTokenId]),
    ...(hasAlignment ? [noTimestampsTokenId] : []),
  ];

  return {
    async listen(samples) {
      const states = await encode(samples);
      const logits = await begin(states);
      const best = codes.reduce<(typeof codes)[number] | undefined>(
        (most, next) => (most && (logits[most[1]] as number) >= (logits[next[1]] as number) ? most : next),
        undefined,
      );
      return {
        noSpeech: probabilityOf(logits, noSpeechTokenId),
        language: best?.[0],
        write(language, maxTokens, signal) {
          const prompt = promptOf(language);
          return writing.generate(
            {
              names: { ...decoder, tokens: decoder.inputIds },
              prompt: toIntegers("int64", [1, prompt.length], Int32Array.from(prompt)),
              constants: { [decoder.states]: states },
              endTokenIds: [endTokenId],
              maxNewTokens: Math.min(maxTokens, Math.floor(settings.contextLength / 2)),
              noRepeatNgram,
              suppressedTokenIds: [...settings.suppressedTokenIds, noTimestampsTokenId, ...(hasAlignment ? times : [])],
              suppressedFirstTokenIds: settings.suppressedFirstTokenIds,
              ...(hasAlignment
                ? { attended: decoder.alignmentHeads }
                : {
                    timestamps: {
                      firstId: firstTimestampTokenId,
                      lastInitialId: firstTimestampTokenId + lastInitialStep,
                    },
                  }),
            },
            signal,
          );
        },
      };
    },
  };
}

function copyOf(tensor: Tensor): Tensor {
  return { ...tensor, data: tensor.data.slice() } as Tensor;
}

function probabilityOf(logits: Float32Array, id: number): number {
  const highest = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
  const all = logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0);
  return Math.exp((logits[id] as number) - highest) / all;
}
