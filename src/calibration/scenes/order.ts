import type { Random } from "../drawing/random.js";
import type { Scene } from "../drawing/scene.js";
import { withArticle } from "./words.js";
import { actsFor, type Act } from "./acts.js";
import { fitting, member, randomCast, randomStage, sceneOf, type Member, type Stage } from "./cast.js";
import { mirrored, sentences, type Pair, type PairMaker } from "./pair.js";

/** Ways to say that one clause comes before another; twins swap the clauses. */
export const CLAUSE_FORMS: readonly ((a: string, b: string) => string)[] = [
  (a, b) => `${a}, then ${b}`,
  (a, b) => `first ${a}, then ${b}`,
  (a, b) => `${a} before ${b}`,
  (a, b) => `${b} after ${a}`,
  (a, b) => `${a} and then ${b}`,
  (a, b) => `before ${b}, ${a}`,
  (a, b) => `after ${a}, ${b}`,
  (a, b) => `${a}; afterwards ${b}`,
  (a, b) => `at first ${a}, later ${b}`,
];

/** The same for things that are shown one after the other. */
export const NOUN_FORMS: readonly ((a: string, b: string) => string)[] = [
  (a, b) => `${a}, then ${b}`,
  (a, b) => `first ${a}, then ${b}`,
  (a, b) => `${a} followed by ${b}`,
  (a, b) => `${a} and then ${b}`,
  (a, b) => `${a} before ${b}`,
  (a, b) => `${b} after ${a}`,
  (a, b) => `the video starts with ${a} and ends with ${b}`,
  (a, b) => `first we see ${a}, last ${b}`,
  (a, b) => `it cuts from ${a} to ${b}`,
  (a, b) => `${a} is shown before ${b}`,
];

type Form = (a: string, b: string) => string;
const swapped = (forms: readonly Form[], a: string, b: string): [string, string][] =>
  forms.map((form) => [form(a, b), form(b, a)]);

function inOrder(
  stage: Stage,
  members: readonly Member[],
  acts: readonly Act[],
  order: readonly number[],
  random: Random,
): Scene {
  const slot = stage.durationSeconds / order.length;
  const actors = members.map((one, i) => {
    const turn = order.indexOf(i);
    return acts[i]!.apply(one.actor, turn * slot + slot * 0.06, (turn + 1) * slot - slot * 0.06);
  });
  const events = members.map((one, i) => {
    const start = order.indexOf(i) * slot;
    return { startSeconds: start, endSeconds: start + slot, subject: one.noun, action: acts[i]!.verb };
  });
  return { ...sceneOf(stage, actors, "", random), events };
}

function keyOf(members: readonly Member[], acts: readonly Act[]): string {
  return members
    .map(({ key }, i) => `${key}/${acts[i]!.key}`)
    .toSorted()
    .join("+");
}

/** Two actors act in turn within one shot; symmetric acts make the twins mirror images in time. */
function twoActs(symmetric: boolean): PairMaker {
  return (random) => {
    const stage = randomStage(random);
    const members = randomCast(stage, 2, random);
    if (members === undefined) return undefined;
    const choices = members.map((one) => actsFor(one, random, symmetric));
    if (choices.some((list) => list.length === 0)) return undefined;
    const same = random.chance(0.3)
      ? choices[0]!.filter(({ key }) => choices[1]!.some((other) => other.key === key && key !== "pass"))
      : [];
    const shared = same.length > 0 ? random.pick(same) : undefined;
    const acts = choices.map((list) => shared ?? random.pick(list));
    const [a, b] = members.map(({ noun }, i) => `${noun} ${acts[i]!.verb}`) as [string, string];
    const setting = random.fork(1);
    const forms = swapped(CLAUSE_FORMS, a, b).map(([x, y]): [string, string] =>
      random.chance(0.4) ? [`${x} ${stage.where}`, `${y} ${stage.where}`] : [x, y],
    );
    const [first, second] = sentences(random, forms);
    const shots = [
      inOrder({ ...stage, backdrop: { ...stage.backdrop, still: symmetric } }, members, acts, [0, 1], setting),
    ];
    const take = { canvas: stage.canvas, shots, captions: first };
    const combination = keyOf(members, acts);
    if (symmetric) return mirrored("order", combination, take, second);
    const twin = [inOrder(stage, members, acts, [1, 0], random.fork(1))];
    return {
      kind: "order",
      combination,
      reversed: false,
      takes: [take, { canvas: stage.canvas, shots: twin, captions: second }],
    };
  };
}

/** Three actors in turn; the twin is the reverse order, and "first" and "last" are asked for. */
const threeActs: PairMaker = (random) => {
  const stage = randomStage(random);
  const members = randomCast(stage, 3, random);
  if (members === undefined) return undefined;
  const choices = members.map((one) => actsFor(one, random, true));
  const shared = choices[0]!.filter(
    ({ key }) => key !== "pass" && choices.every((list) => list.some((other) => other.key === key)),
  );
  if (shared.length === 0) return undefined;
  const act = random.pick(shared);
  const nouns = members.map(({ noun }) => noun);
  const clauses = nouns.map((noun) => `${noun} ${act.verb}`);
  const say = ([a, b, c]: readonly string[], [na, nb, nc]: readonly string[]): string[] => [
    `${a}, then ${b}, then ${c}`,
    `first ${a}, then ${b}, and last ${c}`,
    `${a} first and ${c} last`,
    `the first one that ${act.verb} is ${na}, the last one is ${nc}`,
    `${a}, then ${nb}, then ${nc}`,
    `${a} before ${b} and ${c}`,
    `${c} after ${b}, and ${b} after ${a}`,
  ];
  const forward = say(clauses, nouns);
  const backward = say(clauses.toReversed(), nouns.toReversed());
  const [first, second] = sentences(
    random,
    forward.map((text, i) => [text, backward[i]!]),
  );
  const shots = [
    inOrder(
      { ...stage, backdrop: { ...stage.backdrop, still: true } },
      members,
      members.map(() => act),
      [0, 1, 2],
      random,
    ),
  ];
  return mirrored(
    "first-last",
    keyOf(
      members,
      members.map(() => act),
    ),
    { canvas: stage.canvas, shots, captions: first },
    second,
  );
};

