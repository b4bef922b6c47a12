import { ACTORS, artOf, type ActorArt, type Place } from "../drawing/actors/index.js";
import { BACKGROUNDS, backgroundOf, PALETTES } from "../drawing/backgrounds/index.js";
import { COLOURS, vary, type Colour } from "../drawing/colour.js";
import { CANVASES, type Canvas } from "../drawing/draw.js";
import type { Random } from "../drawing/random.js";
import type { Actor, Backdrop, Camera, Scene } from "../drawing/scene.js";
import { coloured, withArticle } from "./words.js";

/** Where a clip plays. */
export interface Stage {
  readonly canvas: Canvas;
  readonly backdrop: Backdrop;
  /** "in a meadow", or nothing. */
  readonly where: string;
  readonly place: Place;
  readonly durationSeconds: number;
  readonly camera?: Camera;
}

/** An actor of a clip with the words for it. */
export interface Member {
  readonly art: ActorArt;
  readonly actor: Actor;
  readonly colour: Colour | undefined;
  /** "a red ball" */
  readonly noun: string;
  /** "ball/red" */
  readonly key: string;
}

const INDOORS_OR_SPACE = new Set(["room", "kitchen", "space", "underwater", "plain"]);

/** Draws a background, its colours and a place on it where at least three kinds of actors fit. */
export function randomStage(random: Random, wanted?: (place: Place, background: string) => boolean): Stage {
  for (;;) {
    const kind = random.pick(Object.keys(BACKGROUNDS));
    const background = backgroundOf(kind);
    const places = (Object.keys(background.places) as Place[]).filter(
      (place) => wanted === undefined || wanted(place, kind),
    );
    if (places.length === 0) continue;
    const night = !INDOORS_OR_SPACE.has(kind) && random.chance(0.15) ? 1 : 0;
    return {
      canvas: CANVASES[random.pick(["16:9", "16:9", "16:9", "4:3", "1:1", "9:16"] as const)],
      backdrop: { kind, palette: random.pick(Object.keys(PALETTES)), seed: random.whole(1, 1e9), night },
      where: random.chance(0.55) ? random.pick(background.phrases) : "",
      place: random.pick(places),
      durationSeconds: Math.round(random.between(3, 9) * 2) / 2,
      ...(random.chance(0.2) ? { camera: { zoom: random.between(1, 1.2), y: random.between(-0.03, 0.03) } } : {}),
    };
  }
}

/** Ordinary things that fit a place; where none do (on rails there is only the train), whatever fits the picture. */
export function fitting(stage: Stage, suits: (art: ActorArt) => boolean = () => true): string[] {
  return Object.keys(ACTORS).filter((kind) => artOf(kind).places.includes(stage.place) && suits(artOf(kind)));
}

/** Makes an actor of a kind, standing at x, in a colour of its own. */
export function member(stage: Stage, kind: string, x: number, random: Random, colours?: readonly Colour[]): Member {
  const art = artOf(kind);
  const range = backgroundOf(stage.backdrop.kind).places[stage.place] ?? [0.7, 0.9];
  const chosen = colours?.[0] ?? (art.colours.length > 0 ? COLOURS[random.pick(art.colours)] : undefined);
  const colour = chosen === undefined ? undefined : vary(chosen, random);
  const name = random.pick([art.names[0]!, art.names[0]!, ...art.names]);
  const size = Math.min(0.62, art.size * random.between(1, 1.75));
  // As a share of the height, so that what floats high still fits below the upper edge.
  const tall = (size * Math.min(stage.canvas.width, stage.canvas.height)) / stage.canvas.height;
  return {
    art,
    colour,
    noun: withArticle(coloured(name, colour?.name, art.classes.includes("person"))),
    key: colour === undefined ? kind : `${kind}/${colour.name}`,
    actor: {
      kind,
      name,
      x,
      y: Math.max(random.between(range[0], range[1]), Math.min(range[1] + 0.1, tall + 0.02)),
      size,
      ...(colour === undefined ? {} : { colour }),
      ...(art.facing ? { facing: random.pick(["left", "right"] as const) } : {}),
      ...(art.opens === true ? { open: 1 } : {}),
      floating: stage.place !== "ground" && stage.place !== "table" && stage.place !== "road",
    },
  };
}

/** Several actors side by side, each of another kind and colour, so that words tell them apart. */
export function randomCast(
  stage: Stage,
  count: number,
  random: Random,
  suits?: (art: ActorArt) => boolean,
): Member[] | undefined {
  const kinds = fitting(stage, suits);
  if (kinds.length < count) return undefined;
  const xs =
    count === 1
      ? [random.between(0.3, 0.7)]
      : count === 2
        ? [random.between(0.22, 0.34), random.between(0.66, 0.78)]
        : [0.18, 0.5, 0.82];
  const members = random.sample(kinds, count).map((kind, i) => member(stage, kind, xs[i]!, random));
  return new Set(members.map(({ colour, noun }) => colour?.name ?? noun)).size === count ? members : undefined;
}

const SCENERY: Partial<Record<Place, readonly string[]>> = {
  ground: ["tree", "pine", "house", "windmill", "mushroom", "flower"],
  road: ["streetlight", "tree"],
  table: ["cup", "vase", "book"],
};

/** A scene on a stage; now and then with a thing that stands about and is not mentioned. */
export function sceneOf(stage: Stage, actors: readonly Actor[], caption: string, random: Random): Scene {
  const extras = random.chance(0.3)
    ? (SCENERY[stage.place] ?? []).filter((kind) => actors.every((actor) => actor.kind !== kind))
    : [];
  const scenery: Actor[] = [];
  if (extras.length > 0) {
    const { name: _unsaid, ...actor } = member(stage, random.pick(extras), random.pick([0.08, 0.92]), random).actor;
    scenery.push(actor);
  }
  return {
    durationSeconds: stage.durationSeconds,
    backdrop: stage.backdrop,
    ...(stage.camera === undefined ? {} : { camera: stage.camera }),
    actors: [...scenery, ...actors],
    caption,
    events: [],
  };
}
