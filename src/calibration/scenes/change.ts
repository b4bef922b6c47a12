import { COLOURS, vary } from "../drawing/colour.js";
import { hopTrack, valueAt, type Actor, type Key } from "../drawing/scene.js";
import { times } from "./words.js";
import type { PairMaker } from "./pair.js";
import { changing, glide, solo } from "./solo.js";

const size: PairMaker = (random) => {
  const found = solo(random);
  if (found === undefined) return undefined;
  const { noun, actor } = found.one;
  return changing(random, found, {
    kind: "size",
    key: "grow",
    tracks: {
      size: glide(found.stage, random.between(0.1, 0.15), random.between(0.45, 0.65), random),
      y: Math.max(0.62, valueAt(actor.y, 0, 0.8)),
    },
    forms: [
      [`${noun} grows`, `${noun} shrinks`],
      [`${noun} gets bigger`, `${noun} gets smaller`],
      [`${noun} becomes larger`, `${noun} becomes smaller`],
      [`a small ${noun.replace(/^an? /, "")} turns big`, `a big ${noun.replace(/^an? /, "")} turns small`],
      [`${noun} expands`, `${noun} contracts`],
    ],
  });
};

const colour: PairMaker = (random) => {
  const found = solo(random, (art) => art.colours.length > 2);
  if (found === undefined || found.one.colour === undefined) return undefined;
  const { one, stage } = found;
  const from = one.colour!;
  const to = vary(COLOURS[random.pick(one.art.colours.filter((name) => name !== from.name))], random);
  const name = one.actor.name!;
  const at = stage.durationSeconds * random.between(0.25, 0.45);
  const colours = [from.name, to.name].toSorted().join("-");
  return changing(random, found, {
    kind: "colour",
    key: `turn-${colours}`,
    tracks: {
      colour: [
        [at, from],
        [stage.durationSeconds - at * random.between(0.7, 1), to],
      ],
    },
    forms: (
      [
        [from.name, to.name],
        [to.name, from.name],
      ] as const
    )
      .map(([a, b]) =>
        [
          `the ${name} turns from ${a} to ${b}`,
          `a ${a} ${name} turns ${b}`,
          `a ${name} changes from ${a} to ${b}`,
          `the ${a} ${name} becomes ${b}`,
          `first the ${name} is ${a}, then ${b}`,
          `a ${name} goes from ${a} to ${b}`,
          `the ${name} is ${a} before it is ${b}`,
        ].map((text) => text.replace(/\ba (?=[aeiou])/g, "an ")),
      )
      .reduce<[string, string][]>(
        (rows, texts, side) => texts.map((text, i) => (side === 0 ? [text, ""] : [rows[i]![0], text])),
        [],
      ),
  });
};

const count: PairMaker = (random) => {
  const found = solo(random, undefined, (place) => place !== "rail");
  if (found === undefined) return undefined;
  const {
    one: { noun, art, actor },
    stage,
  } = found;
  const counts = random.sample([1, 2, 3], 2) as [number, number];
  const total = stage.durationSeconds;
  const repeat =
    (track: (from: number, step: number) => readonly Key<number>[]) =>
    (many: number): Key<number>[] =>
      Array.from({ length: many }, (_, i) =>
        track(total * 0.05 + (i * total * 0.9) / many, (total * 0.9) / many),
      ).flat();
  const blink = repeat((from, step) => [
    [from, 0],
    [from + step * 0.2, 1],
    [from + step * 0.65, 1],
    [from + step * 0.85, 0],
  ]);
  const choices: [string, string, (many: number) => Partial<Actor>][] = [
    ["appears", "show", (many) => ({ opacity: blink(many) })],
  ];
  if (!art.classes.includes("building") && !art.classes.includes("plant"))
    choices.push(
      ["jumps", "jump", (many) => ({ y: hopTrack(valueAt(actor.y, 0, 0.8), total * 0.05, total * 0.95, many, 0.28) })],
      ["jumps", "jump", (many) => ({ y: hopTrack(valueAt(actor.y, 0, 0.8), total * 0.05, total * 0.95, many, 0.28) })],
    );
  if (art.lights === true)
    choices.push(
      ["lights up", "glow", (many) => ({ lit: blink(many) })],
      ["blinks", "glow", (many) => ({ lit: blink(many) })],
    );
  if (art.classes.includes("toy") || art.classes.includes("shape"))
    choices.push([
      "bounces",
      "jump",
      (many) => ({ y: hopTrack(valueAt(actor.y, 0, 0.8), total * 0.05, total * 0.95, many, 0.3) }),
    ]);
  const [verb, key, tracks] = random.pick(choices);
  const say = (many: number): string[] => [
    `${noun} ${verb} ${times(many)}`,
    `${noun} ${verb} exactly ${times(many)}`,
    `${times(many)} ${noun} ${verb}`,
    `we see how ${noun} ${verb} ${times(many)}`,
  ];
  const other = say(counts[1]);
  return changing(random, found, {
    kind: "count",
    key: `${key}-times`,
    tracks: tracks(counts[0]),
    twin: tracks(counts[1]),
    forms: say(counts[0]).map((text, i) => [text, other[i]!]),
  });
};

