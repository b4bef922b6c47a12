import { z } from "zod";

// What the manifests of all families are made of.

/** An object that takes these keys only; the message for another one lists them. */
export function closed<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? `unknown key; allowed: ${Object.keys(shape).join(", ")}` : undefined,
  });
}

export const name = z.string().min(1);
export const count = z.int().positive();

/** Keys of one file of a model. */
export const file = {
  /** Relative to the manifest's folder. */
  file: z.string().regex(/^(?!\/)(?!.*\.\.)[\w./-]+$/, "expected a path inside the manifest's folder"),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hexadecimal digits"),
  sizeBytes: count,
  /** Where `models pull` fetches it; `{revision}` stands for the manifest's `revision`. */
  url: z.url({ protocol: /^https?$/ }).optional(),
};

/** Keys that every manifest has, whatever its family. */
export const about = {
  id: z.string().regex(/^[\w.-]+\/[\w.-]+$/, "expected owner/name"),
  licence: name,
  source: name,
  description: name,
  revision: name.optional(),
};

/** One file of a model. */
export type ModelFile = z.output<z.ZodObject<typeof file>>;
