import { valueAt, type Actor, type Key } from "../drawing/scene.js";
import { randomCast, randomStage, sceneOf, type Member } from "./cast.js";
import { mirrored, type PairMaker } from "./pair.js";
import { changing, glide, placed, solo } from "./solo.js";

const direction: PairMaker = (random) => {
  const found = solo(random);
  if (found === undefined) return undefined;
  const { noun, art } = found.one;
  const [moves] = art.moves;
  const through = random.chance(0.3);
  const x = glide(
    found.stage,
    through ? -0.15 : random.between(0.1, 0.25),
    through ? 1.15 : random.between(0.75, 0.9),
    random,
  );
  const back: Key<number>[] = [
    [x[0]![0], x[1]![1], x[0]![2] ?? "smooth"],
    [x[1]![0], x[0]![1]],
  ];
  return changing(random, found, {
    kind: "direction",
    key: "cross",
    tracks: { x, facing: "right" },
    ...(art.facing ? { twin: { x: back, facing: "left" as const } } : {}),
    forms: [
      [`${noun} ${moves} from left to right`, `${noun} ${moves} from right to left`],
      [`${noun} ${moves} to the right`, `${noun} ${moves} to the left`],
      [`${noun} moves from the left side to the right side`, `${noun} moves from the right side to the left side`],
      [`${noun} goes right`, `${noun} goes left`],
      [`${noun} moves rightwards`, `${noun} moves leftwards`],
      [`${noun} crosses the picture from left to right`, `${noun} crosses the picture from right to left`],
    ],
  });
};

const vertical: PairMaker = (random) => {
  const found = solo(
    random,
    (art) => !art.classes.includes("building"),
    (place) => ["air", "space", "underwater", "ground", "table"].includes(place),
  );
  if (found === undefined) return undefined;
  const { noun } = found.one;
  return changing(random, found, {
    kind: "vertical",
    key: "lift",
    tracks: { y: glide(found.stage, random.between(0.85, 0.98), random.between(0.3, 0.42), random), floating: true },
    forms: [
      [`${noun} rises`, `${noun} falls`],
      [`${noun} moves up`, `${noun} moves down`],
      [`${noun} goes upwards`, `${noun} goes downwards`],
      [`${noun} goes up from the bottom to the top`, `${noun} goes down from the top to the bottom`],
      [`${noun} ascends`, `${noun} descends`],
      [`${noun} floats up`, `${noun} sinks down`],
    ],
  });
};

const depth: PairMaker = (random) => {
  const found = solo(random, undefined, (place) => !["rail", "table"].includes(place));
  if (found === undefined) return undefined;
  const { noun, actor } = found.one;
  const ground = ["ground", "road", "water"].includes(found.stage.place);
  const far = random.between(0.08, 0.13);
  const near = random.between(0.6, 0.95);
  const low = ground ? 1.02 : valueAt(actor.y, 0, 0.7) + 0.22;
  return changing(random, found, {
    kind: "depth",
    key: "near",
    tracks: {
      size: glide(found.stage, far, near, random),
      y: glide(found.stage, ground ? 0.73 : low - 0.25, low, random),
      x: [
        [0, random.between(0.35, 0.65)],
        [found.stage.durationSeconds, 0.5],
      ],
    },
    forms: [
      [`${noun} comes closer`, `${noun} goes farther away`],
      [`${noun} moves towards the camera`, `${noun} moves away from the camera`],
      [`${noun} approaches`, `${noun} moves off into the distance`],
      [`${noun} comes towards us`, `${noun} goes away from us`],
      [`${noun} gets nearer`, `${noun} gets more distant`],
    ],
  });
};

const ING: Record<string, string> = { run: "running", swim: "swimming", hop: "hopping" };