const appearing: PairMaker = (random) => {
  const found = solo(random);
  if (found === undefined) return undefined;
  const {
    one: { noun, art, actor },
    stage,
  } = found;
  const total = stage.durationSeconds;
  const at = total * random.between(0.25, 0.5);
  if (random.chance(0.5)) {
    const x = valueAt(actor.x, 0, 0.5);
    const left = random.chance(0.5);
    const outside = left ? -0.25 : 1.25;
    const [inwards, outwards] = left ? (["right", "left"] as const) : (["left", "right"] as const);
    return changing(random, found, {
      kind: "enter-leave",
      key: "enter",
      tracks: {
        x: [
          [at * 0.6, outside, "out"],
          [total * 0.85, x],
        ],
        facing: inwards,
      },
      ...(art.facing
        ? {
            twin: {
              x: [
                [total * 0.15, x, "in"],
                [total - at * 0.6, outside],
              ],
              facing: outwards,
            },
          }
        : {}),
      forms: [
        [`${noun} enters the picture`, `${noun} leaves the picture`],
        [`${noun} comes in`, `${noun} goes out`],
        [`${noun} enters from the ${left ? "left" : "right"}`, `${noun} leaves to the ${left ? "left" : "right"}`],
        [`${noun} arrives`, `${noun} departs`],
      ],
    });
  }
  return changing(random, found, {
    kind: "appear",
    key: "show",
    tracks: {
      opacity: [
        [at, 0],
        [at + total * random.between(0.05, 0.25), 1],
      ],
    },
    forms: [
      [`${noun} appears`, `${noun} disappears`],
      [`${noun} fades in`, `${noun} fades out`],
      [`${noun} shows up`, `${noun} vanishes`],
      [`at first nothing is there, then ${noun}`, `at first ${noun} is there, then nothing`],
    ],
  });
};

const light: PairMaker = (random) => {
  const found = solo(random, (art) => art.lights === true);
  if (found === undefined) return undefined;
  const {
    one: { noun, actor },
    stage,
  } = found;
  const at = stage.durationSeconds * random.between(0.3, 0.55);
  const the = noun.replace(/^an? /, "the ");
  const dark = stage.place !== "table" && random.chance(0.7);
  const lit = {
    stage: { ...stage, backdrop: { ...stage.backdrop, night: dark ? 1 : valueAt(stage.backdrop.night, 0, 0) } },
    one: found.one,
  };
  return changing(random, lit, {
    kind: "light",
    key: "turn-on",
    tracks: {
      lit: [
        [at, 0],
        [at + stage.durationSeconds * 0.15, 1],
      ],
      size: valueAt(actor.size, 0, 0.3) * 1.2,
    },
    forms: [
      [`${noun} turns on`, `${noun} turns off`],
      [`the light of ${the} goes on`, `the light of ${the} goes out`],
      [`${noun} lights up`, `${noun} goes dark`],
      [`${the} is switched on`, `${the} is switched off`],
    ],
  });
};

const opening: PairMaker = (random) => {
  const found = solo(random, (art) => art.opens === true);
  if (found === undefined) return undefined;
  const {
    one: { noun },
    stage,
  } = found;
  return changing(random, found, {
    kind: "open",
    key: "open",
    tracks: { open: glide(stage, 0, 1, random) },
    forms: [
      [`${noun} opens`, `${noun} closes`],
      [`${noun} is opened`, `${noun} is closed`],
      [`a closed ${noun.replace(/^an? /, "")} opens`, `an open ${noun.replace(/^an? /, "")} closes`],
      [`${noun} opens up`, `${noun} shuts`],
    ],
  });
};

/** Pairs about an actor that changes where it is, with their share among all. */
export const CHANGE_PAIRS: readonly (readonly [PairMaker, number])[] = [
  [size, 6],
  [colour, 7],
  [count, 7],
  [appearing, 8],
  [light, 4],
  [opening, 3],
];
