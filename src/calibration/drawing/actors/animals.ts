import { darken, lighten, type ColourName } from "../colour.js";
import { circle, ellipse, group, n, path, rect, stroke } from "../svg.js";
import { swing, type ActorArt, type Pose } from "./art.js";

const FUR: readonly ColourName[] = ["orange", "black", "white", "brown", "grey"];
const VIVID: readonly ColourName[] = ["red", "orange", "yellow", "green", "blue", "purple", "pink"];

const animal = (art: Partial<ActorArt> & Pick<ActorArt, "names" | "draw">): ActorArt => ({
  classes: ["animal"],
  places: ["ground"],
  facing: true,
  colours: FUR,
  moves: ["walks", "walk"],
  size: 0.26,
  ...art,
});

const eye = (x: number, y: number, radius = 3.2): string =>
  circle(x, y, radius, "#23252d") + circle(x + radius * 0.3, y - radius * 0.35, radius * 0.35, "#ffffff");

/** Four legs that swing in pairs. */
const legs = (xs: readonly number[], top: number, width: number, fill: string, { phase }: Pose): string =>
  xs
    .map((x, i) =>
      group(
        `rotate(${n(18 * swing(phase, i % 2 === 0 ? 0 : 0.5))} ${x} ${top})`,
        rect(x - width / 2, top, width, -top, fill, width / 2.4),
      ),
    )
    .join("");

const belly = (colour: string): string => lighten(colour, 0.3);

