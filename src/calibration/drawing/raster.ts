import sharp from "sharp";
import { drawMoment, type Canvas } from "./draw.js";
import type { Scene } from "./scene.js";
import { createPaint } from "./svg.js";

sharp.concurrency(1);
sharp.cache(false);

/** Rasterises a document to RGB bytes [height, width, 3]. */
export async function rasterise(svg: string): Promise<Buffer> {
  return sharp(Buffer.from(svg), { limitInputPixels: false }).removeAlpha().raw().toBuffer();
}

/**
 * Rasterises several moments of a scene at once: RGB bytes [moments, height, width, 3]. The moments lie below one
 * another in one document, because starting the rasteriser costs more than drawing a small picture. The scene is
 * stretched to the asked size, as an encoder's preprocessing stretches a frame.
 */
export async function rasteriseMoments(
  scene: Scene,
  seconds: readonly number[],
  canvas: Canvas,
  size: { readonly width: number; readonly height: number },
  simple = false,
): Promise<Buffer> {
  const paint = createPaint();
  const tiles = seconds.map((time, i) => {
    const content = drawMoment(scene, time, canvas, paint, simple);
    return `<svg y="${i * size.height}" width="${size.width}" height="${size.height}" viewBox="0 0 ${canvas.width} ${canvas.height}" preserveAspectRatio="none">${content}</svg>`;
  });
  return rasterise(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height * seconds.length}">${paint.defs()}${tiles.join("")}</svg>`,
  );
}
