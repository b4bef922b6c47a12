import { z } from "zod";
import { KinodexError } from "../../../core/errors.js";
import type { FetchedGraph, FetchedSettings } from "../hubLayout.js";
import { toMisfit } from "./graphs.js";
import { maxEdge, readSettings } from "./settings.js";

const edge = z.int().positive().max(maxEdge);
const size = z.union([edge, z.object({ shortest_edge: edge }), z.object({ height: edge, width: edge })]);
const channels = z.array(z.number()).length(3);

/** What `preprocessor_config.json` says of how values are made of pixels. */
export const pixelSettings = z.object({
  do_normalize: z.boolean().nullish(),
  resample: z.union([z.literal(1), z.literal(2), z.literal(3)]).default(3),
  image_mean: channels.optional(),
  image_std: channels.optional(),
});

const pictures = pixelSettings.extend({
  size,
  crop_size: size.optional(),
  do_center_crop: z.boolean().nullish(),
});
/** As Pillow numbers them. */
const interpolations = { 1: "lanczos", 2: "bilinear", 3: "bicubic" } as const;

/** Reads from `preprocessor_config.json` what a manifest says of how pictures are prepared. */
export function readPictures(fetched: FetchedSettings) {
  const stated = readSettings(fetched, "preprocessor_config.json", pictures);
  const short = toEdges(stated.size).shortEdge;
  const crops = short !== undefined || stated.do_center_crop === true;
  const [width, height] = toEdges(crops ? (stated.crop_size ?? stated.size) : stated.size).edges;
  if (short !== undefined && short < Math.max(width, height)) {
    const message = `preprocessor_config.json of ${fetched.about.id} cuts ${width}x${height} from pictures whose short edge is ${short}`;
    throw new KinodexError("model", message, { short, width, height });
  }
  return {
    inputWidth: width,
    inputHeight: height,
    resize: crops ? "crop" : "stretch",
    ...(crops && short !== undefined && short > Math.max(width, height) && { shortEdge: short }),
    ...toPixelKeys(stated),
  };
}

/** The same as a manifest says it. */
export function toPixelKeys({ resample, do_normalize: normalises, image_mean, image_std }: PixelSettings) {
  const isNormalised = normalises !== false;
  return {
    interpolation: interpolations[resample],
    mean: isNormalised ? (image_mean ?? [0.5, 0.5, 0.5]) : [0, 0, 0],
    std: isNormalised ? (image_std ?? [0.5, 0.5, 0.5]) : [1, 1, 1],
  };
}

type PixelSettings = z.output<typeof pixelSettings>;

function toEdges(stated: z.output<typeof size>): {
  readonly edges: readonly [number, number];
  readonly shortEdge?: number;
} {
  if (typeof stated === "number") return { edges: [stated, stated] };
  if ("shortest_edge" in stated) {
    const { shortest_edge: shortEdge } = stated;
    return { edges: [shortEdge, shortEdge], shortEdge };
  }
  return { edges: [stated.width, stated.height] };
}

/** Pixels of a picture that a model takes. */
export interface PictureSize {
  readonly inputWidth: number;
  readonly inputHeight: number;
}

/**
 * Checks that pictures are made as large as an image graph takes them.
 *
 * @throws {KinodexError} `model` where they are not
 */
export function checkPictureSize(graph: FetchedGraph, { inputWidth, inputHeight }: PictureSize): void {
  const [height, width] = graph.inputs[0]?.dims.slice(2) ?? [];
  const fits = (stated: number | string | undefined, pixels: number) => typeof stated !== "number" || stated === pixels;
  if (fits(height, inputHeight) && fits(width, inputWidth)) return;
  throw toMisfit(graph, `its settings make pictures of ${inputWidth}x${inputHeight}`);
}
