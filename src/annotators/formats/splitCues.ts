import type { Span } from "../../core/span.js";

/** A cue as a file holds it. */
export interface RawCue {
  /** Undefined where its timing line cannot be read. */
  readonly span: Span | undefined;
  /** Markup, without the number or name of the cue that follows. */
  readonly lines: readonly string[];
}

const time = String.raw`(?:(\d{1,3}):\s?)?(\d{1,2}):\s?(\d{1,2})(?:[.,:]\s?(\d{1,9}))?`;
const timing = new RegExp(String.raw`^\s*${time}\s*(?:-{1,3}>|--&gt;)\s*${time}(?!\d)`);
const number = /^\s*\d+\s*$/;

/**
 * Splits SubRip and WebVTT text into cues, in the order of the file: a cue begins at its timing line and ends at the next
 * one, whether there are blank lines between the cues or inside them. Headers, notes and styles of WebVTT are left out.
 */
export function splitCues(text: string): RawCue[] {
  const lines = text
    .replace(/^\ufeff/, "")
    .replace(/\r+\n|\r/g, "\n")
    .split("\n");
  const isWebVtt = /^WEBVTT(\s|$)/.test(lines[0] ?? "");
  const cues: { span: Span | undefined; lines: string[] }[] = [];
  let current: string[] = [];
  let isNumbered = false;
  let cueNumber = Number.NaN;
  let isInNote = false;

  /** Takes off what stands before the next timing line and belongs to it. */
  const takeHeader = (): void => {
    const last = current.findLastIndex(isWritten);
    const line = current[last] ?? "";
    const isAdjacent = last === current.length - 1;
    if (cues.length === 0) isNumbered = number.test(line);
    const isNext = cues.length === 0 || Number(line) === cueNumber + 1;
    if (isNumbered && number.test(line) && (isAdjacent || isNext)) {
      cueNumber = Number(line);
      current.length = last;
    } else if (isWebVtt && isAdjacent && last > 0 && !isWritten(current[last - 1])) current.length = last; // its name
  };

  for (const [n, line] of lines.entries()) {
    if (isTimingLine(line, lines[n - 1] ?? "", isWebVtt)) {
      takeHeader();
      current = [];
      cues.push({ span: toSpan(line), lines: current });
      isInNote = false;
    } else if (isWebVtt && /^(NOTE|STYLE|REGION)(\s|$)/.test(line) && !isWritten(lines[n - 1])) isInNote = true;
    else if (isInNote && isWritten(line)) continue;
    else {
      isInNote = false;
      current.push(line);
    }
  }
  return cues;
}

function isWritten(line: string | undefined): boolean {
  return line !== undefined && line.trim() !== "";
}

/** Also one that cannot be read, as far as nothing else can be meant. */
function isTimingLine(line: string, before: string, isWebVtt: boolean): boolean {
  if (timing.test(line)) return true;
  return line.includes("-->") && (isWebVtt || number.test(before) || /^\s*-?\d[\d:.,\s]*-->/.test(line));
}

function toSpan(line: string): Span | undefined {
  const found = timing.exec(line);
  return found ? { startSeconds: toSeconds(found.slice(1, 5)), endSeconds: toSeconds(found.slice(5, 9)) } : undefined;
}

function toSeconds([hours = "0", minutes, seconds, fraction = "0"]: readonly (string | undefined)[]): number {
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(`0.${fraction}`);
}
