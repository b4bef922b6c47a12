import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { packageRoot } from "../../core/paths.js";

const text = z.string().regex(/\{(a )?name\}/, "must have {name} or {a name} in it");
const promptsSchema = z.strictObject({ ensemble: z.array(text).min(1), alone: text });

/** Sentences for the names of classes. */
export interface Prompts {
  readonly ensemble: readonly string[];
  /** The one that is asked where a single one is. */
  readonly alone: string;
}

/** What a class is called by. */
export type Medium = "pictures" | "videos";

const path = join(packageRoot, "src", "evaluation", "classification", "prompts.yaml");
const fileSchema = z.strictObject({ pictures: promptsSchema, videos: promptsSchema });

/** The sentences of `prompts.yaml`. */
export function loadPrompts(medium: Medium): Prompts {
  return fileSchema.parse(parse(readFileSync(path, "utf8")))[medium];
}

/** A sentence about a class. */
export function fillPrompt(prompt: string, name: string): string {
  return prompt.replaceAll("{a name}", withArticle(name)).replaceAll("{name}", name);
}

/** Names of many things, and of what people do, have no article; nor have those that bring one. */
function withArticle(name: string): string {
  const first = name.split(/[ -]/)[0] ?? "";
  const bare = /^(a|an|the|some|two|three|people)$/i.test(first) || /[a-z]{2}ing$/i.test(first) || /[^s]s$/i.test(name);
  if (bare) return name;
  return `${/^[aeiou]/i.test(name) ? "an" : "a"} ${name}`;
}
