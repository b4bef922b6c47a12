import { z } from "zod";
import { valuesOfPatch } from "../../../../inference/picture/patches.js";
import type { FetchedGraph, FetchedSettings } from "../../hubLayout.js";
import { pixelSettings, readPictures, toPixelKeys } from "../../layouts/pictures.js";
import { maxEdge, readSettings } from "../../layouts/settings.js";
import { readPatchesGraph, readVisionGraph } from "./graphs.js";

const count = z.int().positive();
const edge = z.object({ longest_edge: count.max(maxEdge) });
const squared = pixelSettings.extend({ size: edge, max_image_size: edge });
const padded = pixelSettings.extend({ do_pad: z.boolean().nullish() });
/** Newer repositories give pixels where `size` says edges. */
const patched = pixelSettings.extend({
  size: z.object({ shortest_edge: count, longest_edge: count }).partial().default({}),
  min_pixels: count.optional(),
  max_pixels: count.optional(),
  patch_size: count.max(64).default(14),
  merge_size: count.max(8).default(2),
  temporal_patch_size: count.max(8).default(2),
});
/** Of Qwen2-VL, where a repository does not say it. */
const usualPatches = {
  minPixels: 56 ** 2,
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_std: [0.26862954, 0.26130258, 0.27577711],
};
/**
 * Pixels of a picture that is read as patches of 14: 256 rows of features, the least that its authors advise. They allow 16,384, which no
 * CPU reads in time.
 */
const maxPatchedPixels = 256 * 28 ** 2;

/** What a repository says of how pictures are prepared. */
export type PictureSettings = SizedPictures | PatchedPictures;
type SizedPictures = ReturnType<typeof readPictures> & { readonly longestEdge?: number; readonly padding?: number[] };
export type PatchedPictures = ReturnType<typeof readPatches>;

/** Idefics 3 scales the longest edge, then makes the picture square; it is not split into tiles here. */
export function readSquares(fetched: FetchedSettings): SizedPictures {
  const stated = readSettings(fetched, "preprocessor_config.json", squared);
  const side = stated.max_image_size.longest_edge;
  return {
    inputWidth: side,
    inputHeight: side,
    resize: "stretch",
    longestEdge: stated.size.longest_edge,
    ...toPixelKeys(stated),
  };
}

/** LLaVA makes some pictures square with the colour of their mean. */
export function readPadded(fetched: FetchedSettings): SizedPictures {
  const { do_pad: isPadded } = readSettings(fetched, "preprocessor_config.json", padded);
  const pictures = readPictures(fetched);
  return isPadded ? { ...pictures, padding: pictures.mean.map((value) => Math.trunc(value * 255)) } : pictures;
}

/** Qwen2-VL keeps the shape of a picture, and cuts it into patches. */
export function readPatches(fetched: FetchedSettings) {
  const stated = readSettings(fetched, "preprocessor_config.json", patched);
  const maxPixels = Math.min(maxPatchedPixels, stated.max_pixels ?? stated.size.longest_edge ?? maxPatchedPixels);
  return {
    patchEdge: stated.patch_size,
    mergedPatches: stated.merge_size,
    patchFrames: stated.temporal_patch_size,
    minPixels: Math.min(maxPixels, stated.min_pixels ?? stated.size.shortest_edge ?? usualPatches.minPixels),
    maxPixels,
    ...toPixelKeys({ ...usualPatches, ...stated }),
  };
}

/** Rows of features of the largest picture. */
export function rowsOfPatches({ maxPixels, patchEdge, mergedPatches }: PatchedPictures): number {
  return Math.max(1, Math.floor(maxPixels / (patchEdge * mergedPatches) ** 2));
}

/**
 * What a manifest says of a vision encoder.
 *
 * @throws {KinodexError} `model` where it does not take what pictures are made into
 */
export function readVision(graph: FetchedGraph, pictures: PictureSettings) {
  if (!("patchEdge" in pictures)) return { ...graph.file, ...pictures, ...readVisionGraph(graph, pictures) };
  const { patchEdge, mergedPatches, patchFrames } = pictures;
  const values = valuesOfPatch({ edge: patchEdge, merge: mergedPatches, frames: patchFrames });
  return { ...graph.file, ...pictures, ...readPatchesGraph(graph, values) };
}
