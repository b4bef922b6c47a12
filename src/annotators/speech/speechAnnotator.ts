import { createHash } from "node:crypto";
import type { Span } from "../../core/span.js";
import type { SpeechTranscriber, SpokenWord } from "../../models/capabilities/transcription.js";
import type { Model } from "../../models/model.js";
import type { NewSegment } from "../../store/catalog/records.js";
import type { AnnotatableVideo, AnnotationProblem, Annotator } from "../annotator.js";
import { maxPauseSeconds, maxSentenceSeconds, toSentences } from "./sentences.js";
import { speechSettings, toSpeechWindows, type SpeechWindow } from "./speechWindows.js";
import { openVoiceNetwork, voiceNetworkSha256 } from "./voiceMeter.js";

/** What {@link createSpeechAnnotator} is built from. */
export interface SpeechAnnotatorOptions {
  /** Has the capability `transcription`; stays the caller's. */
  readonly model: Pick<Model, "identity" | "open">;
  /** Of what is said, as BCP 47 names it. Default: the model finds out. */
  readonly language?: string | undefined;
}

const name = "speech";

/**
 * Creates the annotator that writes down what is said in a video: a segment for each sentence.
 *
 * Models of speech take music and noise for words. So a network that hears voices tells first where somebody speaks, and only that
 * is transcribed; where nobody does, no model is loaded. The confidence of a segment is the mean of the probabilities that the model
 * gives its words.
 */
export function createSpeechAnnotator({ model, language }: SpeechAnnotatorOptions): Annotator {
  const settings = [speechSettings, maxSentenceSeconds, maxPauseSeconds];
  const said = JSON.stringify([model.identity.hash, language, voiceNetworkSha256, settings]);
  return {
    name,
    fingerprint: `${name}-${createHash("sha256").update(said).digest("hex").slice(0, 16)}`,
    source: "speech",
    needs: "sound",
    async *annotate(video, signal) {
      signal.throwIfAborted();
      const sound = await video.sound();
      if (!sound.hasSound) return;
      await using network = await openVoiceNetwork();
      let transcriber: SpeechTranscriber | undefined;
      let words: SpokenWord[] = [];
      for await (const window of toSpeechWindows(until(signal, sound), network.createMeter())) {
        transcriber ??= await model.open("transcription");
        words.push(...(await hear(transcriber, window, language, signal)));
        // what the last sentence says may go on in the next window
        const sentences = toSentences(words);
        const last = sentences.at(-1);
        yield* inside(sentences.slice(0, -1), video);
        words = words.filter((word) => last && word.startSeconds >= last.startSeconds);
      }
      yield* inside(toSentences(words), video);
      yield* toldProblems(await sound.outcome, (await video.media()).problems);
    },
  };
}

/** The words of a window, at their times in the video. */
async function hear(
  transcriber: SpeechTranscriber,
  { samples, startSeconds, spans }: SpeechWindow,
  language: string | undefined,
  signal: AbortSignal,
): Promise<readonly SpokenWord[]> {
  const words: SpokenWord[] = [];
  for await (const word of transcriber.transcribe(once(samples), { language }, signal)) {
    const moved = {
      ...word,
      startSeconds: startSeconds + word.startSeconds,
      endSeconds: startSeconds + word.endSeconds,
    };
    const span = spans.reduce((best, next) => (sharedSeconds(next, moved) > sharedSeconds(best, moved) ? next : best));
    const clipped = sharedSeconds(span, moved) > 0 ? { ...moved, ...clip(moved, span) } : moved;
    const start = Math.max(words.at(-1)?.startSeconds ?? 0, clipped.startSeconds);
    words.push({ ...clipped, startSeconds: start, endSeconds: Math.max(start, clipped.endSeconds) });
  }
  return words;
}

/** The pause that follows a word is no part of it. */
function clip(word: Span, span: Span): Span {
  return {
    startSeconds: Math.max(word.startSeconds, span.startSeconds),
    endSeconds: Math.min(word.endSeconds, span.endSeconds),
  };
}

function sharedSeconds(span: Span, word: Span): number {
  return Math.min(span.endSeconds, word.endSeconds) - Math.max(span.startSeconds, word.startSeconds);
}

/** Sound may go on a little longer than the video is said to be. */
function inside(segments: readonly NewSegment[], { durationSeconds }: AnnotatableVideo): readonly NewSegment[] {
  return segments
    .map((segment) => ({ ...segment, endSeconds: Math.min(segment.endSeconds, durationSeconds) }))
    .filter(({ startSeconds, endSeconds }) => endSeconds > startSeconds);
}

/** What decoding tells of the sound, without what is known of the video as a whole. */
function toldProblems(
  { problems }: { readonly problems: readonly string[] },
  known: readonly string[],
): readonly AnnotationProblem[] {
  return problems.filter((problem) => !known.includes(problem)).map((problem) => ({ problem: `${name}: ${problem}` }));
}

async function* until(signal: AbortSignal, sound: AsyncIterable<Float32Array>): AsyncGenerator<Float32Array> {
  for await (const block of sound) {
    signal.throwIfAborted();
    yield block;
  }
}

async function* once(samples: Float32Array): AsyncGenerator<Float32Array> {
  yield samples;
}
