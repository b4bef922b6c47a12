import type { Span } from "../../core/span.js";
import { createSpeechGate, type SpeechBlocks } from "./speechGate.js";
import { voiceBlockLength, voiceBlockSeconds, type VoiceMeter } from "./voiceMeter.js";

/** A part of a sound in which somebody speaks, of at most {@link maxWindowSeconds}. */
export interface SpeechWindow {
  readonly startSeconds: number;
  /** With the pauses that are in it, and a little of the quiet around it. */
  readonly samples: Float32Array;
  /** Where somebody speaks in it, in seconds of the whole sound; in time order. */
  readonly spans: readonly Span[];
}

/** What models of speech take at once is a little more. */
export const maxWindowSeconds = 28;

const toBlocks = (seconds: number): number => Math.round(seconds / voiceBlockSeconds);

/** How speech is told apart; changes of it change what is heard. */
export const speechSettings = {
  threshold: 0.5,
  lowerThreshold: 0.35,
  minSpeech: toBlocks(0.2),
  minPause: toBlocks(0.3),
  padding: toBlocks(0.064),
  /** A pause that is longer than this ends a window. */
  maxPause: toBlocks(3),
  /** Quiet around speech that a window has, too. */
  margin: toBlocks(0.2),
  /** What a window has room for between its margins; padding comes to it. */
  maxSpeech: Math.floor((maxWindowSeconds - 0.6) / voiceBlockSeconds),
} as const;

/**
 * Finds speech in a sound and packs it into windows, as it is heard. No more of the sound is held than two windows.
 *
 * A window ends where speech pauses: before what does not fit any more, or at a long pause.
 */
export async function* toSpeechWindows(
  sound: AsyncIterable<Float32Array>,
  meter: VoiceMeter,
): AsyncGenerator<SpeechWindow> {
  const { maxPause, maxSpeech, margin } = speechSettings;
  const gate = createSpeechGate(speechSettings);
  const held = createBlockBuffer();
  let packed: SpeechBlocks[] = [];
  let lastEnd = 0;

  /** What is packed, with the quiet around it: none of `nextStart` or later, where other speech begins. */
  const flush = (nextStart = Number.POSITIVE_INFINITY): readonly SpeechWindow[] => {
    const [first, last] = [packed[0], packed.at(-1)];
    if (!first || !last) return [];
    const from = Math.max(lastEnd, first.start - margin);
    const window = toWindow(packed, from, held.slice(from, Math.min(nextStart, last.end + margin)));
    [packed, lastEnd] = [[], last.end];
    return [window];
  };
  const pack = (speech: SpeechBlocks): readonly SpeechWindow[] => {
    const [first, last] = [packed[0], packed.at(-1)];
    const isFitting = first && last && speech.end - first.start <= maxSpeech && speech.start - last.end <= maxPause;
    const done = isFitting ? [] : flush(speech.start);
    packed.push(speech);
    return done;
  };

  for await (const block of toVoiceBlocks(sound)) {
    held.push(block);
    const probability = await meter.measure(block);
    for (const speech of gate.push(probability, energyOf(block))) yield* pack(speech);
    const last = packed.at(-1);
    if (last && gate.openFrom() - last.end > maxPause) yield* flush();
    held.dropBefore((packed[0]?.start ?? gate.openFrom()) - margin);
  }
  for (const speech of gate.end()) yield* pack(speech);
  yield* flush();
}

function toWindow(packed: readonly SpeechBlocks[], from: number, samples: Float32Array): SpeechWindow {
  const spans = packed.map(({ start, end }) => ({
    startSeconds: start * voiceBlockSeconds,
    endSeconds: end * voiceBlockSeconds,
  }));
  return { startSeconds: from * voiceBlockSeconds, samples, spans };
}

/** Blocks of a sound that are still needed, by their number in it. */
interface BlockBuffer {
  push(block: Float32Array): void;
  /** The samples of blocks `from` to before `to`, as far as they are there. */
  slice(from: number, to: number): Float32Array;
  dropBefore(block: number): void;
}

function createBlockBuffer(): BlockBuffer {
  let blocks: Float32Array[] = [];
  let dropped = 0;
  return {
    push: (block) => void blocks.push(block),
    slice(from, to) {
      const wanted = blocks.slice(Math.max(0, from - dropped), Math.max(0, to - dropped));
      const samples = new Float32Array(wanted.length * voiceBlockLength);
      for (const [n, block] of wanted.entries()) samples.set(block, n * voiceBlockLength);
      return samples;
    },
    dropBefore(block) {
      const count = block - dropped;
      if (count < 64) return; // not one by one
      blocks = blocks.slice(count);
      dropped = block;
    },
  };
}

/** The sound in blocks of {@link voiceBlockLength}; the last one is filled up with silence. */
async function* toVoiceBlocks(sound: AsyncIterable<Float32Array>): AsyncGenerator<Float32Array> {
  let block = new Float32Array(voiceBlockLength);
  let filled = 0;
  for await (const given of sound) {
    for (let at = 0; at < given.length;) {
      const part = given.subarray(at, at + voiceBlockLength - filled);
      block.set(part, filled);
      at += part.length;
      filled += part.length;
      if (filled < voiceBlockLength) break;
      yield block;
      [block, filled] = [new Float32Array(voiceBlockLength), 0];
    }
  }
  if (filled > 0) yield block;
}

function energyOf(block: Float32Array): number {
  return block.reduce((sum, value) => sum + value * value, 0);
}
