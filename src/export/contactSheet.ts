import { join } from "node:path";
import { createRequire } from "node:module";
import type { OverlayOptions } from "sharp";
import { loadSharp } from "../media/sharp.js";

/** One picture of a contact sheet. */
export interface SheetCell {
  /** A JPEG or PNG of any size. */
  readonly picture: Buffer;
  /** Drawn on the picture's lower left: the timecodes. */
  readonly timecode: string;
  /** The line below the picture. */
  readonly title: string;
  /** How full the bar under the picture is, in [0, 1]. */
  readonly confidence: number;
}

/** One row of cells under its own heading. */
export interface SheetSection {
  readonly heading: string;
  readonly cells: readonly SheetCell[];
}

const columns = 4;
const cellWidth = 320;
const pictureHeight = 180;
const gap = 20;
const barHeight = 4;
const cellHeight = pictureHeight + barHeight + 34;
const headingHeight = 46;
const paper = "#14161b";

// A font that travels with the package: the machine may have none.
const fontFile = join(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json"), "../ttf/DejaVuSans.ttf");

/** Draws sections of pictures with timecodes, one below the other, as a PNG. */
export async function drawContactSheet(sections: readonly SheetSection[]): Promise<Buffer> {
  const overlays: OverlayOptions[] = [];
  let top = gap;
  for (const { heading, cells } of sections) {
    overlays.push({ input: await drawText(heading, "#ffffff", 18, sheetWidth() - 2 * gap), top, left: gap });
    top += headingHeight;
    for (const [n, cell] of cells.entries()) {
      const left = gap + (n % columns) * (cellWidth + gap);
      overlays.push(...(await drawCell(cell, left, top + Math.floor(n / columns) * (cellHeight + gap))));
    }
    top += Math.ceil(cells.length / columns) * (cellHeight + gap);
  }
  return loadSharp()({ create: { width: sheetWidth(), height: top, channels: 3, background: paper } })
    .composite(overlays)
    .png({ compressionLevel: 9 })
    .toBuffer();
}

function sheetWidth(): number {
  return columns * cellWidth + (columns + 1) * gap;
}

async function drawCell(cell: SheetCell, left: number, top: number): Promise<OverlayOptions[]> {
  const sharp = loadSharp();
  const picture = await sharp(cell.picture)
    .resize(cellWidth, pictureHeight, { fit: "contain", background: "#000000" })
    .png()
    .toBuffer();
  const timecode = await drawText(cell.timecode, "#ffffff", 11, cellWidth - 24);
  const { width, height } = await sharp(timecode).metadata();
  const plate = drawBox(width + 12, height + 10, "rgba(0,0,0,0.72)");
  const plateTop = top + pictureHeight - height - 16;
  const filled = Math.round(cellWidth * Math.min(1, Math.max(0, cell.confidence)));
  return [
    { input: picture, left, top },
    { input: plate, left: left + 6, top: plateTop },
    { input: timecode, left: left + 12, top: plateTop + 5 },
    { input: drawBox(cellWidth, barHeight, "#2a2e37"), left, top: top + pictureHeight },
    ...(filled ? [{ input: drawBox(filled, barHeight, "#f5b942"), left, top: top + pictureHeight }] : []),
    { input: await drawText(cell.title, "#b9c0cc", 11, cellWidth), left, top: top + pictureHeight + barHeight + 8 },
  ];
}

function drawBox(width: number, height: number, fill: string): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${fill}"/></svg>`,
  );
}

/** One line of text as a PNG with transparency, cut with an ellipsis at `maxWidth` pixels. */
async function drawText(text: string, colour: string, points: number, maxWidth: number): Promise<Buffer> {
  const widthPerCharacter = points * 0.86; // DejaVu Sans at 96 dpi, on average
  const fits = Math.max(4, Math.floor(maxWidth / widthPerCharacter));
  const line = text.length > fits ? `${text.slice(0, fits - 1)}…` : text || " ";
  const escaped = line.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return loadSharp()({
    text: {
      text: `<span foreground="${colour}">${escaped}</span>`,
      font: `DejaVu Sans ${points}`,
      fontfile: fontFile,
      dpi: 96,
      rgba: true,
      wrap: "none",
    },
  })
    .png()
    .toBuffer();
}
