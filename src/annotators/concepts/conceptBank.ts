import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from "yaml";
import { KinodexError, toMessage } from "../../core/errors.js";
import { packageRoot } from "../../core/paths.js";

/** What a concept speaks of. */
export const conceptKinds = ["subjects", "places", "times", "actions", "motion", "colours"] as const;
export type ConceptKind = (typeof conceptKinds)[number];

/** Something that a caption can say and a question can ask for. */
export interface Concept {
  readonly kind: ConceptKind;
  /** The heading it stands under; of subjects and places it may itself be something to say, see {@link classesOf}. */
  readonly group: string;
  /** The words that are said: "a dog". */
  readonly says: string;
  /** Texts to look for, `says` among them. */
  readonly texts: readonly string[];
}

/** Concepts by kind, in the order of their file. */
export type ConceptBank = Readonly<Record<ConceptKind, readonly Concept[]>>;

/** The bank that ships. */
const defaultConceptFile = join(packageRoot, "models", "concepts.yaml");
const maxConcepts = 5000;
const maxTextLength = 120;

/**
 * Reads a bank of concepts from a YAML file.
 *
 * @throws {KinodexError} `usage` when the file is not a valid bank; the message names the line.
 */
export function loadConceptBank(path = defaultConceptFile): ConceptBank {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new KinodexError("usage", `cannot read the concept bank ${path}: ${toMessage(error)}`, { path }, error);
  }
  return parseConceptBank(text, path);
}

/** Reads a bank of concepts from YAML; `path` is for messages. See {@link loadConceptBank}. */
export function parseConceptBank(yaml: string, path: string): ConceptBank {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines });
  const fail = (node: unknown, problem: string): never => {
    const line = lines.linePos((node as Node | null)?.range?.[0] ?? 0).line || 1;
    throw new KinodexError("usage", `${path}:${line}: ${problem}`, { path, line });
  };
  const [broken] = document.errors;
  if (broken) {
    const { line } = lines.linePos(broken.pos[0]);
    throw new KinodexError("usage", `${path}:${line}: not valid YAML: ${broken.message}`, { path, line });
  }
  const seen = new Map<string, ConceptKind>();
  const toConcept = (node: unknown, kind: ConceptKind, group: string): Concept => {
    const value: unknown = isScalar(node) ? node.value : undefined;
    if (typeof value !== "string")
      return fail(node, `a concept is words, like "a dog | a puppy", not ${JSON.stringify(value ?? "a list")}`);
    const texts = value.split("|").map((part) => part.trim());
    const [says] = texts;
    if (!says || texts.some((part) => part === "" || part.length > maxTextLength))
      return fail(node, `"${value}" has a part that is empty or longer than ${maxTextLength} characters`);
    if (seen.has(`${kind} ${says}`)) return fail(node, `"${says}" stands twice under ${kind}`);
    seen.set(`${kind} ${says}`, kind);
    if (seen.size > maxConcepts) return fail(node, `more than ${maxConcepts} concepts`);
    return { kind, group, says, texts };
  };

  if (!isMap(document.contents))
    return fail(document.contents, `a bank has the headings ${conceptKinds.join(", ")}; see ${defaultConceptFile}`);
  const bank: Partial<Record<ConceptKind, Concept[]>> = {};
  for (const { key, value } of document.contents.items) {
    const kind = conceptKinds.find((known) => isScalar(key) && key.value === known);
    if (!kind) return fail(key, `"${String(key)}" is not a heading of a bank; there are ${conceptKinds.join(", ")}`);
    if (!isMap(value)) return fail(value ?? key, `${kind} holds groups, each with a list of concepts`);
    bank[kind] = value.items.flatMap((group) => {
      if (!isSeq(group.value)) return fail(group.value ?? group.key, `"${String(group.key)}" holds a list of concepts`);
      const name = String(group.key);
      return group.value.items.map((item) => toConcept(item, kind, name));
    });
  }
  return Object.fromEntries(conceptKinds.map((kind) => [kind, bank[kind] ?? []])) as unknown as ConceptBank;
}

/** Kinds whose groups may be said. */
export type ClassedKind = "subjects" | "places";
const sayable: Readonly<Record<ClassedKind, RegExp>> = { subjects: /^an? /, places: /^(in|on|at|by|under|among) / };

/** The groups of a kind that are concepts of their own by their names: "an animal", "in a building". */
export function classesOf(bank: ConceptBank, kind: ClassedKind): Concept[] {
  const groups = [...new Set(bank[kind].map(({ group }) => group))].filter((group) => sayable[kind].test(group));
  return groups.map((group) => ({ kind, group, says: group, texts: [group] }));
}

/** The groups of a bank's subjects as concepts of their own, as "an animal". */
export const subjectClasses = (bank: ConceptBank): Concept[] => classesOf(bank, "subjects");
