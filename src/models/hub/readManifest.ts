import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { KinodexError, toMessage } from "../../core/errors.js";
import { families, type ModelManifest } from "../families/families.js";

/**
 * Reads a manifest.
 *
 * @throws {KinodexError} `model` when it cannot be read or is not valid; the message names each key and what is allowed
 */
export async function readManifest(path: string): Promise<ModelManifest> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new KinodexError("model", `cannot read the model manifest ${path}: ${toMessage(error)}`, { path }, error);
  }
  return parseManifest(content, path);
}

/** Validates what a manifest says; `path` is for messages. Throws as {@link readManifest} does. */
export function parseManifest(content: unknown, path: string): ModelManifest {
  const result = families.schema.safeParse(content);
  if (result.success) return result.data;
  const problems = result.error.issues.map(toAdvice);
  throw new KinodexError("model", `the model manifest ${path} is not valid: ${problems.join("; ")}`, {
    path,
    problems,
  });
}

function toAdvice(issue: z.core.$ZodIssue): string {
  const unknown = issue.code === "unrecognized_keys" ? issue.keys : [];
  const key = [...issue.path, ...unknown].join(".");
  if (issue.code === "invalid_union") return `"${key}" must be one of ${families.names.join(", ")}`;
  return key ? `"${key}": ${issue.message}` : issue.message;
}
