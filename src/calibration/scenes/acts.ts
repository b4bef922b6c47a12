import { BRIGHT, COLOURS, vary } from "../drawing/colour.js";
import type { Random } from "../drawing/random.js";
import { valueAt, type Actor } from "../drawing/scene.js";
import type { Member } from "./cast.js";

/** Something that one actor does within a stretch of time, standing still before and after. */
export interface Act {
  readonly key: string;
  /** "jumps" */
  readonly verb: string;
  /** Played backwards it is the same act, and the actor ends as it began. */
  readonly symmetric: boolean;
  apply(actor: Actor, start: number, end: number): Actor;
}

type Tracks = (actor: Actor, start: number, end: number) => Partial<Actor>;

const act = (key: string, verb: string, symmetric: boolean, tracks: Tracks): Act => ({
  key,
  verb,
  symmetric,
  apply: (actor, start, end) => ({ ...actor, ...tracks(actor, start, end) }),
});

const jump = act("jump", "jumps", true, (actor, start, end) => {
  const y = valueAt(actor.y, 0, 0.8);
  return {
    y: [
      [start, y, "out"],
      [(start + end) / 2, y - 0.26, "in"],
      [end, y],
    ],
  };
});
const spin = act("spin", "spins", true, (_, start, end) => ({
  rotation: [
    [start, 0],
    [end, 360],
  ],
}));
const shake = act("shake", "shakes", true, (actor, start, end) => {
  const x = valueAt(actor.x, 0, 0.5);
  const step = (end - start) / 6;
  return { x: [0, 1, -1, 1, -1, 1, 0].map((side, i) => [start + i * step, x + side * 0.06] as const) };
});
const appear = act("show", "appears", true, (_, start, end) => {
  const fade = (end - start) * 0.12;
  return {
    opacity: [
      [start, 0],
      [start + fade, 1],
      [end - fade, 1],
      [end, 0],
    ],
  };
});
const glow = act("glow", "lights up", true, (_, start, end) => {
  const fade = (end - start) * 0.15;
  return {
    lit: [
      [start, 0],
      [start + fade, 1],
      [end - fade, 1],
      [end, 0],
    ],
  };
});
const swell = act("swell", "swells", true, (actor, start, end) => {
  const size = valueAt(actor.size, 0, 0.25);
  return {
    size: [
      [start, size],
      [(start + end) / 2, size * 1.8],
      [end, size],
    ],
  };
});
const turnOn = act("turn-on", "turns on", false, (_, start, end) => ({
  lit: [
    [start, 0],
    [start + (end - start) * 0.4, 1],
  ],
}));
const unfold = act("open", "opens", false, (_, start, end) => ({
  open: [
    [start, 0],
    [start + (end - start) * 0.7, 1],
  ],
}));
const leave = act("leave", "leaves", false, (actor, start, end) => {
  const x = valueAt(actor.x, 0, 0.5);
  return {
    x: [
      [start, x, "in"],
      [end, x < 0.5 ? -0.3 : 1.3],
    ],
    facing: x < 0.5 ? "left" : "right",
  };
});
const arrive = act("arrive", "arrives", false, (actor, start, end) => {
  const x = valueAt(actor.x, 0, 0.5);
  return {
    x: [
      [start, x < 0.5 ? -0.3 : 1.3, "out"],
      [end, x],
    ],
    facing: x < 0.5 ? "right" : "left",
  };
});
const vanish = act("vanish", "disappears", false, (_, start, end) => ({
  opacity: [
    [start, 1],
    [start + (end - start) * 0.4, 0],
  ],
}));

function passing(member: Member, random: Random): Act {
  const rightwards = random.chance(0.5);
  const [verb] = member.art.moves;
  return act("pass", `${verb} past`, !member.art.facing, (_, start, end) => ({
    x: rightwards
      ? [
          [start, -0.25, "linear"],
          [end, 1.25],
        ]
      : [
          [start, 1.25, "linear"],
          [end, -0.25],
        ],
    facing: rightwards ? "right" : "left",
  }));
}

function recolour(member: Member, random: Random): Act {
  const other = random.pick(BRIGHT.filter((name) => name !== member.colour?.name));
  const to = vary(COLOURS[other], random);
  return act(`turn-${other}`, `turns ${other}`, false, (_, start, end) => ({
    colour: [
      [start, member.colour!],
      [start + (end - start) * 0.7, to],
    ],
  }));
}

/** The acts that suit an actor; `symmetric` asks for those that read the same backwards. */
export function actsFor(member: Member, random: Random, symmetric: boolean): Act[] {
  const { art } = member;
  const upright = art.classes.some((name) => ["building", "plant", "vehicle"].includes(name));
  const acts = [appear, appear, passing(member, random), swell, vanish, leave, arrive];
  if (art.jumps === true) acts.push(jump, jump, jump);
  if (!upright && !art.facing) acts.push(spin, spin, jump);
  if (!upright) acts.push(shake);
  if (art.lights === true) acts.push(glow, glow, turnOn, turnOn);
  if (art.opens === true) acts.push(unfold, unfold);
  if (member.colour !== undefined && art.colours.length > 5)
    acts.push(recolour(member, random), recolour(member, random));
  return acts.filter((candidate) => candidate.symmetric === symmetric);
}
