/** A time as editors write it: hours, minutes, seconds and frames, counted at whole frames a second. */
export function toTimecode(seconds: number, frameRate: number): string {
  const perSecond = Math.max(1, Math.round(frameRate));
  const whole = Math.floor(seconds + 1e-6);
  const frame = Math.min(perSecond - 1, Math.floor((seconds - whole + 1e-6) * frameRate));
  const two = (value: number) => String(value).padStart(2, "0");
  return [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60, Math.max(0, frame)].map(two).join(":");
}
