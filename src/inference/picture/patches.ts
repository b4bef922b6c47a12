/** How a model takes a picture as patches. */
export interface PatchSpec {
  /** Pixels of a patch's edge. */
  readonly edge: number;
  /** Patches along the edge of the squares in which they come. */
  readonly merge: number;
  /** Frames of a patch; a picture is all of them. */
  readonly frames: number;
}

/** Values that a patch has. */
export function valuesOfPatch({ edge, frames }: PatchSpec): number {
  return 3 * frames * edge ** 2;
}

/**
 * Pixels of a picture `[3, height, width]` as patches `[patches, values]`, as Qwen2-VL takes them (https://arxiv.org/abs/2409.12191).
 *
 * Patches that a model makes one of follow each other: square by square, each from its left to its right, from its top
 * down. A patch is `[3, frames, edge, edge]`. Both edges of the picture are multiples of `merge * edge`.
 */
export function toPatches(
  pixels: Float32Array,
  size: { readonly width: number; readonly height: number },
  spec: PatchSpec,
): Float32Array {
  const { width, height } = size;
  const { edge, merge, frames } = spec;
  const side = edge * merge;
  const patches = new Float32Array(pixels.length * frames);
  let at = 0;
  for (let top = 0; top < height; top += side)
    for (let left = 0; left < width; left += side)
      for (let n = 0; n < merge ** 2; n += 1) {
        const corner = (top + Math.floor(n / merge) * edge) * width + left + (n % merge) * edge;
        for (let plane = 0; plane < 3 * frames; plane += 1) {
          const start = Math.floor(plane / frames) * width * height + corner;
          for (let row = 0; row < edge; row += 1, at += edge)
            patches.set(pixels.subarray(start + row * width, start + row * width + edge), at);
        }
      }
  return patches;
}
