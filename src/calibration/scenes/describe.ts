import { artOf } from "../drawing/actors/index.js";
import { backgroundOf } from "../drawing/backgrounds/index.js";
import { COLOURS } from "../drawing/colour.js";
import type { Random } from "../drawing/random.js";
import { colourAt, valueAt, type Actor, type Scene } from "../drawing/scene.js";
import { coloured, list, numeral, phrase, plural, withArticle } from "./words.js";

interface Sight {
  readonly noun: string;
  readonly x: number;
  readonly y: number;
}

function sightOf(actor: Actor, seconds: number): Sight | undefined {
  const art = artOf(actor.kind);
  const x = valueAt(actor.x, seconds, 0.5);
  const y = valueAt(actor.y, seconds, 0.8);
  if (
    actor.name === undefined ||
    valueAt(actor.opacity, seconds, 1) < 0.5 ||
    x < 0.03 ||
    x > 0.97 ||
    y < 0.06 ||
    y > 1.08
  )
    return undefined;
  const colour = art.colours.length > 0 ? colourAt(actor.colour, seconds, COLOURS[art.colours[0]!]).name : undefined;
  return { noun: coloured(actor.name, colour, art.classes.includes("person")), x, y };
}

function placeOf({ x, y }: Sight): string {
  if (y < 0.42) return x < 0.36 ? "in the upper left" : x > 0.64 ? "in the upper right" : "at the top";
  return x < 0.36 ? "on the left" : x > 0.64 ? "on the right" : "in the middle";
}

function grouped(sights: readonly Sight[]): string {
  const counts = new Map<string, number>();
  for (const { noun } of sights) counts.set(noun, (counts.get(noun) ?? 0) + 1);
  return list(
    [...counts].map(([noun, count]) => (count === 1 ? withArticle(noun) : `${numeral(count)} ${plural(noun)}`)),
  );
}

/**
 * Says what one moment of a scene shows, without time: "a red ball on the left in a meadow at night". Positions and
 * the background are left out at random, because people leave them out.
 */
export function describeMoment(scene: Scene, seconds: number, random: Random): string {
  const time = scene.reversed === true ? scene.durationSeconds - seconds : seconds;
  const background = backgroundOf(scene.backdrop.kind);
  const sights = scene.actors.map((actor) => sightOf(actor, time)).filter((sight) => sight !== undefined);
  const night = valueAt(scene.backdrop.night, time, 0);
  const hour = background.outdoors && night > 0.6 ? "at night" : "";
  if (sights.length === 0) return phrase(random.pick(background.nouns), hour);
  const nouns = new Set(sights.map(({ noun }) => noun));
  const positions = random.chance(0.5) && nouns.size === sights.length && scene.camera === undefined;
  const what = positions
    ? list(sights.map((sight) => `${withArticle(sight.noun)} ${placeOf(sight)}`))
    : grouped(sights);
  return phrase(what, random.chance(0.6) ? random.pick(background.phrases) : "", hour);
}
