import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DecodedFrame } from "../../src/core/frame.js";
import { packageRoot } from "../../src/core/paths.js";
import { dot, type Embedding } from "../../src/core/vectors.js";
import { families, type ModelManifest } from "../../src/models/families/families.js";

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
  readonly resize: readonly (StoredPicture & {
    readonly toWidth: number;
    readonly toHeight: number;
    readonly resized: string;
  })[];
  readonly image: StoredPicture & { readonly embedding: number[] };
  readonly text: {
    readonly texts: string[];
    readonly ids: number[][];
    readonly masks: number[][];
    readonly embeddings: number[][];
  };
  readonly temporal: { readonly frames: number[][]; readonly timesSeconds: number[]; readonly embedding: number[] };
}

export function readTinyReference(): TinyReference {
  return JSON.parse(readFileSync(join(tinyFolder, "tiny", "reference.json"), "utf8")) as TinyReference;
}

export function readTinyManifest(): ModelManifest {
  const manifest: unknown = JSON.parse(readFileSync(join(tinyFolder, "tiny.json"), "utf8"));
  return families.schema.parse(manifest);
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
