import type { ColourName } from "../colour.js";
import type { Paint } from "../svg.js";

/** Where an actor can be put so that the picture makes sense. */
export type Place = "ground" | "road" | "rail" | "air" | "water" | "underwater" | "space" | "table";

/** What an actor's drawing may depend on. */
export interface Pose {
  /** `#rrggbb` */
  readonly colour: string;
  /** 0..1 */
  readonly lit: number;
  /** 0..1 */
  readonly open: number;
  /** Cycles of its own movement. */
  readonly phase: number;
}

/** How one kind of thing is drawn, and which words it goes by. */
export interface ActorArt {
  /** The first is the usual one; the others are synonyms. */
  readonly names: readonly string[];
  /** More general words: "vehicle", "animal", "toy". */
  readonly classes: readonly string[];
  readonly places: readonly Place[];
  /** It has a front, and moves forwards. */
  readonly facing: boolean;
  /** The colours it may take; empty when the drawing has its own, which captions leave out. */
  readonly colours: readonly ColourName[];
  /** How it moves, third person and infinitive. */
  readonly moves: readonly [string, string];
  /** Usual height as a share of the frame's shorter side. */
  readonly size: number;
  /** It jumps or hops on its own. */
  readonly jumps?: boolean;
  /** It has a light that turns on and off. */
  readonly lights?: boolean;
  /** It opens and closes. */
  readonly opens?: boolean;
  /** Draws in the box x -50..50, y -100..0 (base at 0), looking to the right. */
  draw(pose: Pose, paint: Paint): string;
}

/** A turn of the phase as an angle's sine, -1..1. */
export const swing = (phase: number, offset = 0): number => Math.sin((phase + offset) * 2 * Math.PI);
