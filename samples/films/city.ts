import { COLOURS } from "../../src/calibration/drawing/colour.js";
import { actor, event, shot, type Film } from "./film.js";

const crossing = shot({
  seconds: 7.5,
  where: "in the city",
  backdrop: { kind: "city", palette: "summer", seed: 5 },
  actors: [
    actor("trafficlight", {
      x: 0.68,
      y: 0.87,
      size: 0.52,
      colour: [
        [2.2, COLOURS.red, "hold"],
        [2.3, COLOURS.green],
      ],
    }),
    actor("woman", {
      x: [
        [0, 0.02, "linear"],
        [7.5, 0.44],
      ],
      y: 0.86,
      size: 0.3,
      colour: "purple",
      facing: "right",
    }),
    actor("bus", {
      x: [
        [2.9, 0.34, "in"],
        [5.4, 0.9, "linear"],
        [7, 1.4],
      ],
      y: 0.965,
      size: 0.36,
      colour: "yellow",
      facing: "right",
    }),
  ],
  events: [
    event(2.1, 2.4, "the traffic light", "turns from red to green"),
    event(2.9, 6.4, "a yellow bus", "drives off to the right"),
  ],
});

const traffic = shot({
  seconds: 7,
  where: "past the houses",
  backdrop: { kind: "village", palette: "pastel", seed: 19 },
  actors: [
    actor("streetlight", { x: 0.12, y: 0.88, size: 0.56 }),
    actor("tree", { x: 0.88, y: 0.88, size: 0.42, colour: "green" }),
    actor("car", {
      x: [
        [0.2, 1.2, "linear"],
        [3.2, -0.25],
      ],
      y: 0.95,
      size: 0.27,
      colour: "red",
      facing: "left",
    }),
    actor("truck", {
      x: [
        [3.4, -0.25, "linear"],
        [6.8, 1.25],
      ],
      y: 0.97,
      size: 0.4,
      colour: "green",
      facing: "right",
    }),
  ],
  events: [
    event(0.4, 3, "a red car", "drives from right to left"),
    event(3.7, 6.6, "a green truck", "drives from left to right"),
  ],
});

const evening = shot({
  seconds: 8,
  where: "in the city",
  backdrop: {
    kind: "city",
    palette: "sunset",
    seed: 42,
    night: [
      [0.4, 0],
      [4, 1],
    ],
  },
  actors: [
    actor("moon", {
      x: 0.78,
      y: 0.24,
      layer: "sky",
      size: 0.11,
      opacity: [
        [2.5, 0],
        [4, 1],
      ],
    }),
    ...[0.14, 0.46, 0.78].map((x) =>
      actor("streetlight", {
        x,
        y: 0.88,
        size: 0.58,
        lit: [
          [4.3, 0],
          [4.8, 1],
        ],
      }),
    ),
    actor("car", {
      x: [
        [5, -0.25, "linear"],
        [8, 0.7],
      ],
      y: 0.965,
      size: 0.27,
      colour: "blue",
      facing: "right",
      lit: 1,
    }),
  ],
  events: [
    event(0.4, 4, "day", "turns to night"),
    event(4.3, 4.8, "the street lamps", "light up"),
    event(5.3, 8, "a blue car", "drives in from the left"),
  ],
});

export const CITY: Film = {
  name: "city",
  title: "Green light",
  width: 640,
  height: 360,
  frameRate: 24,
  shots: [crossing, traffic, evening],
};
