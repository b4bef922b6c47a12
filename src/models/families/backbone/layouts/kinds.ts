import { z } from "zod";
import { KinodexError } from "../../../../core/errors.js";
import type { FetchedSettings } from "../../hubLayout.js";
import { readSettings } from "../../layouts/settings.js";
import { readPadded, readPatches, readSquares, rowsOfPatches, type PictureSettings } from "./pictures.js";

const count = z.int().positive();
const config = z.object({
  model_type: z.string().default(""),
  image_token_index: z.int().optional(),
  image_token_id: z.int().optional(),
  image_seq_length: count.optional(),
  scale_factor: count.default(1),
  eos_token_id: z.int().nullish(),
  max_position_embeddings: count.optional(),
  text_config: z.object({ max_position_embeddings: count, eos_token_id: z.int().nullish() }).partial().default({}),
  vision_config: z.object({ image_size: count, patch_size: count }).partial().default({}),
});
const processor = z.object({ image_seq_len: count.optional() });

/** What a repository says of its model beside its prompts. */
export interface BackboneKind {
  /** As its configuration calls the architecture. */
  readonly type: string;
  readonly pictures: PictureSettings;
  readonly imageTokenId: number;
  /** Rows of features of a picture, about. */
  readonly rowsOfPicture: number;
  readonly contextLength: number;
  readonly endTokenId: number | undefined;
  /** Axes on which tokens have places. */
  readonly positionAxes: 1 | 3;
  /** What stands around the image token wherever a template puts it. */
  readonly aroundImage: readonly [before: string, after: string];
}

const squaring = ["idefics3", "smolvlm"];
const patching = "qwen2_vl";
const known = ["llava", ...squaring, "moondream1", patching];
/** Of a vision encoder that does not say it. */
const usual = { patch: 14, contextLength: 2048 };

/**
 * Reads what kind of model a repository holds.
 *
 * @throws {KinodexError} `model` for an architecture whose pictures or prompts are made in another way
 */
export function readKind(fetched: FetchedSettings): BackboneKind {
  const stated = readSettings(fetched, "config.json", config);
  const { model_type: type, text_config: texts, vision_config: vision, scale_factor: scale } = stated;
  const imageTokenId = stated.image_token_index ?? stated.image_token_id;
  if (!known.includes(type) || imageTokenId === undefined) throw toUnknown(fetched, type, imageTokenId);
  const common = {
    type,
    imageTokenId,
    contextLength: texts.max_position_embeddings ?? stated.max_position_embeddings ?? usual.contextLength,
    endTokenId: texts.eos_token_id ?? stated.eos_token_id ?? undefined,
  };
  if (type === patching) {
    const pictures = readPatches(fetched);
    const aroundImage = ["<|vision_start|>", "<|vision_end|>"] as const;
    return { ...common, pictures, rowsOfPicture: rowsOfPatches(pictures), positionAxes: 3, aroundImage };
  }
  const isSquared = squaring.includes(type);
  const pictures = isSquared ? readSquares(fetched) : readPadded(fetched);
  const { image_seq_len: rows } = readSettings(fetched, "processor_config.json", processor, {});
  const { image_size: size = pictures.inputWidth, patch_size: patch = usual.patch } = vision;
  return {
    ...common,
    pictures,
    rowsOfPicture: rows ?? stated.image_seq_length ?? Math.ceil((size / patch / scale) ** 2),
    positionAxes: 1,
    // without splitting, a picture is the view of the whole
    aroundImage: isSquared ? ["<fake_token_around_image><global-img>", "<fake_token_around_image>"] : ["", ""],
  };
}

function toUnknown({ about }: FetchedSettings, type: string, imageTokenId: number | undefined): KinodexError {
  const message = known.includes(type)
    ? `config.json of ${about.id} does not say which token stands for a picture`
    : `${about.id} is of the architecture "${type}", whose pictures and prompts Kinodex does not make: it knows ${known.join(", ")}`;
  return new KinodexError("model", message, { id: about.id, type, imageTokenId });
}
