import { createFrameBudget } from "./frameBudget.js";
import { localChange, pictureDistance } from "./frameSignature.js";
import { toFrameEvent, type FrameSampler, type SamplerEvent } from "./sampler.js";
import { createShotSettler, type SettledFrame } from "./settleShots.js";

/** Settings of {@link createAdaptiveSampler}. */
export interface AdaptiveSettings {
  /** Most frames in any minute; half of them may come in one burst, which serves short videos. Default 60. */
  readonly framesPerMinute?: number | undefined;
  /** Frames a second that are looked at. Default 8. */
  readonly analysisFramesPerSecond?: number | undefined;
  /** A still shot gives a frame at least this often. Default 10 s. */
  readonly maxGapSeconds?: number | undefined;
  /** Change of the picture, in grey levels where it changes most, that is worth a frame. Default 8. */
  readonly changeLevels?: number | undefined;
}

/** Two frames of one shot are at least this far apart. */
const MIN_GAP_SECONDS = 0.3;
/** A shot's first frame is chosen from this long; it may settle for up to the second time after a dissolve. */
const SHOT_START_SECONDS = 0.5;
const SHOT_SETTLES_SECONDS = 0.9;
/** Change to the frame before, in grey levels, of a picture at rest. */
const CALM_LEVELS = 16;
/** Once something has changed, the sharpest frame of this long is taken. */
const CHOICE_SECONDS = 0.12;
/** After a still of this length the last still frame is taken too, so that the moment of the change stays known. */
const STILL_SECONDS = 2;
/** Share of the burst allowance that change leaves to cuts. */
const RESERVE = 0.5;
/** Picture distance from which on a frame may be the first of a shot whose cut was not seen, and what it must leave. */
const UNRELATED = 0.4;
const UNSEEN_CUT_RESERVE = 0.2;
/** Change to a frame that is not there, or lies in another shot. */
const UNKNOWN = Number.POSITIVE_INFINITY;

/** A frame with what surrounds it inside its shot. */
interface Candidate extends SettledFrame {
  /** Higher for a sharp picture at rest away from a cut. */
  readonly quality: number;
  /** Change to the frame before, in grey levels. */
  readonly change: number;
}

/**
 * Spends frames where the picture changes and skips stills.
 *
 * Every shot gives a frame from a sharp, calm place inside it. Further frames follow when the picture differs from the
 * last chosen one by `changeLevels` where it differs most; the fewer frames the budget has left, the larger the change
 * must be.
 */
export function createAdaptiveSampler(settings: AdaptiveSettings = {}): FrameSampler {
  const { framesPerMinute = 60, analysisFramesPerSecond = 8, maxGapSeconds = 10, changeLevels = 8 } = settings;
  const settler = createShotSettler(analysisFramesPerSecond);
  const budget = createFrameBudget(framesPerMinute);
  let shotStartSeconds = 0;
  let last: Candidate | undefined; // the last chosen frame of this shot
  let best: Candidate | undefined; // the best for the choice that is open
  let still: Candidate | undefined; // the latest that looked like `last`
  let openedSeconds: number | undefined; // since when something differs
  let before: SettledFrame | undefined;
  let changeBefore = UNKNOWN; // from `before` to `current`
  let current: SettledFrame | undefined; // weighed once its successor is known

  function* choose(settled: readonly SettledFrame[]): Generator<SamplerEvent> {
    for (const next of settled) {
      if (current) yield* weigh(current, next.startsShot ? undefined : next);
      if (next.startsShot || !current) {
        if (current) yield* endShot();
        if (current) yield { type: "cut", timeSeconds: next.frame.timeSeconds };
        shotStartSeconds = next.frame.timeSeconds;
        before = undefined;
      } else before = current;
      current = next;
    }
  }

  /** Looks at one frame of the shot, of which the neighbours are known. */
  function* weigh(settled: SettledFrame, after: SettledFrame | undefined): Generator<SamplerEvent> {
    const { timeSeconds } = settled.frame;
    const [change, changeAfter] = [
      before ? changeBefore : UNKNOWN,
      after ? localChange(settled.signature, after.signature) : UNKNOWN,
    ];
    changeBefore = changeAfter;
    const candidate = toCandidate(settled, change, changeAfter);
    // The edges of a shot may be blended or torn; they serve when there is nothing else.
    if (before && after && last) yield* follow(candidate, last);
    else if (!best || candidate.quality > best.quality) best = candidate;
    const age = timeSeconds - shotStartSeconds;
    const isCalm = candidate.change < CALM_LEVELS || age >= SHOT_SETTLES_SECONDS;
    if (!last && age >= SHOT_START_SECONDS && isCalm) yield* take(0);
  }

  /** Decides whether a frame has changed enough since the last chosen one. */
  function* follow(candidate: Candidate, since: Candidate): Generator<SamplerEvent> {
    const { timeSeconds } = candidate.frame;
    const gapSeconds = timeSeconds - since.frame.timeSeconds;
    if (openedSeconds === undefined) {
      const isChanged = localChange(candidate.signature, since.signature) >= changeLevels * priceAt(timeSeconds);
      if (gapSeconds < MIN_GAP_SECONDS) return;
      if (!isChanged && gapSeconds < stillGapAt(timeSeconds)) {
        still = candidate;
        return;
      }
      const stillSeconds = still ? still.frame.timeSeconds - since.frame.timeSeconds : 0;
      if (isChanged && stillSeconds >= STILL_SECONDS) {
        best = still;
        still = undefined;
        yield* take(RESERVE);
        return;
      }
      still = undefined;
      openedSeconds = timeSeconds;
      best = candidate;
    }
    if (!best || candidate.quality > best.quality) best = candidate;
    if (timeSeconds - openedSeconds < CHOICE_SECONDS) return;
    yield* take(pictureDistance(best.signature, since.signature) > UNRELATED ? UNSEEN_CUT_RESERVE : RESERVE);
  }

  function* take(reserve: number): Generator<SamplerEvent> {
    const chosen = best;
    // Refused, it is gone: by the time there is budget again, a later frame will stand for the picture.
    best = undefined;
    if (!chosen || !budget.take(chosen.frame.timeSeconds, reserve)) return;
    yield toFrameEvent(chosen.frame);
    last = chosen;
    openedSeconds = undefined;
  }

  function* endShot(): Generator<SamplerEvent> {
    if (!last || openedSeconds !== undefined) yield* take(last ? RESERVE : 0);
    last = best = still = openedSeconds = undefined;
  }

  /** A still shot gives frames ever more rarely, so that slow and small changes in short videos are not lost. */
  const stillGapAt = (timeSeconds: number) =>
    Math.min(maxGapSeconds, Math.max(1, (timeSeconds - shotStartSeconds) / 2) * priceAt(timeSeconds));

  /** 1 with a full budget, 4 with an empty one. */
  const priceAt = (timeSeconds: number) => 1 + 3 * (1 - budget.leftAt(timeSeconds));

  return {
    name: "adaptive",
    decode: { mode: "rate", framesPerSecond: analysisFramesPerSecond },
    push: (frame) => [...choose(settler.push(frame))],
    flush() {
      const chosen = [...choose(settler.flush())];
      if (current) chosen.push(...weigh(current, undefined), ...endShot());
      current = undefined;
      return chosen;
    },
  };
}

function toCandidate(settled: SettledFrame, change: number, changeAfter: number): Candidate {
  const unrest = Math.min(64, Math.max(change, changeAfter));
  return { ...settled, change, quality: (settled.signature.sharpness + 0.1) / (1 + unrest / CALM_LEVELS) };
}