/** Two to three shots of different places with a cut between. */
const cuts: PairMaker = (random) => {
  const seconds = Math.round(random.between(3, 8)) / 2;
  const canvas = randomStage(random).canvas;
  const parts = Array.from({ length: random.chance(0.25) ? 3 : 2 }, () => {
    const stage = { ...randomStage(random), canvas, durationSeconds: seconds };
    const kinds = fitting(stage);
    if (kinds.length === 0) return undefined;
    const one = member(stage, random.pick(kinds), random.between(0.3, 0.7), random);
    const still = { ...stage, backdrop: { ...stage.backdrop, still: random.chance(0.5) } };
    const text = `${one.noun} ${stage.where}`.trim();
    const event = { startSeconds: 0, endSeconds: seconds, subject: text, action: "" };
    return { one, text, scene: { ...sceneOf(still, [one.actor], "", random), events: [event] } };
  });
  if (parts.some((part) => part === undefined)) return undefined;
  const shown = parts as Exclude<(typeof parts)[number], undefined>[];
  const texts = shown.map(({ text }) => text);
  if (new Set(texts).size < texts.length) return undefined;
  const [a, b] = [texts[0]!, texts.at(-1)!];
  const forms: [string, string][] = swapped(NOUN_FORMS, a, b);
  if (texts.length === 3)
    forms.push(
      [texts.join(", then "), texts.toReversed().join(", then ")],
      [`first ${a}, then ${texts[1]!}, last ${b}`, `first ${b}, then ${texts[1]!}, last ${a}`],
    );
  const [first, second] = sentences(random, forms);
  const take = { canvas, shots: shown.map(({ scene }) => scene), captions: first };
  return mirrored(
    "order-cut",
    shown
      .map(({ one }) => `${one.key}/shown`)
      .toSorted()
      .join("+"),
    take,
    second,
  );
};

/** One actor does two things in turn. */
const oneActorTwice: PairMaker = (random) => {
  const stage = randomStage(random);
  const cast = randomCast(stage, 1, random);
  if (cast === undefined) return undefined;
  const [one] = cast as [Member];
  const acts = actsFor(one, random, true).filter(({ key }) => ["jump", "spin", "shake", "swell", "glow"].includes(key));
  const [a] = random.sample(acts, 1);
  const [b] = random.sample(
    acts.filter(({ key }) => key !== a?.key),
    1,
  );
  if (a === undefined || b === undefined) return undefined;
  const half = stage.durationSeconds / 2;
  const before = a.apply(one.actor, half * 0.06, half * 0.94);
  const after = b.apply(one.actor, half * 1.06, half * 1.94);
  const actor = {
    ...after,
    ...Object.fromEntries(
      Object.entries(before).filter(([name, track]) => track !== one.actor[name as keyof typeof one.actor]),
    ),
  };
  // Both acts on one property would overwrite each other.
  const touched = (changed: object): string[] =>
    Object.entries(changed)
      .filter(([name, track]) => track !== one.actor[name as keyof typeof one.actor])
      .map(([name]) => name);
  if (touched(before).some((name) => touched(after).includes(name))) return undefined;
  const it = withArticle(one.noun.replace(/^an? /, ""));
  const say = (x: Act, y: Act): string[] => [
    `${it} ${x.verb}, then ${y.verb}`,
    `${it} ${x.verb} and then it ${y.verb}`,
    `first ${it} ${x.verb}, then it ${y.verb}`,
    `${it} ${x.verb} before it ${y.verb}`,
    `${it} ${y.verb} after it ${x.verb}`,
  ];
  const backward = say(b, a);
  const [first, second] = sentences(
    random,
    say(a, b).map((text, i) => [text, backward[i]!]),
  );
  const shots = [sceneOf({ ...stage, backdrop: { ...stage.backdrop, still: true } }, [actor], "", random)];
  return mirrored(
    "order-same",
    `${one.key}/${[a.key, b.key].toSorted().join("&")}`,
    { canvas: stage.canvas, shots, captions: first },
    second,
  );
};

/** Pairs about what comes first, with their share among all. */
export const ORDER_PAIRS: readonly (readonly [PairMaker, number])[] = [
  [twoActs(true), 14],
  [twoActs(false), 7],
  [cuts, 9],
  [threeActs, 9],
  [oneActorTwice, 3],
];

/** Two actors act in turn within one shot. */
export function actsInTurn(random: Random): Pair {
  for (;;) {
    const pair = twoActs(true)(random);
    if (pair !== undefined) return pair;
  }
}

/** A pair of the temporal evaluation: two acts in turn, and the same backwards. */
export function temporalPair(random: Random): Pair {
  for (;;) {
    const pair = (random.chance(0.6) ? twoActs(true) : cuts)(random);
    if (pair !== undefined) return pair;
  }
}
