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

/** How a manifest says that pictures are prepared. */
export type PictureSettings = z.output<z.ZodObject<typeof picture>>;

/** How an image encoder's pictures are prepared, as its manifest says. */
export function toImageSpec(settings: PictureSettings): ImageSpec {
  const { inputWidth: width, inputHeight: height, resize: fit, shortEdge, interpolation, mean, std } = settings;
  return { width, height, fit, shortEdge, interpolation, mean, std };
}
