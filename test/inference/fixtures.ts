import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DecodedFrame, Interpolation } from "../../src/core/frame.js";
import { packageRoot } from "../../src/core/paths.js";
import { dot, type Embedding } from "../../src/core/vectors.js";
import { families, type ManifestOf } from "../../src/models/families/families.js";
import { asContrastive } from "../fixtures/manifests.js";

/** Folder of the small models that `generate.py` writes; a place for `$KINODEX_MODELS`. */
export const tinyFolder = join(packageRoot, "test", "fixtures", "onnx");

/** A picture as the reference files hold it. */
export interface StoredPicture {
  readonly width: number;
  readonly height: number;
  /** Base64 of the RGB pixels. */
  readonly pixels: string;
}

/** What Pillow, tokenizers and onnxruntime for Python give on the small models. */
interface TinyReference {
  readonly image: StoredPicture & { readonly embedding: number[] };
  readonly text: {
    readonly texts: string[];
    readonly ids: number[][];
    readonly masks: number[][];
    readonly embeddings: number[][];
  };
  readonly temporal: { readonly frames: number[][]; readonly timesSeconds: number[]; readonly embedding: number[] };
}

/** By the name of the filter, base64 of the RGB pixels. */
type ByFilter = Readonly<Record<Interpolation, string>>;

/** What Pillow makes of a picture; `test/fixtures/pillow/generate.py` writes it. */
interface PillowReference {
  readonly resize: readonly (Resized & { readonly resized: ByFilter })[];
  readonly crop: readonly (Resized & { readonly shortEdge: number; readonly cropped: ByFilter })[];
}

interface Resized extends StoredPicture {
  readonly toWidth: number;
  readonly toHeight: number;
}

export function readPillowReference(): PillowReference {
  const path = join(packageRoot, "test", "fixtures", "pillow", "resize.json");
  return JSON.parse(readFileSync(path, "utf8")) as PillowReference;
}

export function readTinyReference(): TinyReference {
  return JSON.parse(readFileSync(join(tinyFolder, "tiny", "reference.json"), "utf8")) as TinyReference;
}

export function readTinyManifest(): ManifestOf<"contrastive"> {
  const manifest: unknown = JSON.parse(readFileSync(join(tinyFolder, "tiny.json"), "utf8"));
  return asContrastive(families.schema.parse(manifest));
}

export function toFrame({ width, height, pixels }: StoredPicture): DecodedFrame {
  return { timeSeconds: 0, width, height, pixels: new Uint8Array(Buffer.from(pixels, "base64")) };
}

/** A picture that no other seed gives. */
export function drawFrame(width: number, height: number, seed: number): DecodedFrame {
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, n) => (n * (seed + 3) + seed * 41) % 256);
  return { timeSeconds: seed, width, height, pixels };
}

/** Cosine of two embeddings of norm 1. */
export function cosine(a: Embedding, b: readonly number[] | Embedding): number {
  return dot(a, Float32Array.from(b));
}
