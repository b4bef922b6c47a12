import type { Plot } from "../report.js";
import { element, type Markup } from "./markup.js";

/** Percents that are kept free at both ends, so that dots at the ends of a scale are whole. */
const inset = 4;
const height = 22;
const middle = height / 2;

const placeOn =
  ([low, high]: Plot["scale"]) =>
  (value: number): string => {
    const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
    return `${Number((inset + share * (100 - 2 * inset)).toFixed(2))}%`;
  };

/** Draws a number beside itself. It stretches to any width, and is nothing to those who have the number read to them. */
export function drawPlot(plot: Plot): Markup {
  const at = placeOn(plot.scale);
  const ends = plot.scale.map((end) => stroke("end", at(end), 3, height - 3));
  const parts = plot.kind === "interval" ? drawInterval(plot, at) : drawStep(plot, at);
  return element("svg", { class: "plot", width: "100%", height, "aria-hidden": "true" }, ...ends, ...parts);
}

function drawInterval(plot: Extract<Plot, { kind: "interval" }>, at: (value: number) => string): Markup[] {
  const { value, interval, mark } = plot;
  return [
    ...(mark === undefined ? [] : [stroke("mark", at(mark), 1, height - 1)]),
    ...(interval ? [level("range", at(interval[0]), at(interval[1]))] : []),
    element("circle", { class: "dot", cx: at(value), cy: middle, r: 4.5 }),
  ];
}

function drawStep({ from, to, tone }: Extract<Plot, { kind: "step" }>, at: (value: number) => string): Markup[] {
  return [
    level(`step ${tone}`, at(from), at(to)),
    stroke("mark", at(from), 2, height - 2),
    stroke(`to ${tone}`, at(to), 2, height - 2),
  ];
}

const stroke = (name: string, x: string, y1: number, y2: number): Markup =>
  element("line", { class: name, x1: x, x2: x, y1, y2 });
const level = (name: string, x1: string, x2: string): Markup =>
  element("line", { class: name, x1, x2, y1: middle, y2: middle });

/** The scale above a column of plots. */
export function drawTicks(scale: Plot["scale"], ticks: readonly number[]): Markup {
  const at = placeOn(scale);
  const texts = ticks.map((tick) =>
    element("text", { x: at(tick), y: 13, "text-anchor": "middle" }, String(tick).replace("-", "−")),
  );
  return element("svg", { class: "ticks", width: "100%", height: 17, "aria-hidden": "true" }, ...texts);
}
