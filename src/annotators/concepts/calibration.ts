import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { KinodexError, toMessage } from "../../core/errors.js";
import { logistic } from "../../core/logistic.js";
import { packageRoot } from "../../core/paths.js";
import { dot, toUnit, type Embedding } from "../../core/vectors.js";
import { conceptKinds, type ClassedKind, type ConceptKind } from "./conceptBank.js";

/** How a measured concept becomes a probability; see {@link confidenceOf}. */
export interface ConfidenceCurve {
  readonly offset: number;
  readonly standWeight: number;
  readonly marginWeight: number;
}

/** How far the concepts of a kind can be believed, and from when on they are said. */
export interface KindCalibration extends ConfidenceCurve {
  /**
   * From this confidence on a phrase is said that was not measured; `null` where no level was right often enough, and
   * nothing of the kind is said.
   */
  readonly minConfidence: number | null;
  /** The same for each phrase that was measured, by what it says. */
  readonly levels: Readonly<Record<string, number | null>>;
}

/** What was measured of one model, on rendered scenes of which everything that is true is known. */
export interface CaptionCalibration {
  readonly model: { readonly id: string; readonly hash: string };
  /** Ordinary pictures and clips: what any text's similarity is compared with. */
  readonly cohort: { readonly frames: readonly Embedding[]; readonly clips: readonly Embedding[] };
  /** What the model reads in what can be said of the concept bank that ships, so that it need not read it every time. */
  readonly texts: ReadonlyMap<string, Embedding>;
  /**
   * What was measured holds for pictures like those it was measured on: nothing is said of a part whose nearest picture
   * of the cohort is less similar than this.
   */
  readonly minLikeness: number;
  readonly kinds: Readonly<Record<ConceptKind, KindCalibration>>;
  /** Of what is said where no member of a class is: "an animal", "in a building". */
  readonly classes: Readonly<Record<ClassedKind, KindCalibration>>;
}

const kindSchema = z.strictObject({
  offset: z.number(),
  standWeight: z.number(),
  marginWeight: z.number(),
  minConfidence: z.number().min(0).max(1).nullable(),
  levels: z.record(z.string(), z.number().min(0).max(1).nullable()),
});
const schema = z.strictObject({
  model: z.strictObject({ id: z.string(), hash: z.string() }),
  dimension: z.int().positive(),
  minLikeness: z.number().min(-1).max(1),
  /** Base64 of int8 rows `[pictures, dimension]`; each row is normalised when it is read. */
  cohort: z.strictObject({ frames: z.base64(), clips: z.base64() }),
  /** Texts, and their embeddings in the same form. */
  texts: z.strictObject({ said: z.array(z.string()), embeddings: z.base64() }),
  kinds: z.strictObject(Object.fromEntries(conceptKinds.map((kind) => [kind, kindSchema]))),
  classes: z.strictObject({ subjects: kindSchema, places: kindSchema }),
  /** On other scenes than those it was made from; for people. */
  measured: z.unknown(),
});

/** Where the calibration of a model lies: among the user's own models, or those that ship. */
export function calibrationFilesOf(modelId: string): string[] {
  const name = `${modelId.replaceAll("/", "-")}.json`;
  const folders = [process.env["KINODEX_MODELS"], join(packageRoot, "models")];
  return folders.filter((folder) => folder !== undefined).map((folder) => join(folder, "captions", name));
}

/**
 * Reads the calibration of a model; `undefined` where there is none of exactly these weights.
 *
 * @throws {KinodexError} `model` when the file is not one
 */
export function loadCalibration(model: { id: string; hash: string }): CaptionCalibration | undefined {
  const path = calibrationFilesOf(model.id).find((file) => existsSync(file));
  if (path === undefined) return undefined;
  const calibration = readCalibration(path);
  return calibration.model.hash === model.hash ? calibration : undefined;
}

function readCalibration(path: string): CaptionCalibration {
  try {
    const { cohort, texts, dimension, kinds, ...rest } = schema.parse(JSON.parse(readFileSync(path, "utf8")));
    const unpack = (rows: string) => unpackRows(rows, dimension);
    const calibrated = kinds as CaptionCalibration["kinds"];
    const pictures = { frames: unpack(cohort.frames), clips: unpack(cohort.clips) };
    const read = new Map(unpack(texts.embeddings).map((embedding, n) => [texts.said[n] as string, embedding]));
    const { model, minLikeness, classes } = rest;
    return { model, minLikeness, kinds: calibrated, classes, cohort: pictures, texts: read };
  } catch (error) {
    throw new KinodexError(
      "model",
      `${path} is not a calibration of captions: ${toMessage(error)}. Make it again with \`npm run calibrate\`.`,
      { path },
      error,
    );
  }
}

/** Similarity of a picture to the nearest of a cohort. */
export function likenessOf(picture: Embedding, cohort: readonly Embedding[]): number {
  return cohort.reduce((highest, other) => Math.max(highest, dot(picture, other)), -1);
}

/** Probability that a concept is there. `stand` and `margin` as in {@link ./conceptMeter.ts}. */
export function confidenceOf(
  { stand, margin }: { readonly stand: number; readonly margin: number },
  { offset, standWeight, marginWeight }: ConfidenceCurve,
): number {
  return logistic(offset + standWeight * stand + marginWeight * margin);
}

/** Whether a phrase that says `says` may be said with a confidence. */
export function isSupported(
  { says, confidence }: { readonly says: string; readonly confidence: number },
  { minConfidence, levels }: KindCalibration,
): boolean {
  const level = Object.hasOwn(levels, says) ? levels[says] : minConfidence;
  return confidence >= (level ?? Infinity);
}

function unpackRows(text: string, dimension: number): Embedding[] {
  const bytes = Buffer.from(text, "base64");
  const values = new Float32Array(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length));
  return Array.from({ length: values.length / dimension }, (_, n) =>
    toUnit(values.subarray(n * dimension, (n + 1) * dimension)),
  );
}
