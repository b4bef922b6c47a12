import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { ModelIdentity } from "../../core/modelIdentity.js";

/**
 * Keys of a manifest, at any depth, that tell about the model or say where its files are; and `known`, embeddings that the text
 * tower gives as well.
 */
const withoutEffect = new Set([
  "licence",
  "source",
  "description",
  "revision",
  "frequencies",
  "known",
  "file",
  "package",
  "url",
]);

interface DescribedModel {
  readonly id: string;
  /** Values of an embedding, where the model makes any. */
  readonly dimension?: number;
}

/**
 * The identity of a model; another one for any change that could make its vectors differ.
 *
 * A key that says what is so by default does not count: so what was made with a model stays its own when its family's
 * manifests get a new key.
 *
 * @param schema the schema of the family's manifests, which knows the defaults.
 */
export function identityOf<Manifest extends DescribedModel>(
  family: string,
  schema: z.ZodType<Manifest>,
  manifest: Manifest,
): ModelIdentity {
  const { id, dimension = 0 } = manifest;
  const stated = { ...(withoutDefaults(schema, manifest) as object), family };
  const hash = createHash("sha256")
    .update(JSON.stringify(toCanonical(stated)))
    .digest("hex");
  return { id, hash, dimension };
}

/** What a value says beyond the defaults of its schema. */
function withoutDefaults(schema: z.core.$ZodType, value: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return withoutDefaults(schema.unwrap(), value);
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((element) => withoutDefaults(schema.element, element));
  }
  if (schema instanceof z.ZodDiscriminatedUnion) return withoutDefaults(chosenOf(schema, value), value);
  if (!(schema instanceof z.ZodObject) || typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, inner]) => {
    const field = schema.shape[key] as z.core.$ZodType;
    const isDefault = field instanceof z.ZodDefault && isDeepStrictEqual(inner, field.def.defaultValue);
    return isDefault ? [] : [[key, withoutDefaults(field, inner)] as const];
  });
  return Object.fromEntries(entries);
}

/** The schema of a union that a value is of. */
function chosenOf({ options, def }: z.ZodDiscriminatedUnion, value: unknown): z.core.$ZodType {
  const name = (value as Readonly<Record<string, unknown>>)[def.discriminator];
  const isChosen = (option: z.core.$ZodType) =>
    option instanceof z.ZodObject && (option.shape[def.discriminator] as z.ZodType).safeParse(name).success;
  return options.find(isChosen) ?? z.unknown();
}

/** The same value whatever the order of its keys, without what does not count. */
function toCanonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toCanonical);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .filter(([key, inner]) => !withoutEffect.has(key) && inner !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, toCanonical(inner)]);
}
