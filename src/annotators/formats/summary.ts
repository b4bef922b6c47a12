import type { Cue } from "./writeCues.js";

/** What a video shows, in one paragraph; empty where nothing is known. */
export function toSummary(cues: readonly Pick<Cue, "text">[]): string {
  const told: string[] = [];
  for (const { text } of cues) if (told.at(-1) !== text) told.push(text);
  const [first, ...others] = told;
  if (first === undefined) return "";
  if (others.length === 0) return `${capitalise(first)}.`;
  const middle = others.slice(0, -1);
  const shown = middle.length <= 6 ? middle : [...middle.slice(0, 3), ...middle.slice(-3)];
  const later = shown.map((text) => `then ${text}`);
  return `First ${[first, ...later].join("; ")}; at last ${others.at(-1)}.`;
}

/** Text that begins with a large letter. */
export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
