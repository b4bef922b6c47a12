import { mix } from "../colour.js";

/** The colours that a picture is built from; every background takes any palette. */
export interface Palette {
  readonly sky: readonly [top: string, middle: string, bottom: string];
  /** From far to near. */
  readonly hills: readonly [string, string, string];
  readonly ground: string;
  readonly water: readonly [far: string, near: string];
  readonly cloud: string;
  /** Walls, cloths, flowers. */
  readonly accent: string;
}

export const PALETTES: Readonly<Record<string, Palette>> = {
  spring: {
    sky: ["#6fb7ea", "#a9d8f3", "#e6f4ee"],
    hills: ["#a3cfc0", "#86c08c", "#68ad62"],
    ground: "#7cbf5e",
    water: ["#7cc4dd", "#3e94c4"],
    cloud: "#ffffff",
    accent: "#f2a0b5",
  },
  summer: {
    sky: ["#3f97e0", "#85c5f2", "#dff2f8"],
    hills: ["#8fc4b6", "#66ae6e", "#4a9a4d"],
    ground: "#63ae4a",
    water: ["#5ab8da", "#1f7fb8"],
    cloud: "#ffffff",
    accent: "#ffd05e",
  },
  autumn: {
    sky: ["#7fb0cf", "#c9d8d4", "#fbe7c6"],
    hills: ["#c9b79b", "#cf9a5b", "#b5733c"],
    ground: "#c28c46",
    water: ["#93b6bf", "#517f95"],
    cloud: "#fff7ea",
    accent: "#d8593b",
  },
  sunset: {
    sky: ["#45538f", "#e0787f", "#ffc985"],
    hills: ["#a5688a", "#7d4f7c", "#563a66"],
    ground: "#5f4468",
    water: ["#f0a07f", "#5d5a96"],
    cloud: "#ffd9c0",
    accent: "#ff9466",
  },
  dawn: {
    sky: ["#7c9fd6", "#f3b9b5", "#ffe3b8"],
    hills: ["#b5b0cb", "#8fa3b5", "#6c9384"],
    ground: "#86a878",
    water: ["#eec1ae", "#6e9cc2"],
    cloud: "#fff0ea",
    accent: "#f08a8a",
  },
  misty: {
    sky: ["#a9bccb", "#cddae0", "#edf0ec"],
    hills: ["#c0cfd2", "#9db4b4", "#7b9a8f"],
    ground: "#8fa890",
    water: ["#bccdd4", "#7f9fae"],
    cloud: "#ffffff",
    accent: "#c99a8b",
  },
  winter: {
    sky: ["#7aaede", "#b5d4ee", "#eef5fb"],
    hills: ["#cddcea", "#dbe7f2", "#eaf2f9"],
    ground: "#f4f8fc",
    water: ["#b2d3e6", "#6fa3c9"],
    cloud: "#ffffff",
    accent: "#d8615c",
  },
  pastel: {
    sky: ["#b7a8e0", "#f2c4dc", "#fdeadd"],
    hills: ["#cdbfe3", "#b3c7e0", "#a4d1c0"],
    ground: "#b9dcb0",
    water: ["#bfdcf0", "#88b4dd"],
    cloud: "#fff7fb",
    accent: "#f6a5c0",
  },
};

/** The palette's entry of that name; throws on a name that does not exist. */
export function paletteOf(name: string): Palette {
  const palette = PALETTES[name];
  if (palette === undefined) throw new Error(`No palette "${name}". There are: ${Object.keys(PALETTES).join(", ")}.`);
  return palette;
}

/** A land colour as it looks at night. */
export const atNight = (hex: string, night: number): string => mix(hex, "#101d40", night * 0.72);

/** Sky colours as they look at night. */
export function skyAt(palette: Palette, night: number): readonly [string, string, string] {
  return [
    mix(palette.sky[0], "#0a1436", night),
    mix(palette.sky[1], "#1d2c5e", night),
    mix(palette.sky[2], "#4a4f86", night),
  ];
}
