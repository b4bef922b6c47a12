import type { NewSegment } from "../../store/catalog/records.js";

/** What a subtitle file says, and how many of its cues could not be read. */
export interface ParsedSubtitles {
  /** In time order. */
  readonly segments: readonly NewSegment[];
  readonly skippedCount: number;
}

const mostCues = 100_000;
const longestText = 2000;
const longestSeconds = 24 * 3600;
const timePattern = /(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})/;
const arrowPattern = new RegExp(`^\\s*${timePattern.source}\\s*-->\\s*${timePattern.source}`);

/**
 * Reads the cues of SubRip (.srt) and WebVTT (.vtt) text alike: both are a line with an arrow and the lines after it.
 *
 * Cues without words, with times that cannot be read or that end before they start are skipped and counted. Markup,
 * notes and styles are left out.
 */
export function parseSubtitles(text: string): ParsedSubtitles {
  const segments: NewSegment[] = [];
  let skippedCount = 0;
  for (const block of text.replace(/\r\n?/g, "\n").split(/\n[ \t]*\n/)) {
    const lines = block.split("\n");
    const arrow = lines.findIndex((line) => line.includes("-->"));
    if (arrow < 0) continue; // a header, a note, a style, or nothing
    const segment = segments.length < mostCues ? toSegment(lines[arrow] as string, lines.slice(arrow + 1)) : undefined;
    if (segment) segments.push(segment);
    else skippedCount += 1;
  }
  segments.sort((a, b) => a.startSeconds - b.startSeconds || a.endSeconds - b.endSeconds);
  return { segments, skippedCount };
}

function toSegment(timing: string, lines: readonly string[]): NewSegment | undefined {
  const found = arrowPattern.exec(timing);
  const text = toPlain(lines.join(" "));
  if (!found || text === "") return undefined;
  const [startSeconds, endSeconds] = [toSeconds(found.slice(1, 5)), toSeconds(found.slice(5, 9))];
  if (endSeconds <= startSeconds || endSeconds > longestSeconds) return undefined;
  return { startSeconds, endSeconds, text, confidence: 1, phrases: [] };
}

function toSeconds([hours = "0", minutes, seconds, fraction]: readonly (string | undefined)[]): number {
  return Number(hours || 0) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(`0.${fraction}`);
}

/** Words without tags (`<i>`, `<v Ann>`, `{\an8}`), entities and superfluous spaces. */
function toPlain(text: string): string {
  return text
    .slice(0, 4 * longestText)
    .replace(/<[^<>]*>|\{\\[^{}]*\}/g, "")
    .replace(/&(amp|lt|gt|nbsp|lrm|rlm);/g, (_, name: keyof typeof entities) => entities[name])
    .replace(/\\[Nnh]|\p{Cc}|\s/gu, " ")
    .replace(/ {2,}/g, " ")
    .trim()
    .slice(0, longestText);
}

const entities = { amp: "&", lt: "<", gt: ">", nbsp: " ", lrm: "", rlm: "" } as const;

/** Bytes as text: by their mark as UTF-8 or UTF-16, else UTF-8 where they are that, else Latin-1 as Windows writes it. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
