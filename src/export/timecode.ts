import { dropsFrames, nominalRate, type FrameRate } from "./frameRate.js";

/** A frame number, and which of the two ways of counting it was written in. */
export interface ReadTimecode {
  readonly frame: number;
  readonly isDropFrame: boolean;
}

/**
 * Timecode of a frame, `HH:MM:SS:FF`, or `HH:MM:SS;FF` in drop frame; it starts again after 24 hours.
 *
 * Drop frame skips the first two numbers (four at 59.94) of every minute but each tenth; SMPTE ST 12-1.
 */
export function toTimecode(frame: number, rate: FrameRate, isDropFrame = dropsFrames(rate)): string {
  const nominal = nominalRate(rate);
  const skipped = isDropFrame ? skippedAMinute(rate) : 0;
  const inTenMinutes = 600 * nominal - 9 * skipped;
  const inMinute = 60 * nominal - skipped;
  const inDay = 144 * inTenMinutes;
  const wrapped = ((frame % inDay) + inDay) % inDay;
  const rest = wrapped % inTenMinutes;
  const minutesPassed = rest < 60 * nominal ? 0 : 1 + Math.floor((rest - 60 * nominal) / inMinute);
  const number = wrapped + skipped * (9 * Math.floor(wrapped / inTenMinutes) + minutesPassed);
  const seconds = Math.floor(number / nominal);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(pad).join(":");
  return `${clock}${isDropFrame ? ";" : ":"}${pad(number % nominal)}`;
}

/** The frame that a timecode names at a rate; undefined where there is no such timecode. */
export function readTimecode(text: string, rate: FrameRate): ReadTimecode | undefined {
  const match = /^(\d{1,2}):(\d{2}):(\d{2})([:;.,])(\d{2,3})$/.exec(text.trim());
  if (!match) return undefined;
  const [hours, minutes, seconds, frames] = [match[1], match[2], match[3], match[5]].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const nominal = nominalRate(rate);
  if (hours > 23 || minutes > 59 || seconds > 59 || frames >= nominal) return undefined;
  const isDropFrame = match[4] !== ":" && dropsFrames(rate);
  const skipped = isDropFrame ? skippedAMinute(rate) : 0;
  if (minutes % 10 !== 0 && seconds === 0 && frames < skipped) return undefined;
  const minutesPassed = hours * 60 + minutes;
  const number = (minutesPassed * 60 + seconds) * nominal + frames;
  return { frame: number - skipped * (minutesPassed - Math.floor(minutesPassed / 10)), isDropFrame };
}

function skippedAMinute(rate: FrameRate): number {
  return dropsFrames(rate) ? nominalRate(rate) / 15 : 0;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
