import { artOf } from "./actors/index.js";
import { backgroundOf, paletteOf } from "./backgrounds/index.js";
import { atNight } from "./backgrounds/palettes.js";
import { COLOURS } from "./colour.js";
import { createRandom } from "./random.js";
import { colourAt, valueAt, type Actor, type Scene } from "./scene.js";
import { createPaint, ellipse, group, n, type Paint } from "./svg.js";

/** The size in which scenes are drawn; rasterising scales it. The shorter side is 360. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
}

export const CANVASES = {
  "16:9": { width: 640, height: 360 },
  "4:3": { width: 480, height: 360 },
  "1:1": { width: 360, height: 360 },
  "9:16": { width: 360, height: 640 },
} as const satisfies Record<string, Canvas>;

/** Things that stand still keep a slow life of their own; vehicles and walkers move with the way they went. */
function phaseOf(actor: Actor, seconds: number, canvas: Canvas): number {
  if (actor.phase !== undefined) return valueAt(actor.phase, seconds, 0);
  const art = artOf(actor.kind);
  const rolls =
    art.facing && (art.places.includes("road") || art.places.includes("rail") || art.places.includes("ground"));
  if (!rolls || typeof actor.x === "number") return rolls ? 0 : seconds;
  const unit = Math.min(canvas.width, canvas.height);
  const way = (valueAt(actor.x, seconds, 0) * canvas.width) / (valueAt(actor.size, 0, 0.25) * unit);
  return way * 1.25 * (actor.facing === "left" ? -1 : 1);
}

function drawActor(actor: Actor, seconds: number, night: number, canvas: Canvas, paint: Paint): string {
  const opacity = valueAt(actor.opacity, seconds, 1);
  if (opacity < 0.004) return "";
  const art = artOf(actor.kind);
  const unit = Math.min(canvas.width, canvas.height);
  const scale = (valueAt(actor.size, seconds, art.size) * unit) / 100;
  const x = valueAt(actor.x, seconds, 0.5) * canvas.width;
  const y = valueAt(actor.y, seconds, 0.8) * canvas.height;
  const { hex } = colourAt(actor.colour, seconds, COLOURS[art.colours[0] ?? "white"]);
  const lit = valueAt(actor.lit, seconds, 0);
  const drawing = art.draw(
    {
      colour: atNight(hex, night * 0.5),
      lit,
      open: valueAt(actor.open, seconds, 1),
      phase: phaseOf(actor, seconds, canvas),
    },
    paint,
  );
  const mirror = actor.facing === "left" ? -1 : 1;
  const rotation = valueAt(actor.rotation, seconds, 0);
  const turn = rotation === 0 ? "" : ` rotate(${n(rotation * mirror)} 0 -50)`;
  const shadow =
    actor.floating === true || actor.layer === "sky"
      ? ""
      : ellipse(
          0,
          -1,
          46,
          7,
          paint.radial([
            [0, "#141a33", 0.34],
            [1, "#141a33", 0],
          ]),
        );
  const faded = opacity < 1 ? `opacity="${n(opacity)}"` : "";
  return group(
    `translate(${n(x)} ${n(y)}) scale(${(scale * mirror).toFixed(4)} ${scale.toFixed(4)})${turn}`,
    shadow + drawing,
    faded,
  );
}

/** A layer as the camera sees it; far layers move less. */
function seen(scene: Scene, seconds: number, depth: number, { width, height }: Canvas, content: string): string {
  if (scene.camera === undefined || content === "") return content;
  const zoom = 1 + (valueAt(scene.camera.zoom, seconds, 1) - 1) * depth;
  const x = (0.5 + valueAt(scene.camera.x, seconds, 0) * depth) * width;
  const y = (0.5 + valueAt(scene.camera.y, seconds, 0) * depth) * height;
  return group(
    `translate(${n(width / 2)} ${n(height / 2)}) scale(${zoom.toFixed(4)}) translate(${n(-x)} ${n(-y)})`,
    content,
  );
}

/** Draws one moment of a scene: SVG elements in the coordinates of `canvas`, whose gradients go to `paint`. */
export function drawMoment(scene: Scene, seconds: number, canvas: Canvas, paint: Paint, simple = false): string {
  const time = scene.reversed === true ? scene.durationSeconds - seconds : seconds;
  const { backdrop } = scene;
  const night = valueAt(backdrop.night, time, 0);
  const layers = backgroundOf(backdrop.kind).draw({
    ...canvas,
    seconds: backdrop.still === true ? 0 : time,
    night,
    palette: paletteOf(backdrop.palette),
    random: createRandom(backdrop.seed),
    paint,
    simple,
  });
  const on = (layer: Actor["layer"]): string =>
    scene.actors
      .filter((actor) => (actor.layer ?? "land") === layer)
      .map((actor) => drawActor(actor, time, layer === "sky" ? 0 : night, canvas, paint))
      .join("");
  return (
    seen(scene, time, 0.35, canvas, layers.sky + on("sky")) +
    seen(scene, time, 1, canvas, layers.land + on("land") + (layers.front ?? "") + on("front"))
  );
}

/** One moment as a document of its own. */
export function momentSvg(scene: Scene, seconds: number, canvas: Canvas): string {
  const paint = createPaint();
  const content = drawMoment(scene, seconds, canvas, paint);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${canvas.width}" height="${canvas.height}">${paint.defs()}${content}</svg>`;
}
