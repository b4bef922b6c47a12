import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document, type YAMLMap } from "yaml";
import { z } from "zod";
import { annotators } from "../annotators/annotators.js";
import { KinodexError, toMessage } from "../core/errors.js";
import { packageRoot } from "../core/paths.js";
import { toFault } from "../core/schemaFault.js";
import { samplers } from "../sampling/samplers.js";
import { poolers } from "../temporal/poolers.js";

/** The preset that is used where nobody asks for another. */
export const defaultPreset = "archive";

const positive = z.number().positive();

/** A choice may be a name alone. */
const toChoice = (choice: unknown): unknown => (typeof choice === "string" ? { name: choice } : choice);

const clipsSchema = z.strictObject({
  /** Length of a clip in seconds; a shorter shot is one clip. */
  windowSeconds: positive.max(600).default(8),
  /** Share of a window that the next one repeats. */
  overlap: z.number().min(0).max(0.9).default(0.5),
});

/** How searches of an index re-rank that do not say it themselves. */
export const rerankSchema = z.strictObject({
  /** How many of the best moments are judged again by their pictures. */
  count: z.int().min(0).max(100),
  /** Id of the model that judges; without it, the only one that can. */
  model: z.string().min(1).optional(),
});

/** What {@link rerankSchema} reads. */
export type RerankSettings = z.infer<typeof rerankSchema>;

/** Every key has a default, and all defaults together are the preset `archive`; pipelines/README.md tells them. */
const presetSchema = z.strictObject({
  description: z.string().min(1).default("A pipeline of one's own."),
  sampler: z.preprocess(toChoice, samplers.schema).default({ name: "adaptive" }),
  clips: clipsSchema.prefault({}),
  /** How frame embeddings become a clip embedding; `model` is the model's own pooler, or attention where it has none. */
  pooling: z.enum(poolers.names).default("model"),
  /** What puts words on the video once it is encoded, in this order: a name, or a name with options. */
  annotators: z
    .array(z.preprocess(toChoice, annotators.schema))
    .refine((choices) => new Set(choices.map(({ name }) => name)).size === choices.length, "one stands there twice")
    .default([{ name: "concepts" }, { name: "subtitles" }]),
  rerank: rerankSchema.optional(),
});

/** What a preset file says, validated. */
export type PresetSettings = z.infer<typeof presetSchema>;

/** A validated preset with the name it is known by. */
export interface Preset {
  readonly name: string;
  readonly settings: PresetSettings;
  /**
   * Changes when anything changes that only encoding again could bring: annotators have fingerprints of their own, and
   * searches ask nothing of what is stored.
   */
  readonly fingerprint: string;
}

const presetFolder = join(packageRoot, "pipelines");

/** Names of the presets that ship in `pipelines/`. */
export function presetNames(): string[] {
  return readdirSync(presetFolder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => basename(file, ".yaml"))
    .sort();
}

/**
 * Reads a preset by name, or from a YAML file.
 *
 * @throws {KinodexError} `usage` when there is no such preset or the file is not valid; the message names the line, the
 *   key and what is allowed there.
 */
export function loadPreset(nameOrFile: string): Preset {
  const isName = presetNames().includes(nameOrFile);
  const path = isName ? join(presetFolder, `${nameOrFile}.yaml`) : nameOrFile;
  if (!existsSync(path)) {
    throw new KinodexError(
      "usage",
      `unknown pipeline "${nameOrFile}": it is neither a preset (${presetNames().join(", ")}) nor a YAML file`,
      { pipeline: nameOrFile },
    );
  }
  const settings = parsePreset(readPresetFile(path), path);
  const { description: _, annotators: __, rerank: ___, ...whatIsStored } = settings;
  const fingerprint = createHash("sha256").update(JSON.stringify(whatIsStored)).digest("hex").slice(0, 16);
  return { name: basename(path, ".yaml"), settings, fingerprint };
}

function readPresetFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new KinodexError("usage", `cannot read the pipeline file ${path}: ${toMessage(error)}`, { path }, error);
  }
}

function parsePreset(text: string, path: string): PresetSettings {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) throw invalidPreset(path, lines.linePos(broken.pos[0]).line, `not valid YAML: ${broken.message}`);
  const result = presetSchema.safeParse(document.toJS() ?? {}); // an empty file leaves everything at its default
  if (result.success) return result.data;
  // A misspelt key is also a missing one: the misspelling is what to tell first.
  const isUnknownKey = (issue: z.core.$ZodIssue) => Number(issue.code === "unrecognized_keys");
  const issues = result.error.issues.toSorted((a, b) => isUnknownKey(b) - isUnknownKey(a));
  const problems = issues.map((issue) => {
    const unknown = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
    const at = [...issue.path, ...unknown];
    const subject = at.length ? `"${at.join(".")}" ` : "the file ";
    return { line: lineOf(document, at, lines), text: `${subject}${toAdvice(issue, document)}` };
  });
  const first = problems[0] as (typeof problems)[number];
  const others = problems.slice(1).map((problem) => `; line ${problem.line}: ${problem.text}`);
  throw invalidPreset(path, first.line, first.text + others.join(""));
}

function invalidPreset(path: string, line: number, problem: string): KinodexError {
  return new KinodexError("usage", `${path}:${line}: ${problem}`, { path, line });
}

/** Line of the deepest node on the way to `keys`: for a missing key that is what should hold it. */
function lineOf(document: Document, keys: readonly PropertyKey[], lines: LineCounter): number {
  for (let depth = keys.length; depth > 0; depth -= 1) {
    const parent = depth === 1 ? document.contents : document.getIn(keys.slice(0, depth - 1), true);
    const key = keys[depth - 1];
    const node = isSeq(parent) ? parent.items[Number(key)] : isMap(parent) ? keyNode(parent, key) : undefined;
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function keyNode(map: YAMLMap, name: PropertyKey | undefined): unknown {
  return map.items.find(({ key }) => isScalar(key) && key.value === name)?.key;
}

function toAdvice(issue: z.core.$ZodIssue, document: Document): string {
  if (issue.code === "unrecognized_keys")
    return `is not a setting here; allowed: ${allowedKeys(issue.path, document).join(", ")}`;
  if (issue.code === "invalid_union") return `must be one of ${registryAt(issue.path)?.names.join(", ")}`;
  return toFault(issue);
}

/** What a section of a preset is chosen from by name. */
function registryAt([section]: readonly PropertyKey[]):
  Pick<typeof samplers, "names" | "keysOf"> | typeof annotators | undefined {
  if (section === "sampler") return samplers;
  return section === "annotators" ? annotators : undefined;
}

function allowedKeys(path: readonly PropertyKey[], document: Document): readonly string[] {
  if (path[0] === "clips") return Object.keys(clipsSchema.shape);
  if (path[0] === "rerank") return Object.keys(rerankSchema.shape);
  return registryAt(path)?.keysOf(document.getIn([...path, "name"])) ?? Object.keys(presetSchema.shape);
}
