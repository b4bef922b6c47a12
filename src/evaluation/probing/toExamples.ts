import { makeSequence, spansOf, type Sources } from "../clips/makeSequence.js";
import { framesPerClip } from "../clips/readClip.js";
import type { Sequence } from "../clips/sequence.js";
import type { ClipPart, Declared } from "../declaration.js";
import type { OutputType } from "../outputTypes.js";
import type { Example } from "./example.js";
import { toTimeline } from "./timeline.js";

/** What examples are made of, besides what is declared. */
export interface ExampleParts {
  readonly id: string;
  readonly cluster: string;
  /** What stands for the sources in sentences. */
  readonly words: Readonly<Record<"a" | "b", string>>;
  readonly sources: Sources;
  /** Frames of each sequence. */
  readonly frameCount: number;
}

/** A declaration with its sentences about certain clips. */
interface Made {
  readonly declared: Declared<"clips">;
  readonly parts: ExampleParts;
  readonly texts: readonly string[];
}

/** Output types that ask about each clip apart. */
const makers: Readonly<Record<Exclude<OutputType, "pair" | "choose">, (made: Made, clip: number) => Partial<Example>>> =
  {
    "yes-no": ({ declared: { question = "", answers = [] }, parts, texts }, n) => ({
      options: texts,
      right: [answers[n] === "yes" ? 0 : 1],
      question: { text: fill(question, parts), answers: ["yes", "no"] },
    }),
    rank: ({ texts }, n) => ({ options: texts, right: [n] }),
    localise: toMoments,
    caption: ({ declared, parts, texts }, n) => ({
      references: [texts[n] as string],
      inOrder: namedIn(declared.texts?.[n] ?? "", parts),
    }),
  };

/** Whether it is asked about all clips of a declaration at once. */
export const asksTogether = (outputType: OutputType): outputType is "pair" | "choose" =>
  outputType === "pair" || outputType === "choose";

/**
 * Makes the examples that a declaration describes of one clip or two: of `pair` and `choose` one, else one for each clip.
 * The texts of `rank` are those of its own clips, until all are known.
 */
export function toExamples(declared: Declared<"clips">, parts: ExampleParts): Example[] {
  const { id, cluster, sources, frameCount } = parts;
  const toSequence = (recipe: readonly ClipPart[]): Sequence => makeSequence(recipe, sources, frameCount);
  const { clips, options = [], outputType } = declared;
  const texts = (declared.texts ?? []).map((text) => fill(text, parts));
  const shared = { cluster, options: [], right: [] };
  if (asksTogether(outputType)) {
    const asked = declared.texts ? texts : options.map(toSequence);
    return [{ ...shared, id, clips: clips.map(toSequence), options: asked, right: clips.map((_, n) => n) }];
  }
  return clips.map((recipe, n) => ({
    ...shared,
    id: `${id} (${n + 1})`,
    clips: [toSequence(recipe)],
    ...makers[outputType]({ declared, parts, texts }, n),
  }));
}

const fill = (text: string, { words }: ExampleParts): string =>
  text.replaceAll("{a}", words.a).replaceAll("{b}", words.b);

/** The phrases that a sentence names, in its order. */
const namedIn = (text: string, { words }: ExampleParts): string[] =>
  [...text.matchAll(/\{([ab])\}/g)].map(([, source]) => words[source as "a" | "b"]);

/** As densely as the sources were seen, so that it can be told when something begins. */
function toMoments({ declared, parts, texts }: Made, n: number): Partial<Example> {
  const { sources, frameCount } = parts;
  const recipe = declared.clips[n] as readonly ClipPart[];
  const shares = recipe.reduce((sum, { from, to, times }) => sum + (to - from) * times, 0);
  const whole = makeSequence(recipe, sources, Math.round(framesPerClip * shares));
  const moments = spansOf(recipe, sources, declared.when ?? "b");
  return { ...toTimeline(whole, frameCount, { moments, durationSeconds: whole.endSeconds }), options: texts };
}
