import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { KinodexError, toMessage } from "../../core/errors.js";
import { logistic } from "../../core/logistic.js";
import type { ModelIdentity } from "../../core/modelIdentity.js";
import { packageRoot } from "../../core/paths.js";
import { dot, toUnit, type Embedding } from "../../core/vectors.js";
import { pulledFolderOf } from "../../models/hub/modelFiles.js";
import { classings, conceptKinds, type Classing, type ConceptKind } from "./conceptBank.js";

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
  /** Phrases of which it was not known whether they are true: they are passed over. */
  readonly unknown: readonly string[];
}

/** Pictures of one sort, and what was measured of a model on them. */
export interface CaptionDomain {
  /** "scenes", "photographs"; for people. */
  readonly name: string;
  /** Ordinary pictures and clips of the domain: what any text's similarity is compared with. There may be no clips. */
  readonly cohort: { readonly frames: readonly Embedding[]; readonly clips: readonly Embedding[] };
  /** Nothing is said of a part whose nearest picture of the cohort is less similar than this. */
  readonly minLikeness: number;
  readonly kinds: Readonly<Record<ConceptKind, KindCalibration>>;
  /** Of what is said where no member of a class is: "an animal", "in a building", "outdoors". */
  readonly classes: Readonly<Record<Classing, KindCalibration>>;
}

/** What was measured of one model, on pictures of which it is known what is true of them. */
export interface CaptionCalibration {
  readonly model: { readonly id: string; readonly hash: string };
  /** What the model reads in what can be said of the concept bank that ships, so that it need not read it every time. */
  readonly texts: ReadonlyMap<string, Embedding>;
  readonly domains: readonly CaptionDomain[];
}

const kindSchema = z.strictObject({
  offset: z.number(),
  standWeight: z.number(),
  marginWeight: z.number(),
  minConfidence: z.number().min(0).max(1).nullable(),
  levels: z.record(z.string(), z.number().min(0).max(1).nullable()),
  unknown: z.array(z.string()),
});
const domainSchema = z.strictObject({
  name: z.string(),
  minLikeness: z.number().min(-1).max(1),
  /** Base64 of int8 rows `[pictures, dimension]`; each row is normalised when it is read. */
  cohort: z.strictObject({ frames: z.base64(), clips: z.base64() }),
  kinds: z.strictObject(recordOf(conceptKinds)),
  classes: z.strictObject(recordOf(Object.keys(classings) as Classing[])),
});
const schema = z.strictObject({
  model: z.strictObject({ id: z.string(), hash: z.string() }),
  dimension: z.int().positive(),
  domains: z.array(domainSchema).min(1),
  /** Texts, and their embeddings in the form of a cohort. */
  texts: z.strictObject({ said: z.array(z.string()), embeddings: z.base64() }),
  /** On other pictures than those it was made from; for people. */
  measured: z.unknown(),
});
/** Of which model a file is, looked at before all of it is. */
const versionSchema = z.looseObject({ model: z.looseObject({ hash: z.string() }) });

function recordOf<Key extends string>(keys: readonly Key[]): Record<Key, typeof kindSchema> {
  return Object.fromEntries(keys.map((key) => [key, kindSchema])) as Record<Key, typeof kindSchema>;
}

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
  const domains = loadCalibration(model)?.domains ?? [];
  const kinds = domains.flatMap(({ kinds: { subjects, places }, classes }) => [
    subjects,
    places,
    ...Object.values(classes),
  ]);
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
  const { model, domains, texts, dimension } = schema.parse(content);
  const unpack = (rows: string) => unpackRows(rows, dimension);
  return {
    model,
    texts: new Map(unpack(texts.embeddings).map((embedding, n) => [texts.said[n] as string, embedding])),
    domains: domains.map((domain) => ({
      ...domain,
      cohort: { frames: unpack(domain.cohort.frames), clips: unpack(domain.cohort.clips) },
    })),
  };
}

/** Similarity of a picture to the nearest of a cohort. */
export function likenessOf(picture: Embedding, cohort: readonly Embedding[]): number {
  return cohort.reduce((highest, other) => Math.max(highest, dot(picture, other)), -1);
}

/** The domain that holds what is nearest to a picture; none where even that is not like it. */
export function domainOf<Domain extends Pick<CaptionDomain, "cohort" | "minLikeness">>(
  picture: Embedding,
  domains: readonly Domain[],
): Domain | undefined {
  const likenesses = domains.map(({ cohort }) => likenessOf(picture, cohort.frames));
  const highest = Math.max(...likenesses);
  const nearest = domains[likenesses.indexOf(highest)];
  return nearest && highest >= nearest.minLikeness ? nearest : undefined;
}

/** Probability that a concept is there. `stand` and `margin` as in {@link ./conceptMeter.ts}. */
export function confidenceOf(
  { stand, margin }: { readonly stand: number; readonly margin: number },
  { offset, standWeight, marginWeight }: ConfidenceCurve,
): number {
  return logistic(offset + standWeight * stand + marginWeight * margin);
}

/** From which confidence on a phrase is said; `null` where it never is. */
export function levelOf(
  says: string,
  { minConfidence, levels }: Pick<KindCalibration, "minConfidence" | "levels">,
): number | null {
  return Object.hasOwn(levels, says) ? (levels[says] as number | null) : minConfidence;
}

function unpackRows(text: string, dimension: number): Embedding[] {
  const bytes = Buffer.from(text, "base64");
  const values = new Float32Array(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length));
  return Array.from({ length: values.length / dimension }, (_, n) =>
    toUnit(values.subarray(n * dimension, (n + 1) * dimension)),
  );
}
