import type { z } from "zod";

const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a group of keys",
};

type Issue = z.core.$ZodIssue;

/** What is wrong with a value, for people who never heard of the validator: "must be at most 600". */
export function toFault(issue: Issue): string {
  if (issue.code === "invalid_type") return `must be ${toKind(issue)}`;
  if (issue.code === "invalid_union") return `must be ${toAlternatives(issue)}`;
  if (issue.code === "invalid_format" && issue.format === "uuid") return "must be a UUID";
  if (issue.message.startsWith("must ")) return issue.message; // a schema's own words
  if (issue.code === "invalid_value")
    return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}`;
  if (issue.code === "unrecognized_keys") return `has no ${issue.keys.map((key) => `"${key}"`).join(", ")}`;
  if (issue.code !== "too_big" && issue.code !== "too_small") return `is wrong: ${issue.message}`;
  const { origin, inclusive = true } = issue;
  if (origin === "string" && issue.code === "too_small" && issue.minimum === 1) return "must not be empty";
  const bound = issue.code === "too_big" ? issue.maximum : issue.minimum;
  const words = issue.code === "too_big" ? ["less than", "at most"] : ["more than", "at least"];
  return `must ${toMeasure(origin)} ${words[Number(inclusive)]} ${bound}${toUnit(origin)}`;
}

/**
 * The faults that an issue stands for: of a value that may be one thing or another, those of the one that it is nearest to.
 */
export function flattenIssue(issue: Issue): readonly Issue[] {
  if (issue.code !== "invalid_union") return [issue];
  const nearest = issue.errors.find((errors) => errors.some((error) => !isOtherKind(error)));
  if (!nearest) return [issue];
  return nearest.flatMap((error) => flattenIssue({ ...error, path: [...issue.path, ...error.path] }));
}

/** Whether a value is not even of the kind that is asked for. */
const isOtherKind = ({ code, path }: Issue): boolean => code === "invalid_type" && path.length === 0;

const toKind = ({ expected }: { readonly expected: string }): string => kinds[expected] ?? expected;

function toAlternatives({ errors, ...issue }: Issue & { readonly code: "invalid_union" }): string {
  if ("options" in issue && Array.isArray(issue.options)) return `one of ${issue.options.map(String).join(", ")}`;
  const alternatives = errors.flat().flatMap((error) => (error.code === "invalid_type" ? [toKind(error)] : []));
  return [...new Set(alternatives)].join(" or ");
}

const toMeasure = (origin: string): string => (origin === "string" || origin === "array" ? "have" : "be");

function toUnit(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " items" : "";
}
