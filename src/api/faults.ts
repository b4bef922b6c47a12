import { z } from "zod";
import { flattenIssue, toFault } from "../core/schemaFault.js";
import { ApiError, type Problem } from "./problem.js";

/** Where a request holds what is checked. */
export type RequestPart = "path" | "query" | "body";

const maxFaults = 20;

/** The refusal of a part of a request: what is wrong, where, and what is allowed there. */
export function toRefusal(schema: z.ZodType, error: z.ZodError, part: RequestPart): ApiError {
  const faults = error.issues.flatMap(flattenIssue).slice(0, maxFaults);
  const errors = faults.map((issue) => ({
    at: [part, ...issue.path].map(String).join(".").slice(0, 200),
    message: toMessage(schema, issue).slice(0, 400),
  }));
  return new ApiError(400, "invalid-request", toSentence(errors), { errors });
}

function toMessage(schema: z.ZodType, issue: z.core.$ZodIssue): string {
  if ("input" in issue && issue.input === undefined && issue.code === "invalid_type")
    return `is missing: it ${toFault(issue)}`;
  if (issue.code !== "unrecognized_keys") return toFault(issue);
  const known = keysAt(schema, issue.path);
  return known.length > 0 ? `${toFault(issue)}: there is ${known.join(", ")}` : toFault(issue);
}

/** The fields that an object may have; none where the schema does not say. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let at: unknown = schema;
  for (const key of path) {
    at = withoutWrappers(at);
    if (at instanceof z.ZodObject) at = (at.shape as Record<PropertyKey, unknown>)[key];
    else if (at instanceof z.ZodArray) at = at.element;
    else return [];
  }
  at = withoutWrappers(at);
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

const withoutWrappers = (schema: unknown): unknown =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? withoutWrappers(schema.unwrap()) : schema;

const names: Readonly<Record<RequestPart, string>> = { path: "path", query: "address", body: "body" };

/** "limit in the address must be at most 500 (and 1 more)". */
function toSentence(errors: NonNullable<Problem["errors"]>): string {
  const [first, ...others] = errors;
  const [part, ...path] = first?.at.split(".") ?? [];
  const where = names[part as RequestPart];
  const what = path.length > 0 ? `${path.join(".")} in the ${where}` : `The ${where}`;
  return `${what} ${first?.message}${others.length > 0 ? ` (and ${others.length} more)` : ""}`;
}
