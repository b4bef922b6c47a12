import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { KinodexError, toMessage } from "../../core/errors.js";
import { logistic } from "../../core/logistic.js";
import type { ModelIdentity } from "../../core/modelIdentity.js";
import { packageRoot } from "../../core/paths.js";
import { dot, toUnit, type Embedding } from "../../core/vectors.js";
import { pulledFolderOf } from "../../models/hub/modelFiles.js";
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
/** Of which model a file is, looked at before all of it is. */
const versionSchema = z.looseObject({ model: z.looseObject({ hash: z.string() }) });

/** Where `models calibrate` puts the calibration of a model: beside what was pulled of it. */
export function ownCalibrationFileOf(modelId: string): string {
  return join(pulledFolderOf(modelId), "captions.json");
}

/** Where the calibration of a model that ships lies. */
export function shippedCalibrationFileOf(modelId: string): string {
  return join(packageRoot, "models", "captions", `${modelId.replaceAll("/", "-")}.json`);
}

type ModelVersion = Pick<ModelIdentity, "id" | "hash">;

/** Whether it was measured how far the captions of exactly these weights can be believed. */
export function isCalibrated(model: ModelVersion): boolean {
  return findCalibration(model) !== undefined;
}

/** Whether exactly these weights were right often enough about anything or any place for captions to name it. */
export function writesCaptions(model: ModelVersion): boolean {
  const calibration = loadCalibration(model);
  if (!calibration) return false;
  const {
    kinds: { subjects, places },
    classes,
  } = calibration;
  const kinds = [subjects, places, classes.subjects, classes.places];
  return kinds.some(({ minConfidence, levels }) =>
    [minConfidence, ...Object.values(levels)].some((one) => one !== null),
  );
}

/**
 * Reads the calibration of a model; `undefined` where there is none of exactly these weights.
 *
 * @throws {KinodexError} `model` when the file is not one
 */
export function loadCalibration(model: ModelVersion): CaptionCalibration | undefined {
  const found = findCalibration(model);
  return found && withAdvice(found.path, model.id, () => toCalibration(found.content));
}

/** The user's own where it is of these weights, else the one that ships. */
function findCalibration(model: ModelVersion): { readonly path: string; readonly content: unknown } | undefined {
  for (const path of [ownCalibrationFileOf(model.id), shippedCalibrationFileOf(model.id)]) {
    if (!existsSync(path)) continue;
    const content = withAdvice(path, model.id, () => versionSchema.parse(JSON.parse(readFileSync(path, "utf8"))));
    if (content.model.hash === model.hash) return { path, content };
  }
  return undefined;
}

function withAdvice<Result>(path: string, modelId: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const message = `${path} is not a calibration of captions: ${toMessage(error)}. Make it again with "kinodex models calibrate ${modelId}".`;
    throw new KinodexError("model", message, { path }, error);
  }
}

function toCalibration(content: unknown): CaptionCalibration {
  const { cohort, texts, dimension, kinds, ...rest } = schema.parse(content);
  const unpack = (rows: string) => unpackRows(rows, dimension);
  const calibrated = kinds as CaptionCalibration["kinds"];
  const pictures = { frames: unpack(cohort.frames), clips: unpack(cohort.clips) };
  const read = new Map(unpack(texts.embeddings).map((embedding, n) => [texts.said[n] as string, embedding]));
  const { model, minLikeness, classes } = rest;
  return { model, minLikeness, kinds: calibrated, classes, cohort: pictures, texts: read };
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
