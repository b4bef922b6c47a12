import { toFrameEvent, type FrameSampler, type SamplerEvent } from "./sampler.js";
import { createShotSettler, type SettledFrame } from "./settleShots.js";

/** Settings of {@link createShotsSampler}. */
export interface ShotsSettings {
  /** Frames from each shot. Default 1. */
  readonly framesPerShot?: number | undefined;
  /** Frames a second that cuts are looked for in. Default 8. */
  readonly analysisFramesPerSecond?: number | undefined;
  /** A longer shot counts as several. Default 60 s. */
  readonly maxShotSeconds?: number | undefined;
}

/** Takes the sharpest frame from the middle of each of `framesPerShot` equal parts of every shot. */
export function createShotsSampler(settings: ShotsSettings = {}): FrameSampler {
  const { framesPerShot = 1, analysisFramesPerSecond = 8, maxShotSeconds = 60 } = settings;
  const settler = createShotSettler(analysisFramesPerSecond);
  let shot = openShot(framesPerShot);

  function choose(settled: readonly SettledFrame[]): SamplerEvent[] {
    const events: SamplerEvent[] = [];
    for (const next of settled) {
      const isCut = next.startsShot;
      if (isCut || next.frame.timeSeconds - shot.startSeconds() >= maxShotSeconds) {
        events.push(...shot.close());
        shot = openShot(framesPerShot);
      }
      if (isCut) events.push({ type: "cut", timeSeconds: next.frame.timeSeconds });
      shot.add(next);
    }
    return events;
  }

  return {
    name: "shots",
    decode: { mode: "rate", framesPerSecond: analysisFramesPerSecond },
    push: (frame) => choose(settler.push(frame)),
    flush: () => [...choose(settler.flush()), ...shot.close()],
  };
}

/** Keeps an even sample of a shot's frames in bounded memory: when full, every second goes and the stride doubles. */
function openShot(framesPerShot: number) {
  const capacity = 8 * framesPerShot;
  let kept: SettledFrame[] = [];
  let stride = 1;
  let seen = 0;
  return {
    startSeconds: () => kept[0]?.frame.timeSeconds ?? Number.POSITIVE_INFINITY,
    add(next: SettledFrame) {
      if (seen % stride === 0) kept.push(next);
      seen += 1;
      if (kept.length < capacity) return;
      kept = kept.filter((_, n) => n % 2 === 0);
      stride *= 2;
    },
    close(): SamplerEvent[] {
      const parts = Math.min(framesPerShot, kept.length);
      return Array.from({ length: parts }, (_, n) => {
        const part = kept.slice(Math.floor((n * kept.length) / parts), Math.floor(((n + 1) * kept.length) / parts));
        const middle = part.slice(Math.floor(part.length / 4), Math.ceil((part.length * 3) / 4));
        return toFrameEvent(sharpestOf(middle).frame);
      });
    },
  };
}

function sharpestOf(settled: readonly SettledFrame[]): SettledFrame {
  return settled.reduce((best, next) => (next.signature.sharpness > best.signature.sharpness ? next : best));
}
