import { actor, event, shot, type Film } from "./film.js";

const flight: readonly (readonly [number, number])[] = [
  [0, 0],
  [18, 60],
];

const launch = shot({
  seconds: 7,
  where: "in the desert",
  backdrop: { kind: "desert", palette: "sunset", seed: 3, night: 0.15 },
  actors: [
    actor("gantry", { x: 0.6, y: 0.85, size: 0.56 }),
    actor("cactus", { x: 0.14, y: 0.9, size: 0.34 }),
    actor("cactus", { x: 0.88, y: 0.95, size: 0.42 }),
    actor("rocket", {
      x: 0.5,
      y: [
        [2, 0.85, "in"],
        [6.2, -0.35],
      ],
      size: 0.6,
      colour: "red",
      lit: [
        [1.2, 0],
        [1.8, 1],
      ],
      phase: flight,
      floating: true,
    }),
    actor("smoke", {
      x: 0.5,
      y: 0.88,
      size: 0.42,
      phase: [
        [1.3, 0, "linear"],
        [7, 2],
      ],
      opacity: [
        [1.2, 0],
        [2, 1],
        [5, 1],
        [7, 0.3],
      ],
      floating: true,
    }),
  ],
  camera: {
    y: [
      [2.4, 0],
      [6, -0.1],
    ],
  },
  events: [event(2, 6, "a red rocket", "lifts off")],
});

const clouds = shot({
  seconds: 5,
  backdrop: {
    kind: "sky",
    palette: "sunset",
    seed: 14,
    night: [
      [0.5, 0.1],
      [5, 1],
    ],
  },
  actors: [
    actor("rocket", {
      x: [
        [0, 0.44],
        [5, 0.56],
      ],
      y: [
        [0.3, 1.5, "linear"],
        [4.6, 0.1],
      ],
      size: 0.5,
      colour: "red",
      floating: true,
      lit: 1,
      rotation: 8,
      phase: flight,
    }),
  ],
  events: [event(0.8, 4.8, "the rocket", "flies up through the clouds")],
});

const space = shot({
  seconds: 8,
  where: "in space",
  backdrop: { kind: "space", palette: "dawn", seed: 6 },
  actors: [
    actor("planet", {
      x: [
        [0, 0.82],
        [8, 0.7],
      ],
      y: [
        [0.5, 0.5],
        [7.5, 0.98],
      ],
      size: [
        [0.5, 0.14, "in"],
        [7.5, 0.95],
      ],
      colour: "orange",
    }),
    actor("rocket", {
      x: [
        [0, -0.1],
        [5, 0.4],
        [8, 0.44],
      ],
      y: [
        [0, 0.72],
        [8, 0.66],
      ],
      size: [
        [0, 0.44],
        [8, 0.3],
      ],
      colour: "red",
      lit: 1,
      rotation: 72,
      floating: true,
      phase: flight,
    }),
  ],
  events: [event(0.5, 7.5, "an orange planet", "comes closer")],
});

export const ROCKET: Film = {
  name: "rocket",
  title: "To the orange planet",
  width: 640,
  height: 360,
  frameRate: 30,
  shots: [launch, clouds, space],
};
