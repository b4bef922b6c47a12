import { z } from "zod";

/** A number as a query string holds it. */
export function numberIn<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value), schema);
}

export const seconds = z.number().min(0).max(1e9);

export const videoIdSchema = z.string().regex(/^[0-9a-f]{64}$/, "a video's id is 64 hexadecimal digits");

export const spanSchema = z.object({ startSeconds: z.number(), endSeconds: z.number() }).meta({ id: "Span" });

export const flag = z.enum(["true", "false"]).default("false");
