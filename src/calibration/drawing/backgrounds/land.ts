import { darken, lighten, mix } from "../colour.js";
import { circle, ellipse, n, path, rect } from "../svg.js";
import { floor, hill, MARGIN, meadowDetails, sky, type BackgroundArt, type View } from "./background.js";
import { atNight } from "./palettes.js";

const shade = (view: View, colour: string): string => atNight(colour, view.night);

function trees(view: View, level: number, count: number, size: number, pines: boolean, salt: number): string {
  const random = view.random.fork(salt);
  const { width, height, palette } = view;
  const unit = Math.min(width, height) / 360;
  let drawn = "";
  for (let i = 0; i < (view.simple ? Math.ceil(count / 2) : count); i++) {
    const x = random.between(-MARGIN, 1 + MARGIN) * width;
    const h = size * random.between(0.6, 1.2) * unit;
    const y = (level + random.between(-0.01, 0.02)) * height;
    const colour = shade(view, mix(palette.hills[2], pines ? "#2c5c4c" : "#3f8a4a", random.between(0.35, 0.8)));
    drawn += rect(x - h * 0.05, y - h * 0.3, h * 0.1, h * 0.3, shade(view, "#6d4a35"));
    drawn += pines
      ? path(`M${n(x)} ${n(y - h)}l${n(h * 0.3)} ${n(h * 0.85)}h${n(-h * 0.6)}Z`, colour) +
        path(`M${n(x)} ${n(y - h)}l${n(h * 0.3)} ${n(h * 0.85)}h${n(-h * 0.3)}Z`, darken(colour, 0.14))
      : circle(x, y - h * 0.58, h * 0.34, colour) + circle(x - h * 0.1, y - h * 0.66, h * 0.2, lighten(colour, 0.1));
  }
  return drawn;
}

function peaks(view: View, level: number, height: number, colour: string, salt: number, snow: boolean): string {
  const random = view.random.fork(salt);
  const w = view.width;
  const h = view.height;
  let drawn = "";
  for (let x = -MARGIN; x < 1 + MARGIN; x += random.between(0.16, 0.28)) {
    const top = (level - height * random.between(0.55, 1)) * h;
    const half = random.between(0.2, 0.3) * Math.max(w, h * 0.8);
    const cx = x * w;
    // Reaches below the hills before it, so that no sky shows between.
    const base = (level + 0.1) * h;
    const drop = (base - top) * 0.26;
    drawn +=
      path(
        `M${n(cx - half)} ${n(base)}L${n(cx)} ${n(top)}L${n(cx + half)} ${n(base)}Z`,
        view.paint.linear([
          [0, lighten(colour, 0.12)],
          [1, colour],
        ]),
      ) +
      path(
        `M${n(cx)} ${n(top)}L${n(cx + half)} ${n(base)}L${n(cx + half * 0.15)} ${n(base)}L${n(cx - half * 0.06)} ${n(top + (base - top) * 0.5)}Z`,
        darken(colour, 0.14),
      );
    if (snow) {
      const s = half * 0.26;
      drawn += path(
        `M${n(cx)} ${n(top)}L${n(cx + s)} ${n(top + drop)}L${n(cx + s * 0.4)} ${n(top + drop * 0.75)}L${n(cx)} ${n(top + drop * 1.15)}L${n(cx - s * 0.45)} ${n(top + drop * 0.75)}L${n(cx - s)} ${n(top + drop)}Z`,
        shade(view, "#f7fafc"),
      );
    }
  }
  return drawn;
}

function falling(view: View): string {
  const random = view.random.fork(9);
  let drawn = "";
  for (let i = 0; i < (view.simple ? 14 : 90); i++) {
    const speed = random.between(0.05, 0.13);
    const y = (random.between(0, 1.1) + view.seconds * speed) % 1.1;
    const x = random.between(-0.2, 1.2) + 0.012 * Math.sin(view.seconds + i);
    drawn += circle(
      x * view.width,
      y * view.height,
      random.between(1, 2.6) * (view.simple ? 1.6 : 1),
      "#ffffff",
      'opacity=".85"',
    );
  }
  return drawn;
}

const base = { outdoors: true } as const;

