/** A rectangle of a picture in pixels: its upper left corner, and its size. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Area in square pixels. */
export function areaOf({ width, height }: Box): number {
  return width * height;
}

/** Intersection over union of two boxes, in [0, 1]; 0 when both are empty. */
export function boxIoU(a: Box, b: Box): number {
  const shared = sharedArea(a, b);
  const union = areaOf(a) + areaOf(b) - shared;
  return union > 0 ? shared / union : 0;
}

/**
 * Intersection over union less the share of the smallest box around both that neither fills, in (-1, 1] (Rezatofighi et
 * al. 2019).
 */
export function generalisedIoU(a: Box, b: Box): number {
  const union = areaOf(a) + areaOf(b) - sharedArea(a, b);
  const width = Math.max(a.x + a.width, b.x + b.width) - Math.min(a.x, b.x);
  const height = Math.max(a.y + a.height, b.y + b.height) - Math.min(a.y, b.y);
  const hull = width * height;
  return hull > 0 ? boxIoU(a, b) - (hull - union) / hull : 0;
}

/** Area of what two boxes share, in square pixels. */
export function sharedArea(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}
