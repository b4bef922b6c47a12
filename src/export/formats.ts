import { KinodexError } from "../core/errors.js";
import { toEdl, warnOfRates } from "./edl.js";
import { toFcpxml } from "./fcpxml.js";
import { toOpenTimelineIo } from "./openTimelineIo.js";
import { toCsv, toJsonLines, type ExportedMoment } from "./tables.js";
import type { Timeline } from "./timeline.js";

/** A way to write moments down: as a table of what was found, or as a timeline, which needs to know the files. */
export type ExportFormat =
  | { readonly kind: "table"; readonly write: (moments: readonly ExportedMoment[]) => string }
  | {
      readonly kind: "timeline";
      readonly write: (timeline: Timeline) => string;
      /** What the format cannot say about this timeline, one line for people each. */
      readonly warn: (timeline: Timeline) => readonly string[];
    };

const nothingLost = () => [];

const formats = new Map<string, ExportFormat>([
  ["csv", { kind: "table", write: toCsv }],
  ["jsonl", { kind: "table", write: toJsonLines }],
  ["edl", { kind: "timeline", write: toEdl, warn: warnOfRates }],
  ["fcpxml", { kind: "timeline", write: toFcpxml, warn: nothingLost }],
  ["otio", { kind: "timeline", write: toOpenTimelineIo, warn: nothingLost }],
]);

/** Names of all formats. */
export const formatNames: readonly string[] = [...formats.keys()];

/**
 * The format of a name.
 *
 * @throws {KinodexError} `usage` that lists the formats when there is none of that name
 */
export function requireFormat(name: string): ExportFormat {
  const format = formats.get(name);
  if (format) return format;
  throw new KinodexError("usage", `cannot export as "${name}": give --format one of ${formatNames.join(", ")}`, {
    format: name,
  });
}
