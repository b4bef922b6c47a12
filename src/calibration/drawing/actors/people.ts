import { BRIGHT, darken, lighten } from "../colour.js";
import { circle, ellipse, group, n, path, rect } from "../svg.js";
import { swing, type ActorArt, type Pose } from "./art.js";

interface Build {
  readonly skin: string;
  readonly hair: string;
  readonly skirt: boolean;
  readonly head: number;
}

const limb = (x: number, y: number, angle: number, width: number, length: number, fill: string, end: string): string =>
  group(
    `rotate(${n(angle)} ${x} ${y})`,
    rect(x - width / 2, y, width, length, fill, width / 2) + circle(x, y + length, width * 0.62, end),
  );

function figure({ skin, hair, skirt, head }: Build, { colour, phase, lit }: Pose): string {
  const stride = swing(phase / 2) * 26;
  const trousers = skirt ? skin : "#3c4a66";
  const arms = (side: number): string =>
    limb(0, -62, side * stride - (lit > 0 ? 150 * lit * side : 0), 8, 24, darken(colour, side > 0 ? 0.1 : 0.22), skin);
  return (
    arms(-1) +
    limb(-2, -32, -stride, 10, 26, darken(trousers, 0.15), "#33302f") +
    limb(2, -32, stride, 10, 26, trousers, "#33302f") +
    (skirt ? path("M-10-68Q0-73 10-68L20-24H-20Z", colour) : rect(-12, -69, 24, 41, colour, 10)) +
    path("M-8-68Q0-72 8-68L8-60H-8Z", lighten(colour, 0.15)) +
    rect(-4, -74, 8, 8, darken(skin, 0.08)) +
    circle(0, -84, head, skin) +
    (skirt
      ? path(
          `M${-head - 1}-82Q${-head - 2}-${84 + head} 1-${84 + head + 2}Q${head + 1}-${84 + head} ${head}-88Q2-92-4-88Q-6-76-9-68Q-16-70 ${-head - 1}-82Z`,
          hair,
        )
      : path(
          `M${-head}-84Q${-head - 1}-${85 + head} 1-${84 + head + 2}Q${head + 1}-${84 + head} ${head}-88Q0-92-5-86Z`,
          hair,
        )) +
    circle(6, -84, 1.7, "#2a2b33") +
    ellipse(9, -79, 3, 1.2, "#d9776f") +
    arms(1)
  );
}

const person = (names: readonly string[], classes: readonly string[], build: Build, size: number): ActorArt => ({
  names,
  classes: [...classes, "person"],
  places: ["ground", "road"],
  facing: true,
  colours: BRIGHT,
  moves: ["walks", "walk"],
  jumps: true,
  size,
  draw: (pose) => figure(build, pose),
});

/** People; `lit` raises an arm to wave, the colour is that of the clothes. */
export const PEOPLE: Record<string, ActorArt> = {
  man: person(["man"], ["adult"], { skin: "#e8b48c", hair: "#4a3227", skirt: false, head: 12 }, 0.4),
  woman: person(["woman", "lady"], ["adult"], { skin: "#c98f66", hair: "#2f2622", skirt: true, head: 12 }, 0.39),
  boy: person(["boy", "child"], ["child"], { skin: "#8d5f42", hair: "#241d1b", skirt: false, head: 15 }, 0.3),
  girl: person(["girl", "child"], ["child"], { skin: "#f0c3a0", hair: "#b5733a", skirt: true, head: 15 }, 0.3),
};
