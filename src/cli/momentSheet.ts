import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { KinodexError, toMessage } from "../core/errors.js";
import { loadSharp } from "../media/sharp.js";
import { extractThumbnail } from "../media/thumbnail.js";
import type { ConfidentMoment } from "../query/moments/foundMoment.js";
import { drawContactSheet, type SheetCell } from "./contactSheet.js";
import { toTimecode } from "./format.js";
import type { Output } from "./output.js";

/** Draws the moments' keyframes into a PNG file. */
export async function writeSheet(
  file: string,
  heading: string,
  moments: readonly ConfidentMoment[],
  output: Output,
): Promise<void> {
  const cells = await drawCells(moments, output);
  await writeFile(file, await drawContactSheet([{ heading, cells }])).catch((error: unknown) => {
    throw new KinodexError(
      "environment",
      `cannot write the contact sheet ${file}: ${toMessage(error)}`,
      { file },
      error,
    );
  });
  output.note(`contact sheet: ${file}`);
}

/** The cells of a contact sheet; a video whose file is gone leaves its place black. */
export async function drawCells(moments: readonly ConfidentMoment[], output: Output): Promise<SheetCell[]> {
  const cells: SheetCell[] = [];
  for (const moment of moments) {
    const frame = await extractThumbnail(moment.path, moment.keyframeSeconds, { width: 320 }).catch(
      (error: unknown) => {
        output.problem(toMessage(error));
        return { width: 16, height: 9, pixels: new Uint8Array(16 * 9 * 3) };
      },
    );
    const raw = { width: frame.width, height: frame.height, channels: 3 } as const;
    cells.push({
      picture: await loadSharp()(frame.pixels, { raw }).png().toBuffer(),
      timecode: `${toTimecode(moment.startSeconds)} – ${toTimecode(moment.endSeconds)}`,
      title: basename(moment.path),
      confidence: moment.confidence,
    });
  }
  return cells;
}
