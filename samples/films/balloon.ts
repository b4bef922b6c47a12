import { actor, event, shot, type Film } from "./film.js";

const park = shot({
  seconds: 6,
  where: "in the park",
  backdrop: { kind: "park", palette: "spring", seed: 14 },
  actors: [
    actor("girl", {
      x: 0.36,
      y: 0.9,
      size: 0.5,
      colour: "yellow",
      facing: "right",
      lit: [
        [1.2, 0],
        [1.8, 0.9],
      ],
    }),
    actor("balloon", {
      x: [
        [1.6, 0.5],
        [5.6, 0.62],
      ],
      y: [
        [1.6, 0.76, "in"],
        [5.6, 0.12],
      ],
      size: 0.46,
      colour: "red",
    }),
  ],
  events: [event(1.6, 5.6, "a red balloon", "rises from a girl's hand")],
});

const birds = shot({
  seconds: 6,
  where: "in the sky",
  backdrop: { kind: "sky", palette: "spring", seed: 27 },
  actors: [
    actor("balloon", {
      x: [
        [0, 0.4],
        [3, 0.5],
        [6, 0.42],
      ],
      y: [
        [0, 1.05, "linear"],
        [6, 0.5],
      ],
      size: 0.5,
      colour: "red",
    }),
    ...[0, 1, 2].map((i) =>
      actor("bird", {
        x: [
          [1.4 + i * 0.5, -0.25, "linear"],
          [4.6 + i * 0.5, 1.25],
        ],
        y: 0.28 + i * 0.13,
        size: 0.19,
        colour: "blue",
        facing: "right",
        phase: [
          [0, i * 0.3, "linear"],
          [6, 12],
        ],
      }),
    ),
  ],
  events: [event(1.6, 5.4, "three blue birds", "fly past from left to right")],
});

const stars = shot({
  seconds: 6,
  where: "among the stars",
  backdrop: { kind: "sky", palette: "sunset", seed: 31, night: 1 },
  actors: [
    actor("moon", { x: 0.72, y: 0.26, layer: "sky", size: 0.26 }),
    actor("balloon", {
      x: [
        [0, 0.36],
        [6, 0.56],
      ],
      y: [
        [0, 0.86],
        [6, 0.36],
      ],
      size: [
        [0.3, 0.52],
        [5.6, 0.07],
      ],
      colour: "red",
    }),
  ],
  events: [event(0.3, 5.6, "the balloon", "gets smaller and smaller")],
});

export const BALLOON: Film = {
  name: "balloon",
  title: "The lost balloon",
  width: 360,
  height: 640,
  frameRate: 30,
  shots: [park, birds, stars],
};
