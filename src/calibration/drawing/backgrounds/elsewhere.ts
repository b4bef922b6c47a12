import { darken, lighten, mix } from "../colour.js";
import { circle, ellipse, n, path, rect, stroke } from "../svg.js";
import { floor, hill, MARGIN, sky, water, waves, type BackgroundArt, type View } from "./background.js";
import { atNight } from "./palettes.js";

const shade = (view: View, colour: string): string => atNight(colour, view.night);
const span = (view: View, y: number, height: number, fill: string): string =>
  rect(-MARGIN * view.width, y * view.height, view.width * (1 + 2 * MARGIN), height * view.height, fill);

/** A window in a wall through which the time of day shows. */
function window(view: View, x: number, y: number, width: number, height: number): string {
  const { palette, night, paint } = view;
  const frame = mix("#fffaf0", "#6a6f8e", night * 0.5);
  return (
    rect(x - 6, y - 6, width + 12, height + 12, frame, 4) +
    rect(
      x,
      y,
      width,
      height,
      paint.linear([
        [0, mix(palette.sky[0], "#0d1a40", night)],
        [1, mix(palette.sky[2], "#33407a", night)],
      ]),
    ) +
    (night > 0.3
      ? circle(x + width * 0.72, y + height * 0.26, height * 0.09, "#fdf6d8", `opacity="${n(night)}"`)
      : "") +
    path(
      `M${n(x)} ${n(y + height)}V${n(y + height * 0.78)}Q${n(x + width * 0.3)} ${n(y + height * 0.6)} ${n(x + width * 0.6)} ${n(y + height * 0.8)}T${n(x + width)} ${n(y + height * 0.74)}V${n(y + height)}Z`,
      atNight(palette.hills[1], night),
    ) +
    rect(x + width / 2 - 2, y, 4, height, frame) +
    rect(x, y + height / 2 - 2, width, 4, frame) +
    rect(x - 12, y + height + 4, width + 24, 7, darken(frame, 0.08), 2)
  );
}

