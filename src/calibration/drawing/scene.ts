import { mix, type Colour } from "./colour.js";

export type Ease = "smooth" | "linear" | "in" | "out" | "hold";

/** A property at a time; `ease` shapes the way from this key to the next. */
export type Key<T> = readonly [seconds: number, value: T, ease?: Ease];

/** A property over time: constant, or keys in ascending order of time. */
export type Track<T = number> = T | readonly Key<T>[];

/** Where an actor is drawn: with the sky (behind the land), on the land, or before everything. */
export type Layer = "sky" | "land" | "front";

/** Something drawn that can move and change. */
export interface Actor {
  /** A key of `ACTORS`. */
  readonly kind: string;
  /** What captions call it, without article and colour; scenery that no caption mentions has none. */
  readonly name?: string;
  /** Share of the frame's width, of the middle of the base. */
  readonly x: Track;
  /** Share of the frame's height, of the base. */
  readonly y: Track;
  /** Height as a share of the frame's shorter side. */
  readonly size: Track;
  readonly colour?: Track<Colour>;
  /** Degrees, clockwise about the middle. */
  readonly rotation?: Track;
  /** 0..1, 1 by default. */
  readonly opacity?: Track;
  /** 0 off, 1 on: lamps, windows, beams, eyes. */
  readonly lit?: Track;
  /** 0 closed, 1 open: umbrellas, flowers, books. */
  readonly open?: Track;
  /** Cycles of the actor's own movement so far (wheels, wings, legs); time by default. */
  readonly phase?: Track;
  /** Which way it looks; art looks to the right. */
  readonly facing?: "left" | "right";
  readonly layer?: Layer;
  /** No shadow on the ground, for what floats or flies. */
  readonly floating?: boolean;
}

/** What happens in a scene, in the words of its ground truth. */
export interface SceneEvent {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** "a sail boat" */
  readonly subject: string;
  /** "crosses the bay" */
  readonly action: string;
  /** How many times, where it can be counted. */
  readonly times?: number;
}

export interface Camera {
  /** Shares of width and height by which the view is moved. */
  readonly x?: Track;
  readonly y?: Track;
  /** 1 shows the whole scene. */
  readonly zoom?: Track;
}

/** A background with its free choices made. */
export interface Backdrop {
  /** A key of `BACKGROUNDS`. */
  readonly kind: string;
  /** A key of `PALETTES`. */
  readonly palette: string;
  /** Decides the shapes of hills, clouds, houses. */
  readonly seed: number;
  /** 0 day, 1 night. */
  readonly night?: Track;
  /** Stops waves and clouds. */
  readonly still?: boolean;
}

/** One shot: everything that is needed to draw any of its moments. */
export interface Scene {
  readonly durationSeconds: number;
  readonly backdrop: Backdrop;
  readonly actors: readonly Actor[];
  readonly camera?: Camera;
  readonly caption: string;
  readonly events: readonly SceneEvent[];
  /** Plays backwards: the moment t shows what durationSeconds - t shows otherwise. */
  readonly reversed?: boolean;
}

const EASES: Record<Ease, (t: number) => number> = {
  smooth: (t) => t * t * (3 - 2 * t),
  linear: (t) => t,
  in: (t) => t * t,
  out: (t) => 1 - (1 - t) * (1 - t),
  hold: () => 0,
};

function along<T>(track: readonly Key<T>[], seconds: number, blend: (from: T, to: T, share: number) => T): T {
  const after = track.findIndex(([time]) => time > seconds);
  if (after === 0) return track[0]![1];
  if (after === -1) return track.at(-1)![1];
  const [start, from, ease = "smooth"] = track[after - 1]!;
  const [end, to] = track[after]!;
  return blend(from, to, EASES[ease]((seconds - start) / (end - start)));
}

/** A number track's value at a time. */
export function valueAt(track: Track | undefined, seconds: number, otherwise: number): number {
  if (track === undefined) return otherwise;
  return typeof track === "number" ? track : along(track, seconds, (from, to, share) => from + (to - from) * share);
}

/** A colour track's value at a time; half-way colours carry the name of the nearer key. */
export function colourAt(track: Track<Colour> | undefined, seconds: number, otherwise: Colour): Colour {
  if (track === undefined) return otherwise;
  if (!Array.isArray(track)) return track as Colour;
  return along(track as readonly Key<Colour>[], seconds, (from, to, share) => ({
    name: share < 0.5 ? from.name : to.name,
    hex: mix(from.hex, to.hex, share),
  }));
}

/** The text of an event: "a sail boat crosses the bay". */
export const eventText = (event: SceneEvent): string => `${event.subject} ${event.action}`.trim();

/** Heights of `count` equal hops from the base `y`, `height` high, as shares of the frame. */
export function hopTrack(
  y: number,
  startSeconds: number,
  endSeconds: number,
  count: number,
  height: number,
): Key<number>[] {
  const step = (endSeconds - startSeconds) / count;
  return Array.from({ length: count }, (_, i) => startSeconds + i * step).flatMap((from): Key<number>[] => [
    [from, y, "out"],
    [from + step * 0.45, y - height, "in"],
    [from + step * 0.9, y, "hold"],
  ]);
}
