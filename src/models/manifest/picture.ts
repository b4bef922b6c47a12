import { z } from "zod";
import type { ImageSpec } from "../../inference/picture/preprocess.js";
import { count } from "./fields.js";

const perChannel = z.array(z.number()).length(3);

/** Keys that say how pictures are prepared. */
export const picture = {
  inputWidth: count,
  inputHeight: count,
  /** `stretch` ignores the aspect ratio, `crop` cuts the middle out. */
  resize: z.enum(["stretch", "crop"]),
  /** Short edge of the picture that `crop` cuts from; by default it just covers the input. */
  shortEdge: count.optional(),
  interpolation: z.enum(["bicubic", "bilinear", "lanczos"]),
  mean: perChannel,
  std: z.array(z.number().positive()).length(3),
};

/** Keys of what comes before that, for parts whose pictures are never decoded to their size. */
export const pictureBefore = {
  /** Colour, 8-bit RGB, around a picture that is scaled to fit into the input, whole, instead of all else. */
  matte: z.array(z.int().min(0).max(255)).length(3).optional(),
  /** Colour, 8-bit RGB, that a picture is made square with first. */
  padding: z.array(z.int().min(0).max(255)).length(3).optional(),
  /** What the longest edge is then scaled to. */
  longestEdge: count.optional(),
};

/** How a manifest says that pictures are prepared. */
export type PictureSettings = z.output<z.ZodObject<typeof picture>> &
  Partial<z.output<z.ZodObject<typeof pictureBefore>>>;

/** How an image encoder's pictures are prepared, as its manifest says. */
export function toImageSpec(settings: PictureSettings): ImageSpec {
  const { inputWidth: width, inputHeight: height, resize: fit, ...others } = settings;
  const { matte, padding, longestEdge, shortEdge, interpolation, mean, std } = others;
  return { width, height, fit, matte, padding, longestEdge, shortEdge, interpolation, mean, std };
}
