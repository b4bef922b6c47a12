import type { Axis, ChartBlock, ChartPoint } from "../report.js";
import { toLink } from "./link.js";
import { element, type Markup } from "./markup.js";
import { writeTable } from "./table.js";

const [width, height] = [360, 270];
const area = { left: 46, right: 350, top: 10, bottom: 226 };

type Place = (value: number) => number;

/** Draws a chart, with the table that says the same below it. */
export function writeChart(chart: ChartBlock): Markup {
  const { caption, x, y, points, isLine, table } = chart;
  const [atX, atY] = [placeOn(x, area.left, area.right), placeOn(y, area.bottom, area.top)];
  const drawn = isLine ? [drawLine(points, atX, atY)] : points.map((point) => drawPoint(point, atX, atY));
  const svg = element(
    "svg",
    { class: "chart", viewBox: `0 0 ${width} ${height}`, role: isLine ? "img" : "group", "aria-label": caption },
    ...drawAxes(x, y, atX, atY),
    drawGuide(chart.guide, atX, atY),
    ...drawn,
  );
  const closed = writeTable({ ...table, isClosed: true });
  return element("figure", { class: "small" }, element("figcaption", {}, caption), svg, closed);
}

function placeOn({ ticks }: Axis, from: number, to: number): Place {
  const [low = 0, high = 1] = [ticks[0]?.at, ticks.at(-1)?.at];
  return (value) => Number((from + ((value - low) / (high - low || 1)) * (to - from)).toFixed(1));
}

function drawAxes(x: Axis, y: Axis, atX: Place, atY: Place): Markup[] {
  const { left, right, top, bottom } = area;
  const middle = (top + bottom) / 2;
  return [
    ...y.ticks.flatMap(({ at, text }) => [
      element("line", { class: "grid", x1: left, x2: right, y1: atY(at), y2: atY(at) }),
      element("text", { x: left - 6, y: atY(at) + 4, "text-anchor": "end" }, text),
    ]),
    ...x.ticks.map(({ at, text }) => element("text", { x: atX(at), y: bottom + 17, "text-anchor": "middle" }, text)),
    element("text", { x: (left + right) / 2, y: bottom + 37, "text-anchor": "middle" }, x.title),
    element("text", { x: 11, y: middle, "text-anchor": "middle", transform: `rotate(-90 11 ${middle})` }, y.title),
  ];
}

function drawGuide(guide: ChartBlock["guide"], atX: Place, atY: Place): Markup | undefined {
  if (!guide) return undefined;
  const { from, to } = guide;
  return element("line", { class: "guide", x1: atX(from[0]), y1: atY(from[1]), x2: atX(to[0]), y2: atY(to[1]) });
}

function drawLine(points: readonly ChartPoint[], atX: Place, atY: Place): Markup {
  const d = points.map(({ x, y }, n) => `${n === 0 ? "M" : "L"}${atX(x)} ${atY(y)}`).join("");
  return element("path", { class: "line", d });
}

function drawPoint({ x, y, label, weight = 0.3, interval, opens }: ChartPoint, atX: Place, atY: Place): Markup {
  const place = { cx: atX(x), cy: atY(y) };
  const bar =
    interval &&
    element("line", { class: "range", x1: place.cx, x2: place.cx, y1: atY(interval[0]), y2: atY(interval[1]) });
  const dot = element(
    "circle",
    { class: "dot", ...place, r: Number((3 + 5 * Math.sqrt(weight)).toFixed(1)) },
    element("title", {}, label),
  );
  return element("g", {}, bar, ...toLink(opens, { "aria-label": label }, dot));
}
