import { MAX_GAP_SECONDS } from "./clockJumps.js";
import type { MediaInfo } from "./mediaInfo.js";

/** Puts packets of sound where their times say. */
export interface AudioPlacer {
  /** What comes next because of a packet: silence before it, and what of it is not there yet. */
  add(timeSeconds: number, samples: Float32Array): Generator<Float32Array>;
  /** Whether there is no room for more. */
  isFull(): boolean;
}

/**
 * Times are told in whole ticks of a container, of up to 40 ms, and decoders delay sound: what differs by less than this
 * runs on.
 */
const slackSeconds = 0.05;

/** Samples of silence that are given at a time. */
const silenceLength = 16_384;

/**
 * Creates what turns packets with times on the container's clock into unbroken sound on the player's: sample n is heard
 * at `n / sampleRate`. A gap is filled with silence, an overlap is cut; where the container's clock jumps neither is done.
 */
export function createAudioPlacer(
  { startSeconds, hasClockJumps }: Pick<MediaInfo, "startSeconds" | "hasClockJumps">,
  sampleRate: number,
  maxSeconds: number,
): AudioPlacer {
  const maxSamples = maxSeconds * sampleRate;
  let given = 0;
  /** What the times of packets are ahead of the player's clock by. */
  let offsetSeconds = startSeconds;

  function* silence(count: number): Generator<Float32Array> {
    for (let rest = count; rest > 0; rest -= silenceLength) {
      const block = new Float32Array(Math.min(rest, silenceLength));
      given += block.length;
      yield block;
    }
  }
  return {
    *add(timeSeconds, samples) {
      const isFirst = given === 0;
      let aheadSeconds = timeSeconds - offsetSeconds - given / sampleRate;
      const hasJumped = hasClockJumps && (aheadSeconds < -slackSeconds || aheadSeconds > MAX_GAP_SECONDS);
      if (hasJumped && !isFirst) {
        offsetSeconds += aheadSeconds;
        aheadSeconds = 0;
      }
      const isOff = Math.abs(aheadSeconds) > (isFirst ? 0 : slackSeconds);
      const shift = isOff ? Math.round(aheadSeconds * sampleRate) : 0;
      yield* silence(Math.min(shift, maxSamples - given));
      const kept = samples.subarray(Math.max(0, -shift)).subarray(0, maxSamples - given);
      if (kept.length === 0) return;
      given += kept.length;
      yield kept;
    },
    isFull: () => given >= maxSamples,
  };
}
