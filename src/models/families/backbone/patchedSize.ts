import type { DecodedFrame } from "../../../core/frame.js";
import type { ImageSpec } from "../../../inference/picture/preprocess.js";
import type { PatchesPart } from "./manifest.js";

type Size = Pick<DecodedFrame, "width" | "height">;

/**
 * What a picture is scaled to: edges that are whole numbers of rows of features, near its own or as large as the limits of pixels let
 * them be (`smart_resize` of Qwen2-VL, https://arxiv.org/abs/2409.12191).
 */
export function sizeInPatches({ width, height }: Size, vision: PatchesPart): Size {
  const { patchEdge, mergedPatches, minPixels, maxPixels } = vision;
  const unit = patchEdge * mergedPatches;
  const fit = (toCount: (units: number) => number, scale = 1): Size => ({
    width: toCount((width * scale) / unit) * unit,
    height: toCount((height * scale) / unit) * unit,
  });
  const near = fit(roundHalfToEven);
  const pixels = near.width * near.height;
  if (pixels > maxPixels)
    return fit((units) => Math.max(1, Math.floor(units)), Math.sqrt(maxPixels / (width * height)));
  return pixels < minPixels ? fit(Math.ceil, Math.sqrt(minPixels / (width * height))) : near;
}

/** As Python rounds, which the limits were written in. */
function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}

/** How a picture is prepared that has this size then. */
export function toPatchedSpec(vision: PatchesPart, { width, height }: Size): ImageSpec {
  const { patchEdge: edge, mergedPatches: merge, patchFrames: frames, interpolation, mean, std } = vision;
  return { width, height, fit: "stretch", interpolation, mean, std, patches: { edge, merge, frames } };
}
