import { basename } from "node:path";
import { toCertainty } from "../core/certainty.js";
import { toClockSpan } from "../core/clock.js";
import { toMessage } from "../core/errors.js";
import { drawContactSheet, type SheetCell, type SheetSection } from "../export/contactSheet.js";
import { toJpeg } from "../media/jpeg.js";
import { extractThumbnail } from "../media/thumbnail.js";
import type { ConfidentMoment } from "./kinodex.js";

/** Moments under a heading. */
export interface MomentSection {
  readonly heading: string;
  /** Confidence from which one counts as found. */
  readonly foundFrom: number;
  readonly moments: readonly ConfidentMoment[];
}

/**
 * Draws the keyframes of moments as a contact sheet and resolves to a PNG. A picture that cannot be read is black, and
 * `onProblem` hears why.
 */
export async function drawSheet(
  sections: readonly MomentSection[],
  onProblem: (message: string) => void,
): Promise<Buffer> {
  const drawn: SheetSection[] = [];
  for (const { heading, foundFrom, moments } of sections) {
    const cells: SheetCell[] = [];
    for (const moment of moments) cells.push(await toCell(moment, foundFrom, onProblem));
    drawn.push({ heading, cells });
  }
  return drawContactSheet(drawn);
}

async function toCell(
  moment: ConfidentMoment,
  foundFrom: number,
  onProblem: (message: string) => void,
): Promise<SheetCell> {
  const frame = await extractThumbnail(moment.path, moment.keyframeSeconds, { width: 320 }).catch((error: unknown) => {
    onProblem(toMessage(error));
    return { timeSeconds: 0, width: 16, height: 9, pixels: new Uint8Array(16 * 9 * 3) };
  });
  return {
    picture: await toJpeg(frame),
    timecode: toClockSpan(moment),
    title: `${toCertainty(moment.confidence, foundFrom)} · ${basename(moment.path)}`,
    confidence: moment.confidence,
  };
}