const startStop: PairMaker = (random) => {
  const found = solo(random);
  if (found === undefined) return undefined;
  const {
    one: { noun, art, actor },
    stage,
  } = found;
  const total = stage.durationSeconds;
  const rightwards = random.chance(0.5);
  const [from, to] = rightwards ? [0.12, 0.85] : [0.88, 0.15];
  const turn = total * random.between(0.42, 0.58);
  const facing = rightwards ? ("right" as const) : ("left" as const);
  const [, move] = art.moves;
  const ing = ING[move] ?? `${move.replace(/e$/, "")}ing`;
  const turning = random.chance(0.25) && !art.facing && !art.classes.includes("building");
  const start: Partial<Actor> = turning
    ? {
        rotation: [
          [turn, 0, "linear"],
          [total, 720],
        ],
        x: actor.x,
      }
    : {
        x: [
          [turn, from, "linear"],
          [total, to],
        ],
        facing,
      };
  const stop: Partial<Actor> = {
    x: [
      [0, from, "linear"],
      [total - turn, to],
    ],
    facing,
  };
  const motion = random.chance(0.5) ? "moving" : ing;
  const spins: [string, string][] = [
    [`${noun} starts spinning`, `${noun} stops spinning`],
    [`${noun} begins to turn`, `${noun} stops turning`],
    [`${noun} is still, then it spins`, `${noun} spins, then it is still`],
  ];
  return changing(random, found, {
    kind: "start-stop",
    key: turning ? "spin-start" : "move-start",
    tracks: start,
    ...(art.facing && !turning ? { twin: stop } : {}),
    forms: turning
      ? spins
      : [
          [`${noun} starts ${motion}`, `${noun} stops ${motion}`],
          [`${noun} stands still, then moves`, `${noun} moves, then stands still`],
          [`${noun} begins to move`, `${noun} comes to rest`],
          [`${noun} sets off`, `${noun} comes to a stop`],
          [`first ${noun} is still, then it is ${motion}`, `first ${noun} is ${motion}, then it is still`],
        ],
  });
};

const moving: PairMaker = (random) => {
  const found = solo(random);
  if (found === undefined) return undefined;
  const {
    one: { noun, art, actor },
    stage,
  } = found;
  const rightwards = random.chance(0.5);
  return changing(
    random,
    { stage: { ...stage, backdrop: { ...stage.backdrop, still: true } }, one: found.one },
    {
      kind: "still",
      key: "move",
      tracks: {
        x: rightwards ? glide(stage, 0.15, 0.85, random) : glide(stage, 0.85, 0.15, random),
        facing: rightwards ? "right" : "left",
      },
      twin: { x: valueAt(actor.x, 0, 0.5), phase: 0 },
      forms: [
        [`${noun} ${art.moves[0]}`, `${noun} does not move`],
        [`${noun} is moving`, `${noun} is standing still`],
        [`${noun} moves across the picture`, `${noun} stays where it is`],
        [`a moving ${noun.replace(/^an? /, "")}`, `a motionless ${noun.replace(/^an? /, "")}`],
      ],
    },
  );
};

/** Where two are in one picture and one of them moves. */
const meeting: PairMaker = (random) => {
  const stage = randomStage(random);
  const cast = randomCast(stage, 2, random);
  if (cast === undefined) return undefined;
  const [one, other] = cast as [Member, Member];
  const goal = valueAt(other.actor.x, 0, 0.7);
  const far = goal > 0.5 ? 0.1 : 0.9;
  const near = goal + (goal > 0.5 ? -0.2 : 0.2);
  const x = glide(stage, far, near, random);
  const away: Key<number>[] = [
    [x[0]![0], near],
    [x[1]![0], far],
  ];
  const [towards, back] = goal > 0.5 ? (["right", "left"] as const) : (["left", "right"] as const);
  const { noun, art } = one;
  const [first, second] = placed(random, stage, [
    [`${noun} ${art.moves[0]} towards ${other.noun}`, `${noun} ${art.moves[0]} away from ${other.noun}`],
    [`${noun} gets closer to ${other.noun}`, `${noun} gets farther from ${other.noun}`],
    [`${noun} goes to ${other.noun}`, `${noun} leaves ${other.noun}`],
  ]);
  const scene = (tracks: Partial<Actor>) => [
    sceneOf(stage, [other.actor, { ...one.actor, ...tracks }], "", random.fork(6)),
  ];
  const take = { canvas: stage.canvas, shots: scene({ x, facing: towards }), captions: first };
  const combination = `${one.key}/meet+${other.key}`;
  if (!art.facing) return mirrored("meet", combination, take, second);
  return {
    kind: "meet",
    combination,
    reversed: false,
    takes: [take, { canvas: stage.canvas, shots: scene({ x: away, facing: back }), captions: second }],
  };
};

/** Pairs about an actor that moves, with their share among all. */
export const MOTION_PAIRS: readonly (readonly [PairMaker, number])[] = [
  [direction, 9],
  [vertical, 7],
  [depth, 7],
  [startStop, 7],
  [moving, 4],
  [meeting, 4],
];
