import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type Pair } from "yaml";
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
  /** The wider heading that the group stands under, where there is one; it may be said as the group may. */
  readonly wider?: string;
  /** The words that are said: "a dog". */
  readonly says: string;
  /** Texts to look for, `says` among them. */
  readonly texts: readonly string[];
}

type Heading = Pick<Concept, "group" | "wider">;

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
  const toConcept = (node: unknown, kind: ConceptKind, under: Heading): Concept => {
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
    return { kind, ...under, says, texts };
  };

  /** The concepts of a group, or of the groups of a wider one. */
  const toConcepts = ({ key, value }: Pair, kind: ConceptKind, wider?: string): Concept[] => {
    const name = String(key);
    if (isMap(value) && wider === undefined) return value.items.flatMap((group) => toConcepts(group, kind, name));
    if (!isSeq(value)) return fail(value ?? key, `"${name}" holds a list of concepts`);
    const under = { group: name, ...(wider === undefined ? {} : { wider }) };
    return value.items.map((item) => toConcept(item, kind, under));
  };

  if (!isMap(document.contents))
    return fail(document.contents, `a bank has the headings ${conceptKinds.join(", ")}; see ${defaultConceptFile}`);
  const bank: Partial<Record<ConceptKind, Concept[]>> = {};
  for (const { key, value } of document.contents.items) {
    const kind = conceptKinds.find((known) => isScalar(key) && key.value === known);
    if (!kind) return fail(key, `"${String(key)}" is not a heading of a bank; there are ${conceptKinds.join(", ")}`);
    if (!isMap(value)) return fail(value ?? key, `${kind} holds groups, each with a list of concepts`);
    bank[kind] = value.items.flatMap((group) => toConcepts(group, kind));
  }
  return Object.fromEntries(conceptKinds.map((kind) => [kind, bank[kind] ?? []])) as unknown as ConceptBank;
}

/** Kinds whose groups may be said. */
export type ClassedKind = "subjects" | "places";

/** What is said where no member is sure: the groups of subjects, those of places, and the wider ones of places. */
export const classings = {
  subjects: { kind: "subjects", isWide: false, says: /^an? |^food$/ },
  places: { kind: "places", isWide: false, says: /^(in|on|at|by|under|among) / },
  surroundings: { kind: "places", isWide: true, says: /^(in|out)doors$/ },
} as const satisfies Record<string, { kind: ClassedKind; isWide: boolean; says: RegExp }>;
export type Classing = keyof typeof classings;

/** The group that a concept belongs to in a classing. */
export function groupIn(classing: Classing, { group, wider }: Pick<Concept, "group" | "wider">): string {
  return classings[classing].isWide ? (wider ?? group) : group;
}

/** The groups that are concepts of their own by their names: "an animal", "in a building", "outdoors". */
export function classesOf(bank: ConceptBank, classing: Classing): Concept[] {
  const { kind, says } = classings[classing];
  const groups = [...new Set(bank[kind].map((concept) => groupIn(classing, concept)))];
  return groups.filter((group) => says.test(group)).map((group) => ({ kind, group, says: group, texts: [group] }));
}

/** The groups of a bank's subjects as concepts of their own, as "an animal". */
export const subjectClasses = (bank: ConceptBank): Concept[] => classesOf(bank, "subjects");
