import { ANIMALS } from "./animals.js";
import type { ActorArt } from "./art.js";
import { BUILDINGS, NATURE, PROPS } from "./nature.js";
import { PEOPLE } from "./people.js";
import { SHAPES } from "./shapes.js";
import { THINGS } from "./things.js";
import { VEHICLES } from "./vehicles.js";

export type { ActorArt, Place, Pose } from "./art.js";

/** Everything that can act in a scene, by kind. */
export const ACTORS: Readonly<Record<string, ActorArt>> = {
  ...SHAPES,
  ...THINGS,
  ...VEHICLES,
  ...ANIMALS,
  ...NATURE,
  ...BUILDINGS,
  ...PEOPLE,
  ...PROPS,
};

/** The drawing of a kind; throws on a name that does not exist, and lists those that do. */
export function artOf(kind: string): ActorArt {
  const art = ACTORS[kind];
  if (art === undefined) throw new Error(`No actor "${kind}". There are: ${Object.keys(ACTORS).join(", ")}.`);
  return art;
}
