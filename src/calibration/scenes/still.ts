import { BRIGHT, COLOURS } from "../drawing/colour.js";
import type { Random } from "../drawing/random.js";
import type { Actor, Scene } from "../drawing/scene.js";
import { numeral, phrase, plural, withArticle } from "./words.js";
import { fitting, member, randomCast, randomStage, sceneOf, type Member, type Stage } from "./cast.js";
import { sentences, type Pair, type PairMaker } from "./pair.js";

function pairOf(
  kind: string,
  combination: string,
  stage: Stage,
  scenes: readonly [Scene, Scene],
  captions: readonly [string[], string[]],
): Pair {
  return {
    kind,
    combination,
    reversed: false,
    takes: [
      { canvas: stage.canvas, shots: [scenes[0]], captions: captions[0] },
      { canvas: stage.canvas, shots: [scenes[1]], captions: captions[1] },
    ],
  };
}

const both = (stage: Stage, first: readonly Actor[], second: readonly Actor[], random: Random): [Scene, Scene] => [
  sceneOf(stage, first, "", random.fork(7)),
  sceneOf(stage, second, "", random.fork(7)),
];

/** "a red ball and a blue star" against "a blue ball and a red star". */
const binding: PairMaker = (random) => {
  const stage = randomStage(random);
  const kinds = fitting(stage, (art) => art.colours.length > 5);
  if (kinds.length < 2) return undefined;
  const [a, b] = random.sample(kinds, 2) as [string, string];
  const [p, q] = random.sample(BRIGHT, 2).map((name) => COLOURS[name]) as [typeof COLOURS.red, typeof COLOURS.red];
  const make = (first: typeof p, second: typeof p): Member[] => {
    const same = random.fork(8);
    return [
      member(stage, a, same.between(0.22, 0.36), same, [first]),
      member(stage, b, same.between(0.64, 0.78), same, [second]),
    ];
  };
  const [one, two] = [make(p, q), make(q, p)];
  const say = ([x, y]: readonly Member[]): string[] => [
    `${x!.noun} and ${y!.noun}`,
    `${x!.noun} next to ${y!.noun}`,
    phrase(`${x!.noun} and ${y!.noun}`, stage.where),
    `there is ${x!.noun} beside ${y!.noun}`,
  ];
  const other = say(two);
  return pairOf(
    "binding",
    `${a}+${b}/${p.name}+${q.name}/together`,
    stage,
    both(
      stage,
      one.map(({ actor }) => actor),
      two.map(({ actor }) => actor),
      random,
    ),
    sentences(
      random,
      say(one).map((text, i) => [text, other[i]!]),
    ),
  );
};

/** "a red ball to the left of a blue star" against the other way round. */
const position: PairMaker = (random) => {
  const stage = randomStage(random);
  const cast = randomCast(stage, 2, random);
  if (cast === undefined) return undefined;
  const [a, b] = cast as [Member, Member];
  const stacked = ["air", "space", "underwater"].includes(stage.place) && random.chance(0.5);
  const [low, high] = [0.92, 0.46];
  const arrange = (first: Member, second: Member): Actor[] =>
    stacked
      ? [
          { ...first.actor, x: 0.5, y: high, size: 0.34 },
          { ...second.actor, x: 0.5, y: low, size: 0.34 },
        ]
      : [
          { ...first.actor, x: 0.28 },
          { ...second.actor, x: 0.72 },
        ];
  const say = (x: Member, y: Member): string[] =>
    stacked
      ? [
          `${x.noun} above ${y.noun}`,
          `${y.noun} below ${x.noun}`,
          `${x.noun} at the top and ${y.noun} at the bottom`,
          `${y.noun} under ${x.noun}`,
        ]
      : [
          `${x.noun} to the left of ${y.noun}`,
          `${y.noun} to the right of ${x.noun}`,
          `${x.noun} on the left and ${y.noun} on the right`,
          `on the left ${x.noun}, on the right ${y.noun}`,
        ];
  const other = say(b, a);
  return pairOf(
    "position",
    `${[a.key, b.key].toSorted().join("+")}/${stacked ? "above" : "left"}`,
    stage,
    both(stage, arrange(a, b), arrange(b, a), random),
    sentences(
      random,
      say(a, b).map((text, i) => [text, other[i]!]),
    ),
  );
};

/** "two red balls" against "four red balls". */
const amount: PairMaker = (random) => {
  const stage = randomStage(random, (place) => place !== "rail");
  const cast = randomCast(stage, 1, random);
  if (cast === undefined) return undefined;
  const [one] = cast as [Member];
  const counts = random.sample([1, 2, 3, 4, 5], 2) as [number, number];
  const actors = (count: number): Actor[] =>
    Array.from({ length: count }, (_, i) => ({
      ...one.actor,
      x: (i + 0.75) / (count + 0.5),
      size: Math.min(0.3, 0.9 / count) * (0.8 + 0.2 * Math.min(1, count / 3)),
    }));
  const bare = one.noun.replace(/^an? /, "");
  const say = (count: number): string[] => {
    const things = count === 1 ? `one ${bare}` : `${numeral(count)} ${plural(bare)}`;
    return [
      things,
      phrase(things, stage.where),
      `there ${count === 1 ? "is" : "are"} ${things}`,
      `a picture of ${things}`,
    ];
  };
  const other = say(counts[1]);
  return pairOf(
    "number",
    `${one.key}/number`,
    stage,
    both(stage, actors(counts[0]), actors(counts[1]), random),
    sentences(
      random,
      say(counts[0]).map((text, i) => [text, other[i]!]),
    ),
  );
};

/** What is seen, and where: two actors in two places against the same exchanged. */
const setting: PairMaker = (random) => {
  const here = randomStage(random);
  const there = {
    ...randomStage(random, (place) => place === here.place),
    canvas: here.canvas,
    durationSeconds: here.durationSeconds,
  };
  if (here.backdrop.kind === there.backdrop.kind) return undefined;
  const cast = randomCast(here, 1, random);
  const where = [here, there].map(({ backdrop }) => backdrop.kind);
  if (cast === undefined || [here, there].some((stage) => stage.where === "")) return undefined;
  const { noun, key, actor, art } = cast[0]!;
  const say = (stage: Stage): string[] => [
    `${noun} ${stage.where}`,
    `${noun}, ${stage.where}`,
    `${withArticle(actor.name!)} ${stage.where}`,
    `${art.classes[0] === undefined ? noun : withArticle(art.classes[0])} ${stage.where}`,
    `a picture of ${noun} ${stage.where}`,
  ];
  const other = say(there);
  return pairOf(
    "setting",
    `${key}/${where.toSorted().join("+")}/seen`,
    here,
    [
      sceneOf(here, [actor], "", random.fork(7)),
      sceneOf(
        there,
        [member(there, actor.kind, 0.5, random, cast[0]!.colour === undefined ? undefined : [cast[0]!.colour]).actor],
        "",
        random.fork(7),
      ),
    ],
    sentences(
      random,
      say(here).map((text, i) => [text, other[i]!]),
    ),
  );
};

export const STILL_PAIRS: readonly (readonly [PairMaker, number])[] = [
  [binding, 12],
  [position, 12],
  [amount, 14],
  [setting, 8],
];
