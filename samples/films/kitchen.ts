import { actor, event, shot, type Film } from "./film.js";

const apple = shot({
  seconds: 7,
  where: "on the kitchen table",
  backdrop: { kind: "kitchen", palette: "summer", seed: 12 },
  actors: [
    actor("cup", { x: 0.16, y: 0.83, size: 0.24, colour: "blue" }),
    actor("apple", {
      x: [
        [0.8, 1.1, "out"],
        [3.6, 0.4],
      ],
      y: 0.83,
      size: 0.2,
      colour: "red",
      rotation: [
        [0.8, 420, "out"],
        [3.6, 0],
      ],
    }),
    actor("cat", {
      x: [
        [4, 1.4, "linear"],
        [5.4, 0.72],
      ],
      y: [
        [4, 1.15, "out"],
        [4.8, 0.62, "in"],
        [5.4, 0.83],
      ],
      size: 0.42,
      colour: "grey",
      facing: "left",
      phase: 0.1,
    }),
  ],
  events: [
    event(0.9, 3.6, "a red apple", "rolls from right to left"),
    event(4.1, 5.4, "a grey cat", "jumps onto the table"),
  ],
});

const lamp = shot({
  seconds: 8,
  where: "in the living room",
  backdrop: {
    kind: "room",
    palette: "autumn",
    seed: 2,
    night: [
      [0.4, 0],
      [3, 0.95],
    ],
  },
  actors: [
    actor("vase", { x: 0.56, y: 0.775, size: 0.36, colour: "blue" }),
    actor("lamp", {
      x: 0.76,
      y: 0.77,
      size: 0.46,
      colour: "orange",
      lit: [
        [3.4, 0],
        [3.8, 1],
      ],
    }),
    actor("book", {
      x: 0.36,
      y: 0.775,
      size: 0.2,
      colour: "green",
      open: [
        [5, 0],
        [6.6, 1],
      ],
    }),
  ],
  events: [
    event(0.4, 3, "it", "gets dark outside the window"),
    event(3.4, 3.8, "the lamp", "turns on"),
    event(5, 6.6, "a green book", "opens"),
  ],
});

const candle = shot({
  seconds: 7,
  where: "in the dark",
  backdrop: { kind: "room", palette: "dawn", seed: 33, night: 1 },
  actors: [
    actor("candle", {
      x: 0.5,
      y: 0.775,
      size: 0.46,
      colour: "purple",
      lit: [
        [1, 0],
        [1.5, 1],
        [5.2, 1],
        [5.5, 0],
      ],
    }),
    actor("gift", { x: 0.7, y: 0.775, size: 0.24, colour: "pink" }),
  ],
  camera: {
    zoom: [
      [0, 1],
      [5, 1.3],
    ],
    y: [
      [0, 0],
      [5, 0.04],
    ],
  },
  events: [event(1, 1.5, "a candle", "lights up"), event(5.2, 5.5, "the candle", "goes out")],
});

export const KITCHEN: Film = {
  name: "kitchen",
  title: "An evening indoors",
  width: 480,
  height: 360,
  frameRate: 25,
  shots: [apple, lamp, candle],
};
