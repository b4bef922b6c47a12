import { dealBlocks, pairsOf } from "../clips/blocks.js";
import type { Clip, NotExamined } from "../clips/clip.js";
import type { Phrases } from "./phrases.js";
import type { Declared } from "../declaration.js";
import type { Example } from "./example.js";
import { asksTogether, toExamples } from "./toExamples.js";

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
  const make = (cluster: string, sources: { readonly a: Clip; readonly b?: Clip }): readonly Example[] | undefined => {
    const id = [sources.a.name, sources.b?.name].filter((name) => name !== undefined).join(" + ");
    const still = [sources.a, sources.b].find((clip) => clip && clip.motionLevels < minMotionLevels);
    if (declared.needsMotion && still) return omit(id, `hardly anything moves in ${still.name}`);
    const words = wordsOf(declared, phrases, sources);
    if (!words) return omit(id, "no words tell the two clips apart");
    return toExamples(declared, { id, cluster, words, sources, frameCount });
  };
  const blocks = dealBlocks(clips, seed);
  const sets = takesTwo(declared)
    ? blocks.flatMap((block) => pairsOf(block).map(([a, b]) => ({ cluster: block.name, a, b })))
    : blocks.flatMap((block) => block.clips.map((a) => ({ cluster: a.name, a })));
  const each = examplesOfSet(declared);
  const kept = sets.slice(0, limit === undefined ? undefined : Math.ceil(limit / each));
  const examples = kept.flatMap(({ cluster, ...sources }) => make(cluster, sources) ?? []);
  const beyond = each * (sets.length - kept.length);
  if (beyond > 0) omit(`${beyond} of ${each * sets.length} examples`, `beyond the limit of ${limit}`);
  return { examples: declared.outputType === "rank" ? rankTogether(examples, omit) : examples, notExamined };
}

/** Each clip among all texts; one whose text is that of another clip too is left out. */
function rankTogether(examples: readonly Example[], omit: (place: string, reason: string) => undefined): Example[] {
  const textOf = ({ options, right }: Example) => options[right[0] as number] as string;
  const counts = new Map<string, number>();
  for (const example of examples) counts.set(textOf(example), (counts.get(textOf(example)) ?? 0) + 1);
  const ranked = examples.filter((example) => {
    if (counts.get(textOf(example)) === 1) return true;
    return omit(example.id, `"${textOf(example)}" is said of another clip too`);
  });
  const texts = ranked.map(textOf);
  return ranked.map((example, n) => ({ ...example, options: texts, right: [n] }));
}

/** Whether a task joins two clips. */
export function takesTwo({ clips, options = [] }: Pick<Declared<"clips">, "clips" | "options">): boolean {
  return [...clips, ...options].flat().some(({ of }) => of === "b");
}

/** How many examples one clip gives, or two that are joined. */
const examplesOfSet = ({ outputType, clips }: Pick<Declared<"clips">, "outputType" | "clips">): number =>
  asksTogether(outputType) ? 1 : clips.length;

/** How many examples clips give, and in how many clusters, before any is left out. */
export function countExamples(
  declared: Declared<"clips">,
  clips: readonly { readonly name: string }[],
  seed: number,
): { readonly count: number; readonly clusters: number } {
  const each = examplesOfSet(declared);
  if (!takesTwo(declared)) return { count: each * clips.length, clusters: clips.length };
  const blocks = dealBlocks(clips, seed).map(pairsOf);
  return { count: each * blocks.flat().length, clusters: blocks.filter(({ length }) => length > 0).length };
}

type Words = Readonly<Record<"a" | "b", string>>;

function wordsOf({ texts }: Declared<"clips">, phrases: Phrases, { a, b }: { a: Clip; b?: Clip }): Words | undefined {
  if (!texts) return { a: "", b: "" };
  if (!b) return phrases.of(a) ? { a: phrases.of(a), b: "" } : undefined;
  const pair = phrases.ofPair(a, b);
  return pair && { a: pair[0], b: pair[1] };
}
