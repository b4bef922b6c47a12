import { COLOURS } from "../../src/calibration/drawing/colour.js";
import { hopTrack } from "../../src/calibration/drawing/scene.js";
import { actor, event, shot, type Film } from "./film.js";

const rocks = actor("rocks", { x: 0.86, y: 0.72, size: 0.2 });

const sunrise = shot({
  seconds: 9,
  backdrop: {
    kind: "sea",
    palette: "dawn",
    seed: 11,
    night: [
      [0, 0.8],
      [6, 0],
    ],
  },
  actors: [
    actor("sun", {
      x: 0.36,
      y: [
        [0.5, 0.72],
        [7, 0.4],
      ],
      layer: "sky",
      size: 0.17,
    }),
    rocks,
    actor("lighthouse", {
      x: 0.86,
      y: 0.6,
      floating: true,
      size: 0.5,
      colour: "red",
      lit: [
        [0, 1],
        [6, 1],
        [7, 0],
      ],
    }),
    actor("bird", {
      x: [
        [0, 1.1, "linear"],
        [9, 0.2],
      ],
      y: 0.28,
      size: 0.06,
      colour: "white",
      facing: "left",
      phase: [
        [0, 0, "linear"],
        [9, 14],
      ],
    }),
    actor("bird", {
      x: [
        [0, 1.2, "linear"],
        [9, 0.3],
      ],
      y: 0.22,
      size: 0.05,
      colour: "white",
      facing: "left",
      phase: [
        [0, 0.3, "linear"],
        [9, 15],
      ],
    }),
    actor("boat", {
      x: [
        [0, -0.14, "linear"],
        [9, 0.72],
      ],
      y: 0.86,
      size: 0.46,
      colour: "red",
      facing: "right",
      rotation: [
        [0, -2],
        [1.5, 2],
        [3, -2],
        [4.5, 2],
        [6, -2],
        [7.5, 2],
        [9, -2],
      ],
    }),
  ],
  events: [
    event(0.5, 7, "the sun", "rises over the sea"),
    event(0.6, 9, "a red sail boat", "crosses the bay from left to right"),
  ],
});

const beach = shot({
  seconds: 7.5,
  where: "on the beach",
  backdrop: { kind: "beach", palette: "summer", seed: 4 },
  actors: [
    actor("ship", {
      x: [
        [0, 0.84, "linear"],
        [7.5, 0.5],
      ],
      y: 0.535,
      size: 0.1,
      colour: "black",
      facing: "left",
    }),
    actor("palm", { x: 0.1, y: 0.86, size: 0.68 }),
    actor("umbrella", {
      x: 0.8,
      y: 0.93,
      size: 0.52,
      colour: "yellow",
      open: [
        [0.8, 0],
        [2.2, 1],
      ],
    }),
    actor("girl", { x: 0.3, y: 0.93, size: 0.36, colour: "blue", facing: "right" }),
    actor("ball", {
      x: [
        [2.6, 0.4, "linear"],
        [6.2, 0.62],
      ],
      y: hopTrack(0.94, 2.6, 6.2, 3, 0.34),
      size: 0.17,
      colour: "red",
      rotation: [
        [2.6, 0, "linear"],
        [6.2, 400],
      ],
    }),
  ],
  events: [event(0.8, 2.2, "a yellow parasol", "opens"), event(2.6, 6.2, "a red ball", "bounces three times", 3)],
});

const nightfall = shot({
  seconds: 9.5,
  backdrop: {
    kind: "sea",
    palette: "sunset",
    seed: 23,
    night: [
      [0.5, 0],
      [5.5, 1],
    ],
  },
  actors: [
    actor("sun", {
      x: 0.2,
      y: [
        [0, 0.48],
        [5, 0.78],
      ],
      layer: "sky",
      size: 0.19,
    }),
    actor("moon", {
      x: 0.62,
      y: 0.26,
      layer: "sky",
      size: 0.1,
      opacity: [
        [4, 0],
        [6, 1],
      ],
    }),
    { ...rocks, x: 0.26, y: 0.76, size: 0.26 },
    actor("lighthouse", {
      x: 0.26,
      y: 0.62,
      floating: true,
      size: 0.5,
      colour: COLOURS.red,
      lit: [
        [5.6, 0],
        [6.2, 1],
      ],
      phase: [
        [0, 0, "linear"],
        [9.5, 14],
      ],
    }),
    actor("ship", {
      x: [
        [0, 1.2, "linear"],
        [9.5, 0.56],
      ],
      y: 0.84,
      size: 0.36,
      colour: "blue",
      facing: "left",
      lit: [
        [4, 0],
        [5, 1],
      ],
    }),
  ],
  camera: {
    zoom: [
      [0, 1],
      [9.5, 1.12],
    ],
  },
  events: [event(0.5, 5.5, "night", "falls over the sea"), event(5.6, 6.2, "the lighthouse", "turns on")],
});

export const HARBOUR: Film = {
  name: "harbour",
  title: "A day at the harbour",
  width: 640,
  height: 360,
  frameRate: 25,
  shots: [sunrise, beach, nightfall],
};
