import type { DecodedFrame } from "../core/frame.js";
import { decodeFrames } from "../media/decode.js";
import { toJpeg } from "../media/jpeg.js";
import { probeMedia } from "../media/probe.js";
import { loadSharp } from "../media/sharp.js";
import { extractThumbnail } from "../media/thumbnail.js";

/** Pixels: how wide the pictures are that an index keeps. */
export const keptWidth = 320;

/** How the pictures of a timeline lie in their sheet. */
export interface SpriteLayout {
  readonly columns: number;
  readonly rows: number;
  readonly count: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly intervalSeconds: number;
}

/** A tile fills one of both. */
const tileBox = { width: 160, height: 320 };
const maxSprites = 100;
const shortestIntervalSeconds = 1;
/** Below this length every picture is decoded, above it only those that the codec stored whole. */
const decodeWholeSeconds = 120;

/** A picture of a video at a time, as a JPEG. */
export async function drawThumbnail(
  path: string,
  timeSeconds: number,
  width: number,
  signal: AbortSignal,
): Promise<Buffer> {
  return toJpeg(await extractThumbnail(path, timeSeconds, { width }, { signal }));
}

/** The layout of a video's sheet: a picture each second of a short one, a hundred of a long one. */
export function layOutSprites(video: {
  readonly durationSeconds: number;
  readonly width: number;
  readonly height: number;
}): SpriteLayout {
  const durationSeconds = Math.max(0.1, video.durationSeconds);
  const intervalSeconds = Math.max(shortestIntervalSeconds, durationSeconds / maxSprites);
  const count = Math.min(maxSprites, Math.max(1, Math.ceil(durationSeconds / intervalSeconds)));
  const columns = Math.min(10, count);
  const scale = Math.min(tileBox.width / video.width, tileBox.height / video.height);
  const toTile = (side: number) => Math.max(2, Math.round(side * scale));
  const [tileWidth, tileHeight] = [toTile(video.width), toTile(video.height)];
  return { columns, rows: Math.ceil(count / columns), count, tileWidth, tileHeight, intervalSeconds };
}

/** Draws the sheet: each tile shows the last picture at or before its time. */
export async function drawSprites(path: string, layout: SpriteLayout, signal: AbortSignal): Promise<Buffer> {
  const { count, columns, rows, tileWidth, tileHeight, intervalSeconds } = layout;
  const info = await probeMedia(path, { signal });
  const isLong = count * intervalSeconds > decodeWholeSeconds;
  const frames = decodeFrames(
    info,
    {
      width: tileWidth,
      height: tileHeight,
      fit: "crop",
      select: isLong ? { mode: "keyframes" } : { mode: "rate", framesPerSecond: 2 },
      maxFrames: 100_000,
    },
    { signal },
  );
  const tiles: DecodedFrame[] = [];
  for await (const frame of frames) {
    const next = Math.min(count, Math.floor(frame.timeSeconds / intervalSeconds) + 1);
    const before = tiles.at(-1) ?? frame;
    while (tiles.length < next - 1) tiles.push(before);
    if (tiles.length < next) tiles.push(frame);
  }
  const last = tiles.at(-1);
  while (last && tiles.length < count) tiles.push(last);
  const sheet = { width: columns * tileWidth, height: rows * tileHeight, channels: 3, background: "#000000" } as const;
  return loadSharp()({ create: sheet })
    .composite(
      tiles.map(({ pixels, width, height }, n) => ({
        input: Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength),
        raw: { width, height, channels: 3 } as const,
        left: (n % columns) * tileWidth,
        top: Math.floor(n / columns) * tileHeight,
      })),
    )
    .jpeg({ quality: 70 })
    .toBuffer();
}
