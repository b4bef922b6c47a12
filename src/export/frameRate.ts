/** Pictures per second as a fraction of whole numbers, e.g. 30000/1001. */
export interface FrameRate {
  readonly numerator: number;
  readonly denominator: number;
}

/** The rates that every editing program can set a timeline to. */
const timelineRates: readonly FrameRate[] = [
  { numerator: 24_000, denominator: 1001 },
  { numerator: 24, denominator: 1 },
  { numerator: 25, denominator: 1 },
  { numerator: 30_000, denominator: 1001 },
  { numerator: 30, denominator: 1 },
  { numerator: 50, denominator: 1 },
  { numerator: 60_000, denominator: 1001 },
  { numerator: 60, denominator: 1 },
];

/** A stated rate strays from the exact one that it stands for by less than this share; 30 and 29.97 are 1e-3 apart. */
const statedTolerance = 2e-4;
/** Farther from the grid than this share, and not half of it (two fields a frame), and frames last for different times. */
const gridTolerance = 2e-3;

/** The exact rate that a stated one stands for: a whole number, one over 1.001, or thousandths of a frame. */
export function toFrameRate(framesPerSecond: number): FrameRate {
  const whole = Math.round(framesPerSecond);
  for (const rate of [
    { numerator: whole, denominator: 1 },
    { numerator: whole * 1000, denominator: 1001 },
  ]) {
    if (Math.abs(perSecond(rate) / framesPerSecond - 1) < statedTolerance) return rate;
  }
  return { numerator: Math.max(1, Math.round(framesPerSecond * 1000)), denominator: 1000 };
}

/** Whether the frames of a file with this average last for different times, given the grid that their times lie on. */
export function isVariable(framesPerSecond: number, gridFramesPerSecond: number): boolean {
  return [1, 2].every((fields) => Math.abs(gridFramesPerSecond / framesPerSecond / fields - 1) > gridTolerance);
}

/** The timeline rate nearest to a number of frames per second. */
export function nearestTimelineRate(framesPerSecond: number): FrameRate {
  const distance = (rate: FrameRate) => Math.abs(perSecond(rate) / framesPerSecond - 1);
  return timelineRates.reduce((nearest, rate) => (distance(rate) < distance(nearest) ? rate : nearest));
}

/** The rate of a timeline that shows every frame of a file: its own, a multiple, or else the nearest that there is. */
export function toTimelineRate(rate: FrameRate): FrameRate {
  const showsAll = timelineRates.find((candidate) => Number.isInteger(perSecond(candidate) / perSecond(rate)));
  return showsAll ?? nearestTimelineRate(perSecond(rate));
}

/** Timecode has two digits for frames. */
const maxTimecodeRate = 100;

/**
 * The rate at which the timecode of a file counts: its own where that is a whole number, or one over 1.001. Timecode has
 * whole frames a second, and not more than two digits tell, so others count at the rate of a timeline near to theirs.
 */
export function toTimecodeRate(rate: FrameRate): FrameRate {
  const nominal = nominalRate(rate);
  const isWhole = Math.abs(nominal / perSecond(rate) - 1) < gridTolerance;
  return isWhole && nominal <= maxTimecodeRate ? rate : toTimelineRate(rate);
}

/** A number of frames at one rate as the nearest number at another. */
export function convertFrames(frames: number, from: FrameRate, to: FrameRate): number {
  return isSameRate(from, to) ? frames : Math.round((frames / perSecond(from)) * perSecond(to));
}

/** Frames per second as a plain number. */
export function perSecond({ numerator, denominator }: FrameRate): number {
  return numerator / denominator;
}

/** Frames that one second of timecode counts: 30 for 29.97. */
export function nominalRate(rate: FrameRate): number {
  return Math.max(1, Math.round(perSecond(rate)));
}

/** A rate for people: `29.97 frames a second`. */
export function toWords(rate: FrameRate): string {
  return `${Number(perSecond(rate).toFixed(3))} frames a second`;
}

/** Whether two rates are the same. */
export function isSameRate(a: FrameRate, b: FrameRate): boolean {
  return a.numerator * b.denominator === b.numerator * a.denominator;
}

/** Whether timecode at this rate can drop numbers to stay with the clock: at 29.97 and 59.94. */
export function dropsFrames(rate: FrameRate): boolean {
  return rate.denominator === 1001 && (rate.numerator === 30_000 || rate.numerator === 60_000);
}
