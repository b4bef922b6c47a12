import { createRequire } from "node:module";
import { join } from "node:path";
import { createRandom } from "../../src/core/random.js";
import { loadSharp } from "../../src/media/sharp.js";
import { backgroundQueries } from "../../src/query/confidence/backgroundQueries.js";

/** A line of text as a picture shows it. */
export interface WrittenLine {
  readonly text: string;
  readonly font: string;
  /** Size of the font, in pixels. */
  readonly sizePixels: number;
  readonly degrees: number;
  /** Grey levels between the text and what is behind it. */
  readonly contrast: number;
  /** Sigma of a Gaussian, in pixels. */
  readonly blur: number;
}

/** A picture that shows lines of text, 8-bit RGB. */
export interface WrittenFrame {
  readonly width: number;
  readonly height: number;
  /** From top to bottom. */
  readonly lines: readonly WrittenLine[];
  readonly pixels: Buffer;
}

/** What {@link drawWrittenFrame} draws. */
export interface WrittenFrameOptions {
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  /** Of the font, in pixels. */
  readonly sizes: readonly [min: number, max: number];
}

/** Names that fonts go by, and their files. */
const fonts: Readonly<Record<string, string>> = {
  "DejaVu Sans": "DejaVuSans.ttf",
  "DejaVu Sans Bold": "DejaVuSans-Bold.ttf",
  "DejaVu Sans Oblique": "DejaVuSans-Oblique.ttf",
  "DejaVu Sans Condensed": "DejaVuSansCondensed.ttf",
  "DejaVu Sans Condensed Bold": "DejaVuSansCondensed-Bold.ttf",
  "DejaVu Serif": "DejaVuSerif.ttf",
  "DejaVu Serif Bold": "DejaVuSerif-Bold.ttf",
  "DejaVu Serif Italic": "DejaVuSerif-Italic.ttf",
  "DejaVu Sans Mono": "DejaVuSansMono.ttf",
};
const fontFolder = join(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json"), "../ttf");
const words = backgroundQueries.flatMap((text) => text.split(/\s+/));

/**
 * Draws a picture as video shows text: one to four lines over a scene of soft and sharp shapes, each of its own font, size and
 * contrast, some blurred, some turned by up to 15°.
 */
export async function drawWrittenFrame({ seed, width, height, sizes }: WrittenFrameOptions): Promise<WrittenFrame> {
  const random = createRandom(seed);
  const between = (low: number, high: number) => low + random() * (high - low);
  const level = Math.round(between(30, 225));
  const lines: WrittenLine[] = [];
  const layers: { input: Buffer; left: number; top: number }[] = [];
  const count = 1 + Math.floor(random() * 4);
  const isTurned = random() < 0.25;
  const degrees = isTurned ? between(-15, 15) : 0;
  for (let n = 0; n < count; n += 1) {
    const sizePixels = Math.round(between(...sizes));
    const line: WrittenLine = {
      text: drawWords(random, Math.max(1, Math.min(6, Math.floor((width * 0.8) / (sizePixels * 5))))),
      font: Object.keys(fonts)[Math.floor(random() * Object.keys(fonts).length)] as string,
      sizePixels,
      degrees,
      contrast: Math.round(random() < 0.25 ? between(60, 90) : between(110, 200)),
      blur: random() < 0.25 ? between(0.5, sizePixels / 24 + 0.4) : 0,
    };
    const input = await drawLine(line, level);
    const { width: w, height: h } = await loadSharp()(input).metadata();
    const band = height / count;
    if (w > width * 0.98 || h > band * 0.98) continue;
    const [left, top] = [between(0.01 * width, width * 0.99 - w), band * n + between(0, band - h)];
    layers.push({ input, left: Math.round(left), top: Math.round(top) });
    lines.push(line);
  }
  const scene = Buffer.from(drawScene(random, { width, height, level }));
  const pixels = await loadSharp()(scene).composite(layers).removeAlpha().raw().toBuffer();
  return { width, height, lines, pixels };
}

/** Words as signs and slides have them: some in capitals, some with numbers. */
function drawWords(random: () => number, count: number): string {
  const chosen = Array.from({ length: count }, () => words[Math.floor(random() * words.length)] as string);
  if (random() < 0.3) chosen[Math.floor(random() * count)] = String(Math.floor(random() * 10_000));
  const text = chosen.join(" ").replace(/[;,]+$/, "");
  return random() < 0.25 ? text.toUpperCase() : text;
}

/** The line alone, on nothing. */
async function drawLine({ text, font, sizePixels, degrees, contrast, blur }: WrittenLine, level: number) {
  const isLight = level + contrast <= 255 && (level - contrast < 0 || level < 128);
  const grey = Math.min(255, Math.max(0, isLight ? level + contrast : level - contrast));
  const colour = `#${grey.toString(16).padStart(2, "0").repeat(3)}`;
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const sharp = loadSharp();
  const drawn = await sharp({
    text: {
      text: `<span foreground="${colour}">${escaped}</span>`,
      font: `${font} ${sizePixels}`,
      fontfile: join(fontFolder, fonts[font] as string),
      dpi: 72,
      rgba: true,
    },
  })
    .extend({ top: 4, bottom: 4, left: 4, right: 4, background: { r: grey, g: grey, b: grey, alpha: 0 } })
    .png()
    .toBuffer();
  const turned = await sharp(drawn)
    .rotate(degrees, { background: { r: grey, g: grey, b: grey, alpha: 0 } })
    .png()
    .toBuffer();
  return blur > 0.3 ? sharp(turned).blur(blur).png().toBuffer() : turned;
}

/** Soft light and shapes of levels near the one that the text stands out from. */
function drawScene(
  random: () => number,
  { width, height, level }: { readonly width: number; readonly height: number; readonly level: number },
): string {
  const tone = (spread: number) =>
    Array.from({ length: 3 }, () => Math.round(Math.min(255, Math.max(0, level + (random() - 0.5) * spread)))).join(
      ",",
    );
  const shapes = Array.from({ length: 12 }, () => {
    const [x, y, size] = [random() * width, random() * height, (0.05 + random() * 0.25) * height];
    return random() < 0.5
      ? `<circle cx="${x}" cy="${y}" r="${size / 2}" fill="rgb(${tone(36)})"/>`
      : `<rect x="${x}" y="${y}" width="${size * 1.5}" height="${size}" fill="rgb(${tone(36)})"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><linearGradient id="g" x2="1" y2="1">
    <stop stop-color="rgb(${tone(30)})"/><stop offset="1" stop-color="rgb(${tone(30)})"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#g)"/>${shapes.join("")}</svg>`;
}
