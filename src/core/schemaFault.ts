import type { z } from "zod";

const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a group of keys",
};

/** What is wrong with a value, for people who never heard of the validator: "must be at most 600". */
export function toFault(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") return `must be ${kinds[issue.expected] ?? issue.expected}`;
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

const toMeasure = (origin: string): string => (origin === "string" || origin === "array" ? "have" : "be");

function toUnit(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " items" : "";
}
