import type { Random } from "./random.js";

/** A colour that captions can name. */
export interface Colour {
  readonly name: string;
  /** `#rrggbb` */
  readonly hex: string;
}

/** The colours that captions name, with the shade that drawings start from. */
export const COLOURS = {
  red: { name: "red", hex: "#e2463f" },
  orange: { name: "orange", hex: "#f28a2e" },
  yellow: { name: "yellow", hex: "#f7cb45" },
  green: { name: "green", hex: "#47a656" },
  blue: { name: "blue", hex: "#3d7fd9" },
  purple: { name: "purple", hex: "#8a58c2" },
  pink: { name: "pink", hex: "#f285ad" },
  brown: { name: "brown", hex: "#8c5b3c" },
  white: { name: "white", hex: "#f6f3ec" },
  black: { name: "black", hex: "#2b2d36" },
  grey: { name: "grey", hex: "#9098a5" },
} as const satisfies Record<string, Colour>;

export type ColourName = keyof typeof COLOURS;

/** Colours that are told apart easily, for things whose colour a caption rests on. */
export const BRIGHT: readonly ColourName[] = ["red", "orange", "yellow", "green", "blue", "purple", "pink"];

function channels(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Linear blend of two `#rrggbb` colours; `share` 0 gives `from`, 1 gives `to`. */
export function mix(from: string, to: string, share: number): string {
  if (share <= 0) return from;
  if (share >= 1) return to;
  const a = channels(from);
  const b = channels(to);
  const blended = a.map((value, i) => Math.round(value + (b[i]! - value) * share));
  return `#${blended.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

export const lighten = (hex: string, share: number): string => mix(hex, "#ffffff", share);

/** Darkens towards a deep blue instead of black, which keeps shades lively. */
export const darken = (hex: string, share: number): string => mix(hex, "#1b1b3a", share);

/** The same colour, a little different each time, so that "red" is learnt as a range. */
export function vary(colour: Colour, random: Random, amount = 0.12): Colour {
  const hex = channels(colour.hex)
    .map((value) => Math.round(Math.min(255, Math.max(0, value + random.between(-90, 90) * amount))))
    .map((value) => value.toString(16).padStart(2, "0"))
    .join("");
  return {
    name: colour.name,
    hex: mix(`#${hex}`, random.chance(0.5) ? "#ffffff" : "#101020", random.between(0, amount)),
  };
}