/** Backgrounds on land. */
export const LAND: Record<string, BackgroundArt> = {
  meadow: {
    ...base,
    phrases: ["in a meadow", "in the green hills", "on the grass"],
    nouns: ["a meadow", "green hills", "a field of grass"],
    places: { ground: [0.78, 0.93], air: [0.3, 0.6], road: [0.82, 0.92] },
    draw: (view) => ({
      sky: sky(view),
      land:
        hill(view, 0.55, 0.05, shade(view, view.palette.hills[0]), view.random.fork(11)) +
        hill(view, 0.62, 0.045, shade(view, view.palette.hills[1]), view.random.fork(12)) +
        trees(view, 0.65, 16, 34, false, 14) +
        hill(
          view,
          0.7,
          0.03,
          view.paint.linear([
            [0, shade(view, lighten(view.palette.ground, 0.12))],
            [0.5, shade(view, view.palette.ground)],
            [1, shade(view, darken(view.palette.ground, 0.15))],
          ]),
          view.random.fork(13),
        ) +
        meadowDetails(view, 0.76, 1, view.random.fork(15)),
    }),
  },
  mountains: {
    ...base,
    phrases: ["in the mountains", "below snowy peaks"],
    nouns: ["mountains", "snowy peaks"],
    places: { rail: [0.86, 0.86], ground: [0.86, 0.94], air: [0.25, 0.55], road: [0.88, 0.93] },
    draw: (view) => ({
      sky: sky(view, 3, 0.3),
      land:
        peaks(view, 0.68, 0.48, shade(view, mix(view.palette.hills[0], "#7f93b8", 0.55)), 21, true) +
        hill(view, 0.7, 0.03, shade(view, view.palette.hills[1]), view.random.fork(22)) +
        trees(view, 0.75, 26, 46, true, 23) +
        hill(view, 0.79, 0.015, shade(view, view.palette.hills[2]), view.random.fork(24)) +
        floor(view, 0.84, view.palette.ground) +
        meadowDetails(view, 0.9, 1, view.random.fork(25)),
    }),
  },
  railway: {
    ...base,
    phrases: ["on a railway in the mountains", "on a mountain railway"],
    nouns: ["a mountain railway", "a railway line"],
    places: { rail: [0.815, 0.815], air: [0.25, 0.5] },
    draw: (view) => {
      const { width, height } = view;
      const left = -MARGIN * width;
      const full = width * (1 + 2 * MARGIN);
      let sleepers = "";
      for (let x = left; x < left + full; x += 15) sleepers += rect(x, height * 0.822, 8, 5, shade(view, "#6f5240"), 1);
      return {
        sky: sky(view, 3, 0.3),
        land:
          peaks(view, 0.66, 0.46, shade(view, mix(view.palette.hills[0], "#7f93b8", 0.5)), 31, true) +
          hill(view, 0.66, 0.04, shade(view, view.palette.hills[1]), view.random.fork(32)) +
          trees(view, 0.72, 30, 48, true, 33) +
          hill(view, 0.76, 0.015, shade(view, view.palette.hills[2]), view.random.fork(34)) +
          floor(view, 0.8, mix(view.palette.ground, "#a08a74", 0.5)) +
          sleepers +
          rect(left, height * 0.812, full, 3.2, shade(view, "#8d929c")) +
          floor(view, 0.85, view.palette.ground) +
          meadowDetails(view, 0.88, 1, view.random.fork(35)),
      };
    },
  },
  forest: {
    ...base,
    phrases: ["in the forest", "between the trees", "in the woods"],
    nouns: ["a forest", "the woods"],
    places: { ground: [0.82, 0.94], air: [0.35, 0.65] },
    draw: (view) => ({
      sky: sky(view, 1, 0.2),
      land:
        trees(view, 0.66, 26, 190, true, 41) +
        rect(
          -MARGIN * view.width,
          view.height * 0.3,
          view.width * 2.2,
          view.height * 0.45,
          view.paint.linear([
            [0, shade(view, view.palette.sky[2]), 0],
            [1, shade(view, view.palette.sky[2]), 0.55],
          ]),
        ) +
        trees(view, 0.74, 14, 230, false, 42) +
        floor(view, 0.74, view.palette.ground) +
        meadowDetails(view, 0.78, 1, view.random.fork(43)),
    }),
  },
  desert: {
    ...base,
    phrases: ["in the desert", "on the sand dunes"],
    nouns: ["a desert", "sand dunes"],
    places: { ground: [0.8, 0.93], air: [0.25, 0.55], road: [0.85, 0.92] },
    draw: (view) => {
      const sand = mix("#ecc07e", view.palette.hills[2], 0.14);
      const far = shade(view, mix("#c98f6b", view.palette.hills[0], 0.35));
      return {
        sky: sky(view, 1, 0.3),
        land:
          path(
            `M${n(-view.width * 0.1)} ${n(view.height * 0.62)}V${n(view.height * 0.47)}h${n(view.width * 0.2)}l${n(view.width * 0.06)} ${n(view.height * 0.15)}ZM${n(view.width * 0.74)} ${n(view.height * 0.62)}l${n(view.width * 0.05)}-${n(view.height * 0.2)}h${n(view.width * 0.12)}l${n(view.width * 0.07)} ${n(view.height * 0.2)}Z`,
            far,
          ) +
          hill(view, 0.62, 0.035, shade(view, lighten(sand, 0.2)), view.random.fork(51)) +
          hill(view, 0.7, 0.04, shade(view, sand), view.random.fork(52)) +
          hill(view, 0.78, 0.02, shade(view, darken(sand, 0.08)), view.random.fork(53)),
      };
    },
  },
  snow: {
    ...base,
    phrases: ["in the snow", "on a snowy field"],
    nouns: ["a snowy field", "snow"],
    places: { ground: [0.8, 0.93], air: [0.3, 0.6] },
    draw: (view) => ({
      sky: sky(view, 3, 0.35),
      land:
        hill(view, 0.56, 0.05, shade(view, "#c9daea"), view.random.fork(61)) +
        trees(view, 0.68, 22, 62, true, 62) +
        hill(view, 0.67, 0.03, shade(view, "#dfeaf4"), view.random.fork(63)) +
        hill(
          view,
          0.76,
          0.02,
          view.paint.linear([
            [0, shade(view, "#ffffff")],
            [1, shade(view, "#d5e3f0")],
          ]),
          view.random.fork(64),
        ),
      front: falling(view),
    }),
  },
  village: {
    ...base,
    phrases: ["in the village", "in front of the houses"],
    nouns: ["a village", "a row of houses"],
    places: { ground: [0.86, 0.94], road: [0.9, 0.94], air: [0.2, 0.42] },
    draw: (view) => {
      const random = view.random.fork(71);
      const { width, height } = view;
      const unit = Math.min(width, height) / 360;
      let houses = "";
      for (let x = -MARGIN * width; x < width * (1 + MARGIN);) {
        const w = random.between(60, 92) * unit;
        const h = random.between(60, 105) * unit;
        const top = height * 0.8 - h;
        const wall = shade(view, random.pick(["#f4e3c8", "#e8c9a8", "#cfe0d8", "#f0d2cc", "#dfe3ee"]));
        const roof = shade(view, random.pick(["#b8573f", "#8a5a4a", "#5f6f86", "#a8494a"]));
        const pane = mix("#8fbdd4", "#ffd970", view.night);
        houses +=
          rect(x, top, w, h + 4, wall) +
          path(
            `M${n(x - 6 * unit)} ${n(top)}L${n(x + w / 2)} ${n(top - 34 * unit)}L${n(x + w + 6 * unit)} ${n(top)}Z`,
            roof,
          ) +
          rect(x + w * 0.4, height * 0.8 - 26 * unit, w * 0.2, 30 * unit, darken(roof, 0.2), 3);
        for (let wy = top + 12 * unit; wy < height * 0.8 - 42 * unit; wy += 30 * unit)
          houses +=
            rect(x + w * 0.14, wy, w * 0.2, 17 * unit, pane, 2) + rect(x + w * 0.66, wy, w * 0.2, 17 * unit, pane, 2);
        x += w + random.between(4, 30) * unit;
      }
      return {
        sky: sky(view),
        land:
          hill(view, 0.56, 0.05, shade(view, view.palette.hills[0]), view.random.fork(72)) +
          hill(view, 0.66, 0.03, shade(view, view.palette.hills[1]), view.random.fork(74)) +
          houses +
          floor(view, 0.8, mix(view.palette.ground, "#cdbb9b", 0.6)) +
          floor(view, 0.87, mix("#a6a39d", view.palette.ground, 0.12)),
      };
    },
  },
  city: {
    ...base,
    phrases: ["in the city", "on a city street", "in front of tall buildings"],
    nouns: ["a city", "a city street", "tall buildings"],
    places: { road: [0.92, 0.96], ground: [0.84, 0.86], air: [0.15, 0.4] },
    draw: (view) => {
      const { width, height } = view;
      const unit = Math.min(width, height) / 360;
      const row = (salt: number, low: number, high: number, tint: string): string => {
        const random = view.random.fork(salt);
        let drawn = "";
        for (let x = -MARGIN * width; x < width * (1 + MARGIN);) {
          const w = random.between(38, 74) * unit;
          const h = random.between(low, high) * height;
          const wall = shade(
            view,
            mix(tint, random.pick(["#d98f72", "#7f9cc4", "#c9b48f", "#8fb5ae", "#b58fae"]), 0.4),
          );
          drawn += rect(
            x,
            height * 0.82 - h,
            w,
            h,
            view.paint.linear([
              [0, wall],
              [1, lighten(wall, 0.16)],
            ]),
            2,
          );
          const gap = view.simple ? 22 : 13;
          for (let wy = height * 0.82 - h + 10 * unit; wy < height * 0.78; wy += gap * unit) {
            for (let wx = x + 7 * unit; wx < x + w - 9 * unit; wx += gap * unit) {
              const on = random.chance(0.55);
              drawn += rect(
                wx,
                wy,
                6.5 * unit * (gap / 13),
                7.5 * unit * (gap / 13),
                mix(lighten(wall, 0.42), on ? "#ffdb7a" : darken(wall, 0.3), view.night),
                1,
              );
            }
          }
          x += w + random.between(0, 9) * unit;
        }
        return drawn;
      };
      let dashes = "";
      for (let x = -MARGIN * width; x < width * (1 + MARGIN); x += 62 * unit)
        dashes += rect(x, height * 0.935, 30 * unit, 3 * unit, "#f3ead0", 1, 'opacity=".8"');
      return {
        sky: sky(view, 3, 0.3),
        land:
          row(81, 0.25, 0.52, view.palette.hills[0]) +
          row(82, 0.14, 0.34, mix(view.palette.hills[1], "#e8d6bb", 0.4)) +
          floor(view, 0.815, "#cfc8bc") +
          rect(-MARGIN * width, height * 0.868, width * 2.2, 4 * unit, shade(view, "#a39c92")) +
          rect(
            -MARGIN * width,
            height * 0.878,
            width * 2.2,
            height * 0.6,
            view.paint.linear([
              [0, shade(view, "#6a6e79")],
              [0.3, shade(view, "#565a66")],
            ]),
          ) +
          dashes,
      };
    },
  },
  park: {
    ...base,
    phrases: ["in the park", "on the path in the park"],
    nouns: ["a park", "a path in a park"],
    places: { ground: [0.84, 0.92], road: [0.86, 0.9], air: [0.3, 0.6] },
    draw: (view) => ({
      sky: sky(view, 3, 0.35),
      land:
        hill(view, 0.58, 0.03, shade(view, view.palette.hills[0]), view.random.fork(91)) +
        trees(view, 0.7, 15, 130, false, 92) +
        floor(view, 0.69, view.palette.hills[2]) +
        meadowDetails(view, 0.72, 0.8, view.random.fork(93)) +
        path(
          `M${n(-MARGIN * view.width)} ${n(view.height * 0.82)}Q${n(view.width / 2)} ${n(view.height * 0.78)} ${n(view.width * (1 + MARGIN))} ${n(view.height * 0.82)}V${n(view.height * 0.94)}Q${n(view.width / 2)} ${n(view.height * 0.9)} ${n(-MARGIN * view.width)} ${n(view.height * 0.94)}Z`,
          shade(view, "#e6d3ad"),
        ) +
        ellipse(
          view.width * 0.2,
          view.height * 1.03,
          view.width * 0.3,
          view.height * 0.07,
          shade(view, lighten(view.palette.ground, 0.1)),
        ),
    }),
  },
};
