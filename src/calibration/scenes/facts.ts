import { loadConceptBank, type ClassedKind } from "../../annotators/concepts/conceptBank.js";
import { bareOf, type CaptionTruth } from "../../evaluation/metrics/captioning/phraseTruth.js";
import { artOf } from "../drawing/actors/index.js";
import { backgroundOf } from "../drawing/backgrounds/index.js";
import { COLOURS } from "../drawing/colour.js";
import { colourAt, valueAt, type Actor, type Scene } from "../drawing/scene.js";

/** What a background itself shows, beside being that place. */
const SCENERY: Readonly<Record<string, readonly string[]>> = {
  meadow: ["hill", "grass", "cloud", "plant"],
  mountains: ["mountain", "snow", "cloud"],
  railway: ["mountain", "railway line", "cloud"],
  forest: ["tree", "pine tree", "plant"],
  desert: ["cloud"],
  snow: ["cloud", "tree", "pine tree", "plant"],
  village: ["house", "cottage", "building", "cloud"],
  city: ["skyscraper", "building", "house", "tower", "window"],
  park: ["tree", "plant", "cloud"],
  sea: ["cloud", "water"],
  beach: ["cloud", "water"],
  lake: ["cloud", "water"],
  sky: ["cloud"],
  space: ["star", "stars"],
  underwater: ["plant"],
  room: ["table", "window", "picture", "painting"],
  kitchen: ["table", "window"],
};
const SAMPLES = 24;

/** Everything that is true of a scene, as far as the concepts of captions go. */
export function truthOfScene(scene: Scene): CaptionTruth {
  const [fromSeconds, toSeconds] = [0, scene.durationSeconds];
  const at = Array.from({ length: SAMPLES }, (_, n) => fromSeconds + ((n + 0.5) / SAMPLES) * (toSeconds - fromSeconds));
  const times = scene.reversed === true ? at.map((time) => scene.durationSeconds - time) : at;
  const { kind, night } = scene.backdrop;
  const subjects = new Set(SCENERY[kind] ?? []);
  const coloured = new Set<string>();
  const actions = new Set<string>();
  for (const actor of scene.actors) {
    const seen = times.filter((time) => isSeen(actor, time));
    if (seen.length === 0) continue;
    const { names, classes, colours } = artOf(actor.kind);
    const nouns = [
      actor.kind,
      ...names,
      ...classes,
      ...names.flatMap((name) => name.split(" ")),
      ...(ALSO[actor.kind] ?? []),
    ];
    for (const noun of nouns) subjects.add(noun);
    const shades =
      colours.length > 0 ? seen.map((time) => colourAt(actor.colour, time, COLOURS[colours[0]!]).name) : [];
    for (const shade of shades) for (const noun of nouns) coloured.add(`${shade} ${noun}`);
    for (const action of actionsOf(actor, times)) for (const noun of nouns) actions.add(`${noun} ${action}`);
  }
  const nights = times.map((time) => valueAt(night, time, 0));
  return {
    startSeconds: fromSeconds,
    endSeconds: toSeconds,
    true: {
      subjects: withClasses("subjects", [...subjects]),
      colours: [...coloured],
      actions: [...actions],
      places: withClasses("places", [kind, ...(PLACES[kind] ?? []), ...backgroundOf(kind).nouns].map(bareOf)),
      motion: [...cameraMoves(scene, times), ...lightChanges(nights)].map(bareOf),
      // In space it is always dark, and never night.
      times: kind === "space" ? [] : [...new Set(nights.map(hourOf))],
    },
  };
}

/** The same for a video: a stretch for each of its shots. */
export function truthOfShots(shots: readonly Scene[]): CaptionTruth[] {
  let start = 0;
  return shots.map((shot) => {
    const { true: facts } = truthOfScene(shot);
    const [startSeconds, endSeconds] = [start, (start += shot.durationSeconds)];
    return { startSeconds, endSeconds, true: facts };
  });
}

const BANK = loadConceptBank();

/** Words and, of the bank's groups, those that they belong to: where there is a beach, it is by the water. */
function withClasses(kind: ClassedKind, words: readonly string[]): string[] {
  const members = BANK[kind].filter(({ texts }) => texts.some((text) => words.includes(bareOf(text))));
  const groups = members.flatMap(({ group, wider }) => (wider === undefined ? [group] : [group, wider]));
  return [...new Set([...words, ...groups.map(bareOf)])];
}

