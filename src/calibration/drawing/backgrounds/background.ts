import type { Place } from "../actors/index.js";
import { darken, lighten } from "../colour.js";
import type { Random } from "../random.js";
import { circle, n, path, rect, stroke, type Paint } from "../svg.js";
import { atNight, skyAt, type Palette } from "./palettes.js";

/** What a background is drawn for. */
export interface View {
  readonly width: number;
  readonly height: number;
  /** The time that moves waves and clouds. */
  readonly seconds: number;
  /** 0..1 */
  readonly night: number;
  readonly palette: Palette;
  /** A fresh generator of the same seed for every frame, so that shapes stay. */
  readonly random: Random;
  readonly paint: Paint;
  /** Small pictures leave out what nobody would see. */
  readonly simple: boolean;
}

export interface Layers {
  readonly sky: string;
  readonly land: string;
  /** Drawn over the actors. */
  readonly front?: string;
}

/** How one kind of background is drawn, and which words it goes by. */
export interface BackgroundArt {
  /** "in a meadow": where something happens. */
  readonly phrases: readonly string[];
  /** "a meadow": what is seen. */
  readonly nouns: readonly string[];
  /** Where actors of each place can stand: the range of their base as shares of the height. */
  readonly places: Readonly<Partial<Record<Place, readonly [number, number]>>>;
  /** It changes between day and night. */
  readonly outdoors: boolean;
  draw(view: View): Layers;
}

/** Backgrounds reach this share of the width beyond both sides, for a camera that moves. */
export const MARGIN = 0.6;

/** A soft line of hills, filled down to the lower edge of the picture. */
export function hill(view: View, level: number, swell: number, fill: string, random: Random): string {
  const { width, height } = view;
  const steps = 9;
  const left = -MARGIN * width;
  const step = (width * (1 + 2 * MARGIN)) / steps;
  let previous = level * height + random.between(-swell, swell) * height;
  let d = `M${n(left)} ${n(previous)}`;
  for (let i = 1; i <= steps; i++) {
    const next = level * height + (i % 2 === 0 ? 1 : -1) * random.between(0.2, 1) * swell * height;
    const x = left + i * step;
    d += `C${n(x - step / 2)} ${n(previous)} ${n(x - step / 2)} ${n(next)} ${n(x)} ${n(next)}`;
    previous = next;
  }
  return path(`${d}V${n(height * 1.6)}H${n(left)}Z`, fill);
}

const puff = (x: number, y: number, scale: number, fill: string, opacity: number): string =>
  path(
    `M${n(x - 70 * scale)} ${n(y)}q${n(-22 * scale)} ${n(-30 * scale)} ${n(18 * scale)} ${n(-36 * scale)}q${n(10 * scale)} ${n(-40 * scale)} ${n(54 * scale)} ${n(-26 * scale)}q${n(42 * scale)} ${n(-12 * scale)} ${n(46 * scale)} ${n(26 * scale)}q${n(38 * scale)} ${n(8 * scale)} ${n(16 * scale)} ${n(36 * scale)}Z`,
    fill,
    `opacity="${n(opacity)}"`,
  );

/** Sky with drifting clouds, stars at night. */
export function sky(view: View, clouds = 4, lowest = 0.42): string {
  const { width, height, palette, night, paint, random, seconds } = view;
  const [top, middle, bottom] = skyAt(palette, night);
  const left = -MARGIN * width;
  const full = width * (1 + 2 * MARGIN);
  let drawn =
    rect(left, -height * 0.6, full, height * 0.62, top) +
    rect(
      left,
      0,
      full,
      height * 1.6,
      paint.linear([
        [0, top],
        [0.28, middle],
        [0.55, bottom],
      ]),
    );
  const stars = random.fork(1);
  if (night > 0.05) {
    const count = view.simple ? 26 : 110;
    for (let i = 0; i < count; i++) {
      const twinkle = 0.65 + 0.35 * Math.sin(seconds * 2 + i * 1.7);
      drawn += circle(
        left + stars.between(0, full),
        stars.between(-0.3, 0.5) * height,
        stars.between(0.5, 1.5) * (view.simple ? 1.8 : 1),
        "#fffbe8",
        `opacity="${n(night * twinkle)}"`,
      );
    }
  }
  const drift = random.fork(2);
  for (let i = 0; i < clouds; i++) {
    const x = left + ((((drift.between(0, full) + seconds * drift.between(3, 8)) % full) + full) % full);
    const y = drift.between(0.08, lowest) * height;
    const scale = drift.between(0.35, 0.95) * (Math.min(width, height) / 360);
    const colour = atNight(palette.cloud, night * 0.75);
    drawn += puff(
      x,
      y,
      scale,
      paint.linear([
        [0, colour],
        [1, darken(colour, 0.07)],
      ]),
      0.92 - 0.5 * night,
    );
  }
  return drawn;
}

