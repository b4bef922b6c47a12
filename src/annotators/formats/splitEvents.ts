import type { RawCue } from "./splitCues.js";

const time = /^\s*(\d{1,3}):(\d{1,2}):(\d{1,2}(?:[.:,]\d{1,3})?)\s*$/;
/** Fields of an event where the file does not say which there are. */
const usual = ["layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text"];

/** Whether a text is a script of Sub Station Alpha (.ass, .ssa). */
export function isScript(text: string): boolean {
  return /^\s*\[(?:Script Info|V4\+? Styles|Events)\]\s*$/im.test(text.slice(0, 4096));
}

/** The lines of dialogue of a script, in the order of the file, with their markup. Comments are left out. */
export function splitEvents(text: string): RawCue[] {
  const cues: RawCue[] = [];
  let fields = usual;
  let isInEvents = false;
  for (const line of text.split(/\r+\n|\r|\n/)) {
    const section = /^\s*\[([^\]]*)\]/.exec(line);
    if (section) isInEvents = /^events$/i.test(section[1] ?? "");
    const [, kind = "", values = ""] = /^\s*(Format|Dialogue)\s*:(.*)$/i.exec(line) ?? [];
    if (!isInEvents || kind === "") continue;
    if (/^format$/i.test(kind)) fields = values.split(",").map((name) => name.trim().toLowerCase());
    else cues.push(toCue(values, fields));
  }
  return cues;
}

/** The text is what stands last, and may have commas. */
function toCue(values: string, fields: readonly string[]): RawCue {
  const parts = values.split(",");
  const said = parts.slice(fields.length - 1).join(",");
  const [start, end] = ["start", "end"].map((name) => toSeconds(parts[fields.indexOf(name)]));
  const span = start === undefined || end === undefined ? undefined : { startSeconds: start, endSeconds: end };
  return { span, lines: [said] };
}

function toSeconds(text: string | undefined): number | undefined {
  const [, hours, minutes, seconds] = time.exec(text ?? "") ?? [];
  if (seconds === undefined) return undefined;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds.replace(/[:,]/, "."));
}