const hourOf = (night: number): string => (night > 0.6 ? "night" : night < 0.4 ? "day" : "sunset");

/** Other names of backgrounds. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  underwater: ["water"],
  plain: [],
  railway: ["mountains"],
};

const ALSO: Readonly<Record<string, readonly string[]>> = {
  vase: ["flower", "plant"],
  ball: ["circle", "shape"],
  sun: ["circle"],
  moon: ["circle"],
  planet: ["circle"],
  lighthouse: ["tower"],
  gantry: ["tower"],
  airplane: ["airplane"],
  gift: ["box"],
  boat: ["boat"],
  submarine: ["ship"],
};

function isSeen(actor: Actor, time: number): boolean {
  const [x, y] = [valueAt(actor.x, time, 0.5), valueAt(actor.y, time, 0.8)];
  return valueAt(actor.opacity, time, 1) >= 0.4 && x > -0.02 && x < 1.02 && y > 0.02 && y < 1.15;
}

function actionsOf(actor: Actor, times: readonly number[]): string[] {
  const along = (track: Parameters<typeof valueAt>[0], otherwise: number) =>
    times.map((time) => valueAt(track, time, otherwise));
  const xs = along(actor.x, 0.5);
  const ys = along(actor.y, 0.8);
  const sizes = along(actor.size, 0.3);
  const [x, y] = [change(xs), change(ys)];
  const growth = Math.log(sizes.at(-1)! / sizes[0]!);
  const opacity = change(along(actor.opacity, 1));
  const lit = change(along(actor.lit, 0));
  const open = change(along(actor.open, 1));
  const rotation = along(actor.rotation, 0);
  const moves = Math.max(range(xs), range(ys)) > 0.03 || range(sizes) > 0.03;
  return [
    ...(x > 0.15 ? ["moves to the right"] : x < -0.15 ? ["moves to the left"] : []),
    ...(y < -0.12 ? ["rises"] : y > 0.12 ? ["sinks"] : []),
    ...(growth > 0.4 ? ["comes closer"] : growth < -0.4 ? ["goes farther away"] : []),
    ...(opacity > 0.5 ? ["appears"] : opacity < -0.5 ? ["disappears"] : []),
    ...(isInside(xs.at(-1)!) && !isInside(xs[0]!) ? ["appears"] : []),
    ...(isInside(xs[0]!) && !isInside(xs.at(-1)!) ? ["disappears"] : []),
    ...(lit > 0.5 ? ["lights up"] : lit < -0.5 ? ["goes dark"] : []),
    ...(range(along(actor.lit, 0)) > 0.5 ? ["lights up"] : []),
    ...(open > 0.5 ? ["opens"] : open < -0.5 ? ["closes"] : []),
    ...(range(rotation) > 180 ? ["spins"] : []),
    ...(range(ys) > 0.12 && Math.abs(y) < 0.08 ? ["jumps"] : []),
    ...(range(xs) > 0.05 && Math.abs(x) < 0.05 && range(ys) < 0.05 ? ["shakes"] : []),
    ...(moves || range(rotation) > 5 ? [] : ["stands still"]),
  ];
}

const isInside = (x: number): boolean => x > 0 && x < 1;
const change = (values: readonly number[]): number => values.at(-1)! - values[0]!;
const range = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);

function cameraMoves({ camera }: Scene, times: readonly number[]): string[] {
  const along = (track: Parameters<typeof valueAt>[0], otherwise: number) =>
    change(times.map((time) => valueAt(track, time, otherwise)));
  const zoom = along(camera?.zoom, 1);
  const [x, y] = Math.abs(zoom) > 0.2 ? [0, 0] : [along(camera?.x, 0), along(camera?.y, 0)];
  return [
    ...(x > 0.1 ? ["the camera pans right"] : x < -0.1 ? ["the camera pans left"] : []),
    ...(y < -0.1 ? ["the camera tilts up"] : y > 0.1 ? ["the camera tilts down"] : []),
    ...(zoom > 0.2 ? ["the camera zooms in"] : zoom < -0.2 ? ["the camera zooms out"] : []),
  ];
}

const lightChanges = (nights: readonly number[]): string[] =>
  change(nights) > 0.4 ? ["night falls"] : change(nights) < -0.4 ? ["day breaks"] : [];