/** A flat piece of ground with a lighter edge. */
export function floor(view: View, level: number, colour: string): string {
  const { width, height, paint, night } = view;
  const shade = atNight(colour, night);
  return rect(
    -MARGIN * width,
    level * height,
    width * (1 + 2 * MARGIN),
    height * (1.6 - level),
    paint.linear([
      [0, lighten(shade, 0.12)],
      [0.35, shade],
      [1, darken(shade, 0.16)],
    ]),
  );
}

/** Tufts of grass and dots of flowers between two levels. */
export function meadowDetails(view: View, from: number, to: number, random: Random): string {
  const { width, height, night, palette } = view;
  const count = view.simple ? 6 : 46;
  let drawn = "";
  for (let i = 0; i < count; i++) {
    const x = random.between(-MARGIN, 1 + MARGIN) * width;
    const depth = random.between(0, 1);
    const y = (from + (to - from) * depth) * height;
    const size = (3 + 6 * depth) * (Math.min(width, height) / 360);
    if (i % 3 === 0) {
      const petal = atNight(i % 2 === 0 ? palette.accent : "#fff4d8", night);
      drawn += circle(x, y, size * 0.42, petal) + circle(x, y, size * 0.17, atNight("#f6c945", night));
    } else {
      drawn += stroke(
        `M${n(x)} ${n(y)}q${n(-size * 0.3)} ${n(-size * 0.7)} ${n(-size * 0.5)} ${n(-size)}M${n(x)} ${n(y)}v${n(-size * 1.2)}M${n(x)} ${n(y)}q${n(size * 0.3)} ${n(-size * 0.7)} ${n(size * 0.5)} ${n(-size)}`,
        atNight(darken(palette.ground, 0.2), night),
        size * 0.14,
      );
    }
  }
  return drawn;
}

/** Water from a level down, with glints that wander and rows of waves. */
export function water(view: View, level: number, rows = 7): string {
  const { width, height, palette, night, paint, random, seconds } = view;
  const [far, near] = palette.water;
  const left = -MARGIN * width;
  const full = width * (1 + 2 * MARGIN);
  let drawn = rect(
    left,
    level * height,
    full,
    height * (1.6 - level),
    paint.linear([
      [0, atNight(far, night)],
      [0.4, atNight(near, night)],
      [1, darken(atNight(near, night), 0.25)],
    ]),
  );
  const glints = random.fork(3);
  const count = view.simple ? 14 : 90;
  for (let i = 0; i < count; i++) {
    const depth = glints.between(0, 1) ** 1.6;
    const y = (level + 0.015 + (1.02 - level) * depth) * height;
    const length = (8 + 44 * depth) * glints.between(0.5, 1.2) * (Math.min(width, height) / 360);
    const x = left + glints.between(0, full) + Math.sin(seconds * glints.between(0.6, 1.4) + i) * 9;
    drawn += rect(
      x,
      y,
      length,
      0.8 + 2 * depth,
      lighten(atNight(far, night), 0.55),
      1,
      `opacity="${n(0.16 + 0.3 * glints.between(0, 1))}"`,
    );
  }
  return drawn + waves(view, level + 0.1, rows, 0.28);
}

/** Rows of wave crests; also drawn before boats so that they sit in the water. */
export function waves(view: View, from: number, rows: number, opacity: number): string {
  const { width, height, palette, night, seconds } = view;
  const unit = Math.min(width, height) / 360;
  let drawn = "";
  for (let row = 0; row < rows; row++) {
    const share = (row + 0.5) / rows;
    const y = (from + (1.04 - from) * share) * height;
    const length = (46 + 70 * share) * unit;
    const lift = (2.2 + 4 * share) * unit;
    const start =
      -MARGIN * width -
      length * 2 +
      ((((seconds * (7 + 12 * share) * unit + row * 37) % (length * 2)) + length * 2) % (length * 2));
    const count = Math.ceil((width * (1 + 2 * MARGIN)) / length) + 4;
    let d = `M${n(start)} ${n(y)}`;
    for (let i = 0; i < count; i++) d += `q${n(length / 2)} ${n(i % 2 === 0 ? -lift * 2 : lift * 2)} ${n(length)} 0`;
    drawn += stroke(
      d,
      lighten(atNight(palette.water[0], night), 0.35),
      (1 + 1.6 * share) * unit,
      `opacity="${n(opacity)}"`,
    );
  }
  return drawn;
}
