/** A caption's objects, and those that can be seen. */
export interface CaptionedScene {
  /** Each mention, as an `ObjectReader` gives them. */
  readonly named: readonly string[];
  readonly present: ReadonlySet<string>;
}

/** How much captions make up. */
export interface ChairFigures {
  /** CHAIRs: share of captions that name an absent object; NaN without captions. */
  readonly captions: number;
  /** CHAIRi: share of mentions that are of absent objects; NaN without mentions. */
  readonly mentions: number;
}

/** Object hallucination in captions (Rohrbach et al. 2018, https://arxiv.org/abs/1809.02156). */
export function chairFigures(scenes: readonly CaptionedScene[]): ChairFigures {
  const madeUp = scenes.map(hallucinated);
  const count = (lists: readonly (readonly string[])[]) => lists.reduce((sum, { length }) => sum + length, 0);
  return {
    captions: madeUp.filter(({ length }) => length > 0).length / scenes.length,
    mentions: count(madeUp) / count(scenes.map(({ named }) => named)),
  };
}

/** The mentions of a caption that are of absent objects. */
export function hallucinated({ named, present }: CaptionedScene): string[] {
  return named.filter((object) => !present.has(object));
}
