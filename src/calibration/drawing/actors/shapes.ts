import { BRIGHT, darken, lighten } from "../colour.js";
import { circle, ellipse, path, rect, starPath, type Paint } from "../svg.js";
import type { ActorArt } from "./art.js";

const anywhere = ["ground", "air", "table", "space"] as const;

const body = (paint: Paint, colour: string): string =>
  paint.linear([
    [0, lighten(colour, 0.22)],
    [1, darken(colour, 0.14)],
  ]);

const shape = (
  names: readonly string[],
  draw: ActorArt["draw"],
  moves: ActorArt["moves"] = ["moves", "move"],
): ActorArt => ({
  names,
  classes: ["shape"],
  places: anywhere,
  facing: false,
  colours: BRIGHT,
  moves,
  size: 0.26,
  draw,
});

/** Plain shapes: what colour, place and motion are learnt on first. */
export const SHAPES: Record<string, ActorArt> = {
  circle: shape(["circle", "disc"], ({ colour }, paint) => circle(0, -50, 48, body(paint, colour))),
  square: shape(["square", "box"], ({ colour }, paint) => rect(-46, -94, 92, 92, body(paint, colour), 7)),
  triangle: shape(["triangle", "cone"], ({ colour }, paint) =>
    path("M-4-95Q0-101 4-95L49-7Q52 0 45 0L-45 0Q-52 0-49-7Z", body(paint, colour)),
  ),
  star: shape(["star"], ({ colour }, paint) =>
    path(
      starPath(0, -48, 5, 52, 23),
      body(paint, colour),
      `stroke="${darken(colour, 0.1)}" stroke-width="3" stroke-linejoin="round"`,
    ),
  ),
  heart: shape(
    ["heart"],
    ({ colour }, paint) =>
      path("M0-2C-62-44-54-96-26-97C-12-97-3-88 0-78C3-88 12-97 26-97C54-96 62-44 0-2Z", body(paint, colour)) +
      ellipse(-26, -78, 9, 6, "#ffffff", 'opacity=".45" transform="rotate(-35 -26 -78)"'),
  ),
  diamond: shape(
    ["diamond", "rhombus"],
    ({ colour }, paint) =>
      path("M0-100L46-50L0 0L-46-50Z", body(paint, colour)) + path("M0-100L46-50L0-50Z", "#ffffff", 'opacity=".2"'),
  ),
  ring: shape(
    ["ring", "hoop"],
    ({ colour }) =>
      `<circle cx="0" cy="-50" r="37" fill="none" stroke="${colour}" stroke-width="22"/>` +
      `<circle cx="0" cy="-50" r="41" fill="none" stroke="#fff" stroke-width="4" opacity=".35"/>`,
    ["rolls", "roll"],
  ),
  cross: shape(["cross", "plus sign"], ({ colour }, paint) =>
    path("M-16-98H16V-66H48V-34H16V-2H-16V-34H-48V-66H-16Z", body(paint, colour), 'stroke-linejoin="round"'),
  ),
};