/** Animals; their phase moves legs, wings and tails. */
export const ANIMALS: Record<string, ActorArt> = {
  cat: animal({
    names: ["cat", "kitten"],
    classes: ["animal", "pet"],
    places: ["ground", "table"],
    jumps: true,
    draw: (pose, paint) =>
      stroke(
        `M-32-34Q-52-40-${n(46 + 4 * swing(pose.phase))}-${n(72 + 5 * swing(pose.phase, 0.25))}`,
        darken(pose.colour, 0.1),
        8,
      ) +
      legs([-24, -14, 12, 22], -26, 9, darken(pose.colour, 0.12), pose) +
      ellipse(
        -2,
        -34,
        36,
        19,
        paint.linear([
          [0, lighten(pose.colour, 0.15)],
          [1, darken(pose.colour, 0.12)],
        ]),
      ) +
      ellipse(-2, -25, 24, 8, belly(pose.colour), 'opacity=".6"') +
      path("M14-72L16-94L30-80ZM36-82L50-94L50-70Z", pose.colour) +
      path("M18-78L19-88L26-80ZM42-82L48-89L48-76Z", "#f2a7ad") +
      ellipse(33, -64, 21, 19, lighten(pose.colour, 0.08)) +
      ellipse(39, -57, 9, 7, belly(pose.colour)) +
      eye(29, -67) +
      eye(44, -67) +
      path("M37-61L43-61L40-57Z", "#e07f86") +
      stroke("M30-56L20-54M30-53L21-49", "#ffffff", 1.3, 'opacity=".8"'),
  }),
  dog: animal({
    names: ["dog", "puppy"],
    classes: ["animal", "pet"],
    jumps: true,
    moves: ["runs", "run"],
    size: 0.28,
    draw: (pose, paint) =>
      stroke(
        `M-34-46Q-46-52-${n(47 + 3 * swing(pose.phase * 2))}-${n(66 + 6 * swing(pose.phase * 2, 0.2))}`,
        pose.colour,
        8,
      ) +
      legs([-26, -15, 12, 22], -32, 9.5, darken(pose.colour, 0.1), pose) +
      rect(
        -36,
        -56,
        66,
        33,
        paint.linear([
          [0, lighten(pose.colour, 0.15)],
          [1, darken(pose.colour, 0.12)],
        ]),
        16,
      ) +
      path("M14-50L18-78L36-70L30-40Z", pose.colour) +
      rect(18, -90, 30, 30, lighten(pose.colour, 0.06), 13) +
      rect(30, -74, 22, 15, belly(pose.colour), 7) +
      circle(50, -70, 4, "#2a2b33") +
      path("M20-90Q10-88 10-66Q16-58 24-66Z", darken(pose.colour, 0.3)) +
      eye(35, -79) +
      path("M17-58H34L33-51H16Z", "#d8473c") +
      path(`M40-61q4 ${n(9 + 2 * swing(pose.phase * 2))} 7 0Z`, "#ee7f8d"),
  }),
  rabbit: animal({
    names: ["rabbit", "bunny"],
    colours: ["white", "brown", "grey"],
    jumps: true,
    moves: ["hops", "hop"],
    draw: (pose, paint) =>
      circle(-36, -22, 9, "#ffffff") +
      ellipse(
        -6,
        -27,
        32,
        26,
        paint.linear([
          [0, lighten(pose.colour, 0.2)],
          [1, darken(pose.colour, 0.08)],
        ]),
      ) +
      ellipse(-16, -7, 19, 7, darken(pose.colour, 0.06)) +
      ellipse(18, -5, 11, 5, darken(pose.colour, 0.06)) +
      group(
        `rotate(${n(-12 + 6 * swing(pose.phase))} 18 -60)`,
        ellipse(14, -80, 6.5, 22, pose.colour) + ellipse(14, -80, 3, 16, "#f2b3b8"),
      ) +
      group(`rotate(${n(10 + 6 * swing(pose.phase))} 26 -60)`, ellipse(28, -80, 6.5, 22, lighten(pose.colour, 0.1))) +
      ellipse(25, -50, 19, 16, lighten(pose.colour, 0.1)) +
      eye(31, -53) +
      circle(43, -48, 3, "#e88b95"),
  }),
  bird: animal({
    names: ["bird", "songbird"],
    classes: ["animal"],
    places: ["air"],
    colours: VIVID,
    moves: ["flies", "fly"],
    size: 0.2,
    draw: (pose, paint) => {
      const flap = swing(pose.phase);
      return (
        path("M-26-46L-50-56L-46-36Z", darken(pose.colour, 0.15)) +
        path(
          `M-10-54Q${n(-28 - 6 * flap)} ${n(-56 - 44 * flap)} ${n(-34)} ${n(-56 - 40 * flap)}Q-4 ${n(-56 - 30 * flap)} 14-50Z`,
          darken(pose.colour, 0.2),
        ) +
        ellipse(
          0,
          -46,
          32,
          19,
          paint.linear([
            [0, lighten(pose.colour, 0.15)],
            [1, darken(pose.colour, 0.1)],
          ]),
        ) +
        ellipse(6, -38, 20, 9, belly(pose.colour)) +
        circle(29, -57, 14, lighten(pose.colour, 0.05)) +
        path("M41-61L54-55L41-51Z", "#f2a33a") +
        eye(33, -60) +
        path(
          `M-6-50Q${n(-22)} ${n(-50 - 46 * flap)} ${n(-18)} ${n(-50 - 50 * flap)}Q10 ${n(-50 - 34 * flap)} 16-46Z`,
          lighten(pose.colour, 0.12),
        )
      );
    },
  }),
  fish: animal({
    names: ["fish", "goldfish"],
    places: ["underwater"],
    colours: VIVID,
    moves: ["swims", "swim"],
    size: 0.2,
    draw: (pose, paint) =>
      path(
        `M-22-50L-${n(48 + 3 * swing(pose.phase))}-${n(76 + 4 * swing(pose.phase))}Q-40-50-${n(48 - 3 * swing(pose.phase))}-24Z`,
        darken(pose.colour, 0.12),
      ) +
      path("M-10-70Q4-96 24-74Z", darken(pose.colour, 0.1)) +
      path(
        "M-28-50C-10-84 36-84 50-48C36-16-10-16-28-50Z",
        paint.linear([
          [0, lighten(pose.colour, 0.2)],
          [1, darken(pose.colour, 0.12)],
        ]),
      ) +
      path("M16-76Q4-50 16-24L6-22Q-6-50 6-78Z", "#ffffff", 'opacity=".5"') +
      circle(34, -56, 6, "#ffffff") +
      eye(35.5, -56, 3.6) +
      path(`M2-46Q-16-${n(40 + 4 * swing(pose.phase))}-10-32Q2-34 10-44Z`, lighten(pose.colour, 0.25)),
  }),
  duck: animal({
    names: ["duck", "duckling"],
    places: ["water"],
    colours: ["yellow", "white", "brown"],
    moves: ["swims", "swim"],
    size: 0.2,
    draw: (pose, paint) =>
      path(
        "M-46-34Q-40-22-34-12Q-26 2 0 2Q36 2 40-20Q42-34 22-34H-22Q-38-34-46-46Z",
        paint.linear([
          [0, lighten(pose.colour, 0.2)],
          [1, darken(pose.colour, 0.12)],
        ]),
      ) +
      path("M-24-30Q-6-6 18-22Q12-36-24-30Z", darken(pose.colour, 0.1)) +
      circle(26, -54, 20, lighten(pose.colour, 0.08)) +
      path("M42-58Q58-56 54-48L40-47Z", "#f0913a") +
      eye(33, -58),
  }),
  butterfly: animal({
    names: ["butterfly"],
    classes: ["animal", "insect"],
    places: ["air"],
    facing: false,
    colours: VIVID,
    moves: ["flutters", "flutter"],
    size: 0.18,
    draw: (pose, paint) => {
      const w = 0.45 + 0.55 * Math.abs(swing(pose.phase));
      const wings =
        path(
          "M0-56C16-104 54-98 46-66C44-54 24-48 0-48Z",
          paint.radial([
            [0, lighten(pose.colour, 0.35)],
            [1, pose.colour],
          ]),
        ) +
        path("M0-48C22-48 44-42 36-20C28-2 8-16 0-42Z", darken(pose.colour, 0.12)) +
        circle(32, -76, 6, "#ffffff", 'opacity=".8"') +
        circle(24, -28, 4, "#ffffff", 'opacity=".7"');
      return (
        group(`scale(${n(w)} 1)`, wings) +
        group(`scale(${n(-w)} 1)`, wings) +
        ellipse(0, -48, 4, 24, "#3b3340") +
        stroke("M0-70Q-4-84-12-88M0-70Q4-84 12-88", "#3b3340", 2)
      );
    },
  }),
  bee: animal({
    names: ["bee", "bumblebee"],
    classes: ["animal", "insect"],
    places: ["air"],
    colours: [],
    moves: ["flies", "fly"],
    size: 0.16,
    draw: (pose) =>
      ellipse(-6, -76 - 6 * swing(pose.phase * 3), 14, 22, "#e8f4fb", 'opacity=".85" transform="rotate(-24 -6 -70)"') +
      ellipse(12, -76 + 6 * swing(pose.phase * 3), 13, 21, "#d7ebf6", 'opacity=".85" transform="rotate(18 12 -70)"') +
      ellipse(0, -42, 40, 27, "#f8c93f") +
      path("M-18-66Q-26-42-18-18L-6-16Q-13-42-6-68ZM8-68Q1-42 8-16L20-19Q13-42 20-65Z", "#33302f") +
      eye(30, -46, 4) +
      path("M-40-44L-51-40L-40-37Z", "#33302f"),
  }),
  turtle: animal({
    names: ["turtle", "tortoise"],
    colours: ["green", "brown"],
    moves: ["crawls", "crawl"],
    size: 0.2,
    draw: (pose, paint) =>
      legs([-24, -12, 14, 24], -18, 11, "#7fa05e", pose) +
      ellipse(42, -34, 12, 11, "#8db368") +
      eye(45, -37) +
      path(
        "M-40-18Q-38-70 0-70Q38-70 40-18Z",
        paint.linear([
          [0, lighten(pose.colour, 0.2)],
          [1, darken(pose.colour, 0.2)],
        ]),
      ) +
      path(
        "M-14-52L0-60L14-52L10-34H-10ZM-34-28L-20-46L-14-26ZM34-28L20-46L14-26Z",
        lighten(pose.colour, 0.25),
        'opacity=".7"',
      ) +
      rect(-44, -22, 88, 8, darken(pose.colour, 0.1), 4),
  }),
  snail: animal({
    names: ["snail"],
    colours: ["orange", "purple", "brown", "pink"],
    moves: ["creeps", "creep"],
    size: 0.18,
    draw: (pose, paint) =>
      path("M-48 0Q-40-14 0-14H24Q28-40 36-42Q50-42 48-22Q47 0 30 0Z", "#d9b98a") +
      stroke("M38-40L34-60M44-40L48-58", "#d9b98a", 4) +
      circle(34, -61, 4, "#33302f") +
      circle(48, -59, 4, "#33302f") +
      circle(
        -8,
        -42,
        34,
        paint.radial([
          [0, lighten(pose.colour, 0.4)],
          [1, darken(pose.colour, 0.12)],
        ]),
      ) +
      stroke("M-8-42Q4-42 4-52Q2-64-12-62Q-28-58-26-40Q-22-20-2-22Q20-26 18-46", darken(pose.colour, 0.25), 4),
  }),
  horse: animal({
    names: ["horse", "pony"],
    colours: ["brown", "white", "black", "grey"],
    moves: ["gallops", "gallop"],
    size: 0.36,
    draw: (pose, paint) =>
      stroke(`M-34-58Q-52-50-${n(48 + 4 * swing(pose.phase))}-24`, darken(pose.colour, 0.4), 8) +
      legs([-28, -18, 12, 20], -38, 8, darken(pose.colour, 0.15), pose) +
      rect(
        -37,
        -64,
        64,
        32,
        paint.linear([
          [0, lighten(pose.colour, 0.15)],
          [1, darken(pose.colour, 0.12)],
        ]),
        15,
      ) +
      path("M10-58L26-98L40-92L30-44Z", pose.colour) +
      path("M24-98L30-104L33-96L54-76Q56-68 48-66L32-74Z", lighten(pose.colour, 0.05)) +
      path("M26-100Q12-92 8-58L16-58Q18-82 28-96Z", darken(pose.colour, 0.45)) +
      eye(36, -86, 2.6),
  }),
  sheep: animal({
    names: ["sheep", "lamb"],
    colours: ["white", "black"],
    size: 0.24,
    draw: (pose) =>
      legs([-20, -10, 10, 20], -22, 7, "#4a4248", pose) +
      [
        [-22, -40],
        [-10, -54],
        [10, -54],
        [22, -42],
        [-18, -28],
        [14, -28],
        [0, -40],
      ]
        .map(([x, y]) => circle(x!, y!, 18, lighten(pose.colour, 0.05)))
        .join("") +
      [
        [-16, -46],
        [6, -48],
      ]
        .map(([x, y]) => circle(x!, y!, 12, lighten(pose.colour, 0.4), 'opacity=".5"'))
        .join("") +
      ellipse(38, -52, 11, 15, "#4a4248") +
      eye(41, -56, 2.6) +
      circle(33, -66, 9, lighten(pose.colour, 0.05)),
  }),
};
