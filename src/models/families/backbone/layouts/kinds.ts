import { z } from "zod";
import { KinodexError } from "../../../../core/errors.js";
import type { FetchedSettings } from "../../hubLayout.js";
import { pixelSettings, readPictures, toPixelKeys } from "../../layouts/pictures.js";
import { maxEdge, readSettings } from "../../layouts/settings.js";

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
const edge = z.object({ longest_edge: count.max(maxEdge) });
const squared = pixelSettings.extend({ size: edge, max_image_size: edge });
const padded = pixelSettings.extend({ do_pad: z.boolean().nullish() });

/** What a repository says of its model beside its prompts. */
export interface BackboneKind {
  /** As its configuration calls the architecture. */
  readonly type: string;
  readonly pictures: ReturnType<typeof readPictures> & { readonly longestEdge?: number; readonly padding?: number[] };
  readonly imageTokenId: number;
  /** Rows of features of a picture, about. */
  readonly rowsOfPicture: number;
  readonly contextLength: number;
  readonly endTokenId: number | undefined;
  /** What stands around the image token wherever a template puts it. */
  readonly aroundImage: readonly [before: string, after: string];
}

const squaring = ["idefics3", "smolvlm"];
const known = ["llava", ...squaring, "moondream1"];
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
  const isSquared = squaring.includes(type);
  const pictures = isSquared ? readSquares(fetched) : readPadded(fetched);
  const { image_seq_len: rows } = readSettings(fetched, "processor_config.json", processor, {});
  const { image_size: size = pictures.inputWidth, patch_size: patch = usual.patch } = vision;
  return {
    type,
    pictures,
    imageTokenId,
    rowsOfPicture: rows ?? stated.image_seq_length ?? Math.ceil((size / patch / scale) ** 2),
    contextLength: texts.max_position_embeddings ?? stated.max_position_embeddings ?? usual.contextLength,
    endTokenId: texts.eos_token_id ?? stated.eos_token_id ?? undefined,
    // without splitting, a picture is the view of the whole
    aroundImage: isSquared ? ["<fake_token_around_image><global-img>", "<fake_token_around_image>"] : ["", ""],
  };
}

/** Idefics 3 scales the longest edge, then makes the picture square; it is not split into tiles here. */
function readSquares(fetched: FetchedSettings): BackboneKind["pictures"] {
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

function readPadded(fetched: FetchedSettings): BackboneKind["pictures"] {
  const { do_pad: isPadded } = readSettings(fetched, "preprocessor_config.json", padded);
  const pictures = readPictures(fetched);
  return isPadded ? { ...pictures, padding: pictures.mean.map((value) => Math.trunc(value * 255)) } : pictures;
}

function toUnknown({ about }: FetchedSettings, type: string, imageTokenId: number | undefined): KinodexError {
  const message = known.includes(type)
    ? `config.json of ${about.id} does not say which token stands for a picture`
    : `${about.id} is of the architecture "${type}", whose pictures and prompts Kinodex does not make: it knows ${known.join(", ")}`;
  return new KinodexError("model", message, { id: about.id, type, imageTokenId });
}
