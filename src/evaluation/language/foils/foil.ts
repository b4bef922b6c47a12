import type { Concept } from "../../../annotators/concepts/conceptBank.js";
import type { SceneTruth } from "../sceneTruth.js";

/**
 * How a sentence was made false: as SugarCrepe does it (Hsieh et al. 2023, https://arxiv.org/abs/2306.14610), or by another
 * order of its words, as ARO does (Yuksekgonul et al. 2023, https://arxiv.org/abs/2210.01936).
 */
export const foilKinds = [
  "replace-object",
  "replace-attribute",
  "replace-relation",
  "swap-object",
  "swap-attribute",
  "add-object",
  "add-attribute",
  "order-words",
  "order-trigrams",
  "order-within-trigrams",
] as const;
export type FoilKind = (typeof foilKinds)[number];

/** Makes a sentence about a video false; undefined where that cannot be done so that it surely is. */
export type FoilMaker = (sentence: string, about: FoilOptions) => string | undefined;

/** What foils are made with. */
export interface FoilOptions {
  /** What is known of the video. */
  readonly scene: SceneTruth;
  /** Names of subjects that labels of the whole archive give, as often as they do, so that foils name what others are right about. */
  readonly common: readonly string[];
  readonly random: () => number;
}

/** Colours of people are no attribute to play with. */
export const isPerson = (concept: Concept | undefined): boolean => concept?.group === "a person";
