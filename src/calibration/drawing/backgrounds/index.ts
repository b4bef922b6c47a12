import type { BackgroundArt } from "./background.js";
import { ELSEWHERE } from "./elsewhere.js";
import { LAND } from "./land.js";

export type { BackgroundArt, Layers, View } from "./background.js";
export { paletteOf, PALETTES } from "./palettes.js";

/** Every background, by kind. */
export const BACKGROUNDS: Readonly<Record<string, BackgroundArt>> = { ...LAND, ...ELSEWHERE };

/** The background of a kind; throws on a name that does not exist, and lists those that do. */
export function backgroundOf(kind: string): BackgroundArt {
  const art = BACKGROUNDS[kind];
  if (art === undefined) throw new Error(`No background "${kind}". There are: ${Object.keys(BACKGROUNDS).join(", ")}.`);
  return art;
}