/** Backgrounds at sea, in the air, in space, and indoors. */
export const ELSEWHERE: Record<string, BackgroundArt> = {
  sea: {
    outdoors: true,
    phrases: ["on the sea", "on the open water", "on the bay"],
    nouns: ["the sea", "the ocean", "a bay"],
    places: { water: [0.7, 0.86], air: [0.2, 0.5] },
    draw: (view) => ({
      sky: sky(view, 4, 0.36),
      land:
        hill(
          view,
          0.555,
          0.035,
          shade(view, mix(view.palette.hills[0], view.palette.sky[2], 0.25)),
          view.random.fork(101),
        ) + water(view, 0.56),
      front: waves(view, 0.86, 3, 0.5),
    }),
  },
  beach: {
    outdoors: true,
    phrases: ["on the beach", "at the seaside"],
    nouns: ["a beach", "the seaside"],
    places: { ground: [0.84, 0.94], air: [0.2, 0.45], water: [0.6, 0.66] },
    draw: (view) => {
      const { width, height, seconds } = view;
      const tide = 4 * Math.sin(seconds * 0.8);
      const shore = (lift: number): string =>
        `M${n(-MARGIN * width)} ${n(height * 0.73 + lift)}Q${n(width * 0.2)} ${n(height * 0.69 + lift)} ${n(width * 0.5)} ${n(height * 0.73 + lift)}T${n(width * (1 + MARGIN))} ${n(height * 0.74 + lift)}V${n(height * 1.6)}H${n(-MARGIN * width)}Z`;
      const sand = shade(view, mix("#f4dcae", view.palette.sky[2], 0.12));
      let dots = "";
      const random = view.random.fork(112);
      for (let i = 0; i < (view.simple ? 5 : 36); i++)
        dots += circle(
          random.between(-0.5, 1.5) * width,
          random.between(0.8, 1) * height,
          random.between(0.8, 2.4),
          darken(sand, 0.16),
        );
      return {
        sky: sky(view, 4, 0.36),
        land:
          water(view, 0.5, 4) +
          path(shore(tide), "#ffffff", 'opacity=".75"') +
          path(shore(tide + 5), shade(view, "#dcbf8f")) +
          path(
            shore(12),
            view.paint.linear([
              [0, sand],
              [1, darken(sand, 0.1)],
            ]),
          ) +
          dots,
      };
    },
  },
  lake: {
    outdoors: true,
    phrases: ["on the lake", "on a quiet lake"],
    nouns: ["a lake", "a quiet lake"],
    places: { water: [0.74, 0.88], air: [0.2, 0.48] },
    draw: (view) => {
      const random = view.random.fork(122);
      const unit = Math.min(view.width, view.height) / 360;
      let firs = "";
      for (let i = 0; i < (view.simple ? 14 : 44); i++) {
        const x = random.between(-MARGIN, 1 + MARGIN) * view.width;
        const h = random.between(22, 46) * unit;
        firs += path(
          `M${n(x)} ${n(view.height * 0.625 - h)}l${n(h * 0.28)} ${n(h)}h${n(-h * 0.56)}Z`,
          shade(view, mix(view.palette.hills[2], "#2f6b55", random.between(0.3, 0.7))),
        );
      }
      return {
        sky: sky(view, 3, 0.3),
        land:
          hill(view, 0.5, 0.07, shade(view, view.palette.hills[0]), view.random.fork(121)) +
          hill(view, 0.58, 0.025, shade(view, view.palette.hills[1]), view.random.fork(123)) +
          firs +
          water(view, 0.62, 5),
        front: waves(view, 0.9, 2, 0.45),
      };
    },
  },
  sky: {
    outdoors: true,
    phrases: ["in the sky", "among the clouds", "high above"],
    nouns: ["the sky", "clouds"],
    places: { air: [0.35, 0.8] },
    draw: (view) => ({ sky: sky(view, 9, 1), land: "" }),
  },
  space: {
    outdoors: false,
    phrases: ["in space", "among the stars", "in outer space"],
    nouns: ["space", "the stars"],
    places: { space: [0.4, 0.85] },
    draw: (view) => {
      const { width, height, paint, seconds, palette } = view;
      const random = view.random.fork(131);
      const left = -MARGIN * width;
      const full = width * (1 + 2 * MARGIN);
      const tone = mix("#1a1446", darken(palette.accent, 0.5), 0.35);
      let drawn = rect(
        left,
        -height * 0.6,
        full,
        height * 2.2,
        paint.linear([
          [0, "#070b24"],
          [0.55, mix("#131445", tone, 0.5)],
          [1, "#241a4f"],
        ]),
      );
      for (let i = 0; i < 4; i++)
        drawn += circle(
          random.between(-0.2, 1.2) * width,
          random.between(0, 1) * height,
          random.between(0.25, 0.6) * width,
          paint.radial([
            [0, i % 2 === 0 ? palette.accent : palette.sky[0], 0.22],
            [1, "#1a1446", 0],
          ]),
        );
      for (let i = 0; i < (view.simple ? 30 : 170); i++) {
        const twinkle = 0.6 + 0.4 * Math.sin(seconds * 2.3 + i * 2.1);
        drawn += circle(
          left + random.between(0, full),
          random.between(-0.3, 1.3) * height,
          random.between(0.5, 1.7) * (view.simple ? 1.8 : 1),
          i % 7 === 0 ? "#ffdca8" : "#ffffff",
          `opacity="${n(twinkle)}"`,
        );
      }
      const r = random.between(0.1, 0.17) * Math.min(width, height);
      const px = random.pick([0.14, 0.86]) * width;
      const py = random.between(0.16, 0.3) * height;
      const hue = random.pick(["#d98a5b", "#7fb3c9", "#c99bd1", "#8fbf97"]);
      return {
        sky: drawn,
        land:
          circle(
            px,
            py,
            r * 2.1,
            paint.radial([
              [0, hue, 0.35],
              [1, hue, 0],
            ]),
          ) +
          circle(
            px,
            py,
            r,
            paint.radial(
              [
                [0, lighten(hue, 0.3)],
                [0.7, hue],
                [1, darken(hue, 0.5)],
              ],
              0.35,
              0.35,
            ),
          ) +
          ellipse(px, py, r * 0.7, r * 0.12, lighten(hue, 0.3), 'opacity=".35"'),
      };
    },
  },
  underwater: {
    outdoors: false,
    phrases: ["under water", "in the deep sea", "under the sea"],
    nouns: ["the sea floor", "an underwater scene"],
    places: { underwater: [0.35, 0.82] },
    draw: (view) => {
      const { width, height, paint, seconds, palette } = view;
      const random = view.random.fork(141);
      const [far, near] = [mix(palette.water[0], "#4fc0d6", 0.6), mix(palette.water[1], "#0c3f73", 0.65)];
      let rays = "";
      for (let i = 0; i < 5; i++) {
        const x = (i * 0.26 - 0.15 + 0.02 * Math.sin(seconds * 0.7 + i)) * width;
        rays += path(
          `M${n(x)} ${n(-height * 0.1)}h${n(width * 0.07)}l${n(width * 0.12)} ${n(height)}h${n(-width * 0.2)}Z`,
          paint.linear([
            [0, "#ffffff", 0.3],
            [1, "#ffffff", 0],
          ]),
        );
      }
      let weed = "";
      for (let i = 0; i < (view.simple ? 9 : 26); i++) {
        const x = random.between(-0.5, 1.5) * width;
        const h = random.between(0.1, 0.28) * height;
        const s = 10 * Math.sin(seconds * 1.2 + i);
        weed += stroke(
          `M${n(x)} ${n(height * 0.97)}q${n(-14 + s / 2)} ${n(-h / 2)} ${n(s)} ${n(-h)}`,
          random.pick(["#2f8f6b", "#4aa56a", "#1f6f66", "#c9657d"]),
          random.between(4, 9),
        );
      }
      let bubbles = "";
      for (let i = 0; i < (view.simple ? 5 : 18); i++) {
        const y = 1.05 - ((random.between(0, 1.1) + seconds * random.between(0.06, 0.14)) % 1.1);
        bubbles += circle(
          random.between(0, 1) * width + 5 * Math.sin(seconds * 2 + i),
          y * height,
          random.between(2, 5),
          "#ffffff",
          'opacity=".35"',
        );
      }
      return {
        sky:
          span(
            view,
            -0.6,
            2.2,
            paint.linear([
              [0.27, lighten(far, 0.2)],
              [0.5, far],
              [0.75, near],
            ]),
          ) + rays,
        land:
          hill(view, 0.82, 0.03, mix(near, "#2c6b8a", 0.5), view.random.fork(142)) +
          hill(view, 0.91, 0.02, mix("#e8cf9c", near, 0.4), view.random.fork(143)) +
          weed +
          bubbles,
      };
    },
  },
  room: {
    outdoors: false,
    phrases: ["in a room", "on a table in the living room"],
    nouns: ["a room", "a living room", "a table"],
    places: { table: [0.76, 0.78], air: [0.35, 0.6] },
    draw: (view) => {
      const { width, height, palette, paint, night } = view;
      const unit = Math.min(width, height) / 360;
      const wall = mix(mix(palette.accent, "#f6ead8", 0.72), "#2b2f55", night * 0.62);
      let stripes = "";
      if (!view.simple)
        for (let x = -MARGIN * width; x < width * 1.6; x += 34 * unit)
          stripes += rect(x, 0, 15 * unit, height * 0.72, "#ffffff", 0, 'opacity=".07"');
      const wood = mix("#b98353", "#2b2540", night * 0.5);
      const art = view.random.fork(151);
      return {
        sky:
          span(
            view,
            -0.6,
            2.2,
            paint.linear([
              [0.2, lighten(wall, 0.08)],
              [0.6, wall],
            ]),
          ) + stripes,
        land:
          window(view, width * 0.1, height * 0.12, 120 * unit, 132 * unit) +
          rect(width * 0.72, height * 0.16, 82 * unit, 60 * unit, darken(wood, 0.15), 3) +
          rect(
            width * 0.72 + 6 * unit,
            height * 0.16 + 6 * unit,
            70 * unit,
            48 * unit,
            art.pick([palette.sky[1], palette.hills[1], palette.accent]),
          ) +
          circle(width * 0.72 + 50 * unit, height * 0.16 + 22 * unit, 9 * unit, "#fff4d0") +
          path(
            `M${n(width * 0.72 + 6 * unit)} ${n(height * 0.16 + 54 * unit)}l${n(24 * unit)} ${n(-24 * unit)}l${n(20 * unit)} ${n(14 * unit)}l${n(26 * unit)} ${n(-16 * unit)}v${n(26 * unit)}Z`,
            palette.hills[2],
          ) +
          span(view, 0.9, 1, darken(wood, 0.35)) +
          span(
            view,
            0.73,
            0.1,
            paint.linear([
              [0, lighten(wood, 0.14)],
              [1, wood],
            ]),
          ) +
          span(view, 0.83, 0.05, darken(wood, 0.14)) +
          span(view, 0.88, 0.02, darken(wood, 0.4)),
      };
    },
  },
  kitchen: {
    outdoors: false,
    phrases: ["in the kitchen", "on the kitchen table"],
    nouns: ["a kitchen", "a kitchen table"],
    places: { table: [0.8, 0.84], air: [0.4, 0.6] },
    draw: (view) => {
      const { width, height, palette, paint, night } = view;
      const unit = Math.min(width, height) / 360;
      const tile = mix(mix(palette.water[0], "#f3f0e8", 0.66), "#2b3358", night * 0.6);
      let tiles = "";
      const step = (view.simple ? 60 : 30) * unit;
      for (let x = -MARGIN * width; x < width * 1.6; x += step)
        tiles += rect(x, height * 0.3, 1.6 * unit, height * 0.45, "#ffffff", 0, 'opacity=".4"');
      for (let y = height * 0.3; y < height * 0.75; y += step)
        tiles += span(view, y / height, 0.004, "rgba(255,255,255,.4)");
      const shelf = shade(view, "#a8744a");
      const random = view.random.fork(161);
      let jars = "";
      for (let x = width * 0.44; x < width * 0.95; x += 34 * unit) {
        const h = random.between(18, 34) * unit;
        const colour = shade(view, random.pick(["#d8695a", "#e8b04a", "#6f9f7a", "#6b8fb8", "#efe3cf"]));
        jars +=
          rect(x, height * 0.24 - h, 22 * unit, h, colour, 4 * unit) +
          rect(x + 3 * unit, height * 0.24 - h - 4 * unit, 16 * unit, 6 * unit, darken(colour, 0.2), 2);
      }
      return {
        sky: span(view, -0.6, 2.2, tile) + tiles,
        land:
          window(view, width * 0.07, height * 0.1, 124 * unit, 118 * unit) +
          jars +
          rect(width * 0.42, height * 0.24, width * 0.56, 7 * unit, shelf, 2) +
          span(
            view,
            0.74,
            0.12,
            paint.linear([
              [0, shade(view, "#f7f0e0")],
              [1, shade(view, "#e4d5ba")],
            ]),
          ) +
          span(view, 0.86, 0.03, shade(view, "#c9b08a")) +
          span(view, 0.89, 1, shade(view, mix(palette.accent, "#7fa0a8", 0.5))),
      };
    },
  },
  plain: {
    outdoors: false,
    phrases: ["on a plain background", ""],
    nouns: ["a plain background"],
    places: {
      ground: [0.72, 0.92],
      air: [0.4, 0.75],
      table: [0.8, 0.88],
      space: [0.5, 0.8],
      road: [0.8, 0.9],
      underwater: [0.5, 0.8],
      water: [0.7, 0.85],
    },
    draw: (view) => {
      const random = view.random.fork(171);
      const top = mix(
        random.pick([...view.palette.sky, view.palette.accent, view.palette.ground, "#f4f0e6", "#2c3350"]),
        "#ffffff",
        random.between(0, 0.5),
      );
      const level = random.between(0.55, 0.7);
      const low = mix(top, random.chance(0.5) ? "#ffffff" : "#3a3355", random.between(0.1, 0.3));
      return {
        sky: span(
          view,
          -0.6,
          2.2,
          view.paint.linear([
            [0.25, shade(view, top)],
            [0.75, shade(view, mix(top, low, 0.5))],
          ]),
        ),
        land: random.chance(0.7) ? floor(view, level, low) : "",
      };
    },
  },
};
