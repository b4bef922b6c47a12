import { z } from "zod";

/** Fields as a query string holds them: numbers in digits, lists with commas. What they give is the same. */
export function asQuery<Shape extends z.ZodRawShape>(shape: Shape): Shape {
  const fields = Object.entries(shape).map(([name, schema]) => [name, asText(schema as z.ZodType)] as const);
  return Object.fromEntries<unknown>(fields) as Shape;
}

function asText(schema: z.ZodType): z.ZodType {
  const bare = withoutWrappers(schema);
  const read =
    bare instanceof z.ZodNumber
      ? z.preprocess((value) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value), schema)
      : bare instanceof z.ZodArray
        ? z.preprocess((value) => (typeof value === "string" ? value.split(",").filter(Boolean) : value), schema)
        : schema;
  return schema.description === undefined ? read : read.describe(schema.description);
}

/** A schema of what is given where it is not left out. */
function withoutWrappers(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault
    ? withoutWrappers(schema.unwrap() as z.ZodType)
    : schema;
}

export const seconds = z.number().min(0).max(1e9);

export const videoIdSchema = z.string().regex(/^[0-9a-f]{64}$/, "must be the 64 hexadecimal digits of a video's id");

export const spanSchema = z.object({ startSeconds: z.number(), endSeconds: z.number() }).meta({ id: "Span" });

export const flag = z.enum(["true", "false"]).default("false");
