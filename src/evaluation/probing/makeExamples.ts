import { dealBlocks, pairsOf } from "../clips/blocks.js";
import type { Clip, NotExamined } from "../clips/clip.js";
import { makeSequence, type Sources } from "../clips/makeSequence.js";
import type { Phrases } from "./phrases.js";
import type { Declared } from "../declaration.js";
import type { Example } from "./example.js";

/** What a task's examples are made of. */
export interface MadeOf {
  readonly clips: readonly Clip[];
  readonly phrases: Phrases;
  /** Frames of each sequence. */
  readonly frameCount: number;
  readonly seed: number;
  /** Examples of a task. Default: all. */
  readonly limit?: number | undefined;
}

/** Below so many levels from one picture to the next, what moves can hardly be told from noise. */
const minMotionLevels = 1;

/** Makes the examples that a declaration describes, in an order that is the same for the same clips and seed. */
export function makeExamples(
  declared: Declared<"clips">,
  { clips, phrases, frameCount, seed, limit }: MadeOf,
): { readonly examples: readonly Example[]; readonly notExamined: readonly NotExamined[] } {
  const notExamined: NotExamined[] = [];
  const omit = (place: string, reason: string): undefined => {
    notExamined.push({ task: declared.name, place, reason });
  };
  const make = (cluster: string, sources: { readonly a: Clip; readonly b?: Clip }): Example | undefined => {
    const id = [sources.a.name, sources.b?.name].filter((name) => name !== undefined).join(" + ");
    const still = [sources.a, sources.b].find((clip) => clip && clip.motionLevels < minMotionLevels);
    if (declared.needsMotion && still) return omit(id, `hardly anything moves in ${still.name}`);
    const words = wordsOf(declared, phrases, sources);
    if (!words) return omit(id, "no words tell the two clips apart");
    return toExample(declared, { id, cluster, words }, sources, frameCount);
  };
  const blocks = dealBlocks(clips, seed);
  const sets = takesTwo(declared)
    ? blocks.flatMap((block) => pairsOf(block).map(([a, b]) => ({ cluster: block.name, a, b })))
    : blocks.flatMap((block) => block.clips.map((a) => ({ cluster: a.name, a })));
  const examples = sets.slice(0, limit).flatMap(({ cluster, ...sources }) => make(cluster, sources) ?? []);
  const beyond = sets.length - sets.slice(0, limit).length;
  if (beyond > 0) omit(`${beyond} of ${sets.length} examples`, `beyond the limit of ${limit}`);
  return { examples, notExamined };
}

/** Whether a task joins two clips. */
export function takesTwo({ clips, options = [] }: Pick<Declared<"clips">, "clips" | "options">): boolean {
  return [...clips, ...options].flat().some(({ of }) => of === "b");
}

/** How many examples clips give, and in how many clusters, before any is left out. */
export function countExamples(
  declared: Declared<"clips">,
  clips: readonly { readonly name: string }[],
  seed: number,
): { readonly count: number; readonly clusters: number } {
  if (!takesTwo(declared)) return { count: clips.length, clusters: clips.length };
  const blocks = dealBlocks(clips, seed).map(pairsOf);
  return { count: blocks.flat().length, clusters: blocks.filter(({ length }) => length > 0).length };
}

type Words = Readonly<Record<"a" | "b", string>>;

function wordsOf({ texts }: Declared<"clips">, phrases: Phrases, { a, b }: { a: Clip; b?: Clip }): Words | undefined {
  if (!texts) return { a: "", b: "" };
  if (!b) return phrases.of(a) ? { a: phrases.of(a), b: "" } : undefined;
  const pair = phrases.ofPair(a, b);
  return pair && { a: pair[0], b: pair[1] };
}

function toExample(
  { clips, texts, options = [] }: Declared<"clips">,
  { id, cluster, words }: Pick<Example, "id" | "cluster"> & { readonly words: Words },
  sources: Sources,
  frameCount: number,
): Example {
  const toSequence = (recipe: (typeof clips)[number]) => makeSequence(recipe, sources, frameCount);
  const sentences = texts?.map((text) => text.replaceAll("{a}", words.a).replaceAll("{b}", words.b));
  return {
    id,
    cluster,
    clips: clips.map(toSequence),
    options: sentences ?? options.map(toSequence),
    right: clips.map((_, n) => n),
  };
}
