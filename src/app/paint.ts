import { KinodexError } from "../core/errors.js";
import { toPng } from "../media/png.js";
import type { ModelShelf } from "../models/modelShelf.js";
import { findOnlyModel } from "./findOnlyModel.js";

export interface PaintOptions {
  /** Id of a model with the capability `painting`. Default: the only one that is here. */
  readonly model?: string | undefined;
  /** Other seeds give other pictures: a whole number in [0, 2^32). Default 0. */
  readonly seed?: number | undefined;
  /** Stops it; the promise is then rejected with `interrupted`. */
  readonly signal?: AbortSignal | undefined;
}

const maxSeed = 2 ** 32 - 1;

/**
 * Turns a text into a picture, and resolves to the bytes of a PNG; the same ones for the same text, model and seed.
 *
 * @throws {KinodexError} `usage` for an empty text, a seed out of range, a model that cannot paint, and where none or several
 *   could be meant; `environment` for an unknown one
 */
export async function paint(
  models: ModelShelf,
  text: string,
  { model: id, seed = 0, signal }: PaintOptions = {},
): Promise<Uint8Array> {
  if (text.trim() === "") throw new KinodexError("usage", "there is nothing to paint: describe a picture");
  if (!Number.isInteger(seed) || seed < 0 || seed > maxSeed)
    throw new KinodexError("usage", `the seed ${seed} is not a whole number from 0 to ${maxSeed}`, { seed });
  const model = await models.open(id ?? (await findOnlyModel("painting", messages)));
  const painter = await model.open("painting");
  return toPng(await painter.paint(text, seed, signal));
}

const messages = {
  none: 'no model is here that paints: "kinodex models" lists some, such as onnx-community/Janus-Pro-1B-ONNX',
  several: "several models paint: name one of",
};
