/** A time as a clock shows it: `1:02:03`, `2:03`, with tenths where `precise`. */
export function toClock(seconds: number, precise = false): string {
  const tenths = precise ? Math.round(seconds * 10) : Math.floor(seconds + 1e-6) * 10;
  const whole = Math.floor(tenths / 10);
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const clock = hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
  return precise ? `${clock}.${tenths % 10}` : clock;
}

/** A span as clocks show it; with tenths where it is shorter than a second, too. */
export function toClockSpan(startSeconds: number, endSeconds: number, precise = endSeconds - startSeconds < 1): string {
  return `${toClock(startSeconds, precise)} – ${toClock(endSeconds, precise)}`;
}

/** A time as it is spoken, with tenths where `precise`. */
export function toSpoken(seconds: number, precise = false): string {
  const tenths = precise ? Math.round(seconds * 10) : Math.round(seconds) * 10;
  const whole = Math.floor(tenths / 10);
  const parts = [
    [Math.floor(whole / 3600), "hour"],
    [Math.floor(whole / 60) % 60, "minute"],
    [(tenths % 600) / 10, "second"],
  ] as const;
  const said = parts.filter(([value]) => value > 0).map(([value, unit]) => `${value} ${unit}${value === 1 ? "" : "s"}`);
  return said.join(" ") || "0 seconds";
}

/** A span as it is spoken. */
export function toSpokenSpan(startSeconds: number, endSeconds: number): string {
  const isShort = endSeconds - startSeconds < 1;
  return `from ${toSpoken(startSeconds, isShort)} to ${toSpoken(endSeconds, isShort)}`;
}

const units = ["B", "kB", "MB", "GB", "TB"];

export function toSize(bytes: number): string {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  return `${value.toFixed(power > 0 && value < 10 ? 1 : 0)}\u00A0${units[power]}`;
}

/** A file's name without its folders, and without what keeps uploads of one name apart. */
export function toFileName(path: string): string {
  const name = path.split("/").at(-1) ?? path;
  return path.startsWith("stored/") ? name.replace(/^[0-9a-f]{8}-/, "") : name;
}

export function toCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
