/** Pictures per second as a fraction of whole numbers, e.g. 30000/1001. */
export interface FrameRate {
  readonly numerator: number;
  readonly denominator: number;
}

/** Files state an average; it strays from the rate they were made at by less than this share. */
const tolerance = 2e-4;

/** The exact rate that a measured one stands for: a whole number, one over 1.001, or thousandths of a frame. */
export function toFrameRate(framesPerSecond: number): FrameRate {
  const whole = Math.round(framesPerSecond);
  for (const rate of [
    { numerator: whole, denominator: 1 },
    { numerator: whole * 1000, denominator: 1001 },
  ]) {
    if (Math.abs(perSecond(rate) / framesPerSecond - 1) < tolerance) return rate;
  }
  return { numerator: Math.max(1, Math.round(framesPerSecond * 1000)), denominator: 1000 };
}

/** Frames per second as a plain number. */
export function perSecond({ numerator, denominator }: FrameRate): number {
  return numerator / denominator;
}

/** Frames that one second of timecode counts: 30 for 29.97. */
export function nominalRate(rate: FrameRate): number {
  return Math.max(1, Math.round(perSecond(rate)));
}

/** Whether two rates are the same. */
export function isSameRate(a: FrameRate, b: FrameRate): boolean {
  return a.numerator * b.denominator === b.numerator * a.denominator;
}

/** Whether timecode at this rate drops numbers to stay with the clock: at 29.97 and 59.94. */
export function dropsFrames(rate: FrameRate): boolean {
  return rate.denominator === 1001 && (rate.numerator === 30_000 || rate.numerator === 60_000);
}
