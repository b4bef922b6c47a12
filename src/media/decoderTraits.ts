import { availableParallelism } from "node:os";

/** ffmpeg advises against more. */
const MAX_THREADS = 16;

/**
 * Codecs whose decoder does not wait for the picture that it copies from when it decodes several at once: pictures then
 * come out with parts of others, now and then, and keyframes alone with an error. Measured with every ffmpeg from 2018
 * to 9.0, on files that libtheora 1.2 wrote.
 */
const SINGLE_THREADED: ReadonlySet<string> = new Set(["theora", "vp3"]);

/**
 * Codecs whose decoders tell keyframes from the others, in every version of ffmpeg. What the rest say of a picture
 * depends on the version: until ffmpeg 6 it was a keyframe unless the decoder said otherwise, and since then it is none.
 */
const MARKS_KEYFRAMES: ReadonlySet<string> = new Set(
  `h264 hevc vvc av1 vp3 theora vp5 vp6 vp6a vp6f vp7 vp8 vp9 mpeg1video mpeg2video mpeg4 msmpeg4v1 msmpeg4v2 msmpeg4v3
   wmv1 wmv2 wmv3 vc1 flv1 h263 h263p rv10 rv20 rv30 rv40 gif ffv1 zmbv cinepak snow dirac`.split(/\s+/),
);

/** Codecs whose decoders give nothing when only keyframes are asked for: they take every picture for another kind. */
const SKIPS_EVERYTHING: ReadonlySet<string> = new Set(["h261"]);

/**
 * Options before an input that say how many threads decode its pictures. The same pictures come out with any number.
 *
 * Default: one thread a processor.
 */
export function threadArgs(codec: string, threads = availableParallelism()): readonly string[] {
  return ["-threads", String(SINGLE_THREADED.has(codec) ? 1 : Math.min(threads, MAX_THREADS))];
}

/**
 * Whether a decoder's mark on a picture tells whether it is a keyframe. Where it does not, each picture counts that is
 * decoded when only keyframes are asked for.
 */
export function marksKeyframes(codec: string): boolean {
  return MARKS_KEYFRAMES.has(codec);
}

/** Whether a decoder can be asked for keyframes alone. */
export function canSkipToKeyframes(codec: string): boolean {
  return !SKIPS_EVERYTHING.has(codec);
}
