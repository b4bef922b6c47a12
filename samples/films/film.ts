import { artOf } from "../../src/calibration/drawing/actors/index.js";
import { COLOURS, type ColourName } from "../../src/calibration/drawing/colour.js";
import {
  eventText,
  type Actor,
  type Camera,
  type Scene,
  type SceneEvent,
} from "../../src/calibration/drawing/scene.js";

/** Several shots with cuts between them. */
export interface Film {
  /** Without folder and ending. */
  readonly name: string;
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly shots: readonly Scene[];
}

type Part = Omit<Actor, "kind" | "colour" | "size"> & {
  readonly size?: Actor["size"];
  readonly colour?: ColourName | Actor["colour"];
};

/** An actor of a sample: its usual size unless said, the colour by name, a shadow where it stands on the ground. */
export function actor(kind: string, { colour, size, ...part }: Part): Actor {
  const art = artOf(kind);
  const stands = art.places.some((place) => place === "ground" || place === "table" || place === "road");
  const paint = typeof colour === "string" ? COLOURS[colour] : colour;
  return {
    kind,
    name: art.names[0]!,
    floating: !stands,
    ...part,
    size: size ?? art.size,
    ...(paint === undefined ? {} : { colour: paint }),
  };
}

/** An event of a sample, in seconds of its shot. */
export function event(
  startSeconds: number,
  endSeconds: number,
  subject: string,
  action: string,
  times?: number,
): SceneEvent {
  return { startSeconds, endSeconds, subject, action, ...(times === undefined ? {} : { times }) };
}

/** Joins what happens in one sentence: what overlaps happens "while", what follows "then". */
function captionOf(events: readonly SceneEvent[], where: string): string {
  const [first, ...rest] = events;
  if (first === undefined) return where;
  let text = `${eventText(first)} ${where}`.trim();
  let end = first.endSeconds;
  for (const next of rest) {
    text += next.startSeconds < end - 0.4 ? ` while ${eventText(next)}` : `, then ${eventText(next)}`;
    end = Math.max(end, next.endSeconds);
  }
  return text;
}

export interface ShotPlan {
  readonly seconds: number;
  /** "in the garden"; nothing where the events say it. */
  readonly where?: string;
  readonly backdrop: Scene["backdrop"];
  readonly actors: readonly Actor[];
  readonly events: readonly SceneEvent[];
  readonly camera?: Camera;
}

/** A shot whose caption comes from its events. */
export function shot({ seconds, where = "", backdrop, actors, events, camera }: ShotPlan): Scene {
  const sorted = events.toSorted((a, b) => a.startSeconds - b.startSeconds);
  return {
    durationSeconds: seconds,
    backdrop,
    actors,
    events: sorted,
    caption: captionOf(sorted, where),
    ...(camera === undefined ? {} : { camera }),
  };
}
