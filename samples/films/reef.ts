import { actor, event, shot, type Film } from "./film.js";

const fish = shot({
  seconds: 7.5,
  where: "under water",
  backdrop: { kind: "underwater", palette: "summer", seed: 7 },
  actors: [
    actor("fish", {
      x: [
        [0.2, -0.15, "linear"],
        [4, 1.15],
      ],
      y: [
        [0, 0.56],
        [2, 0.5],
        [4, 0.58],
      ],
      size: 0.24,
      colour: "orange",
      facing: "right",
      phase: [
        [0, 0, "linear"],
        [7.5, 14],
      ],
    }),
    ...[0, 1, 2, 3].map((i) =>
      actor("fish", {
        x: [
          [3.6 + i * 0.25, 1.15, "linear"],
          [7.2 + i * 0.25, -0.15],
        ],
        y: 0.4 + 0.13 * ((i * 2) % 4) + 0.03 * i,
        size: 0.15,
        colour: "blue",
        facing: "left",
        phase: [
          [0, i * 0.2, "linear"],
          [7.5, 15],
        ],
      }),
    ),
  ],
  events: [
    event(0.4, 3.8, "an orange fish", "swims from left to right"),
    event(3.9, 7.4, "four blue fish", "swim from right to left"),
  ],
});

const submarine = shot({
  seconds: 7.5,
  where: "in the deep sea",
  backdrop: { kind: "underwater", palette: "spring", seed: 29 },
  actors: [
    actor("turtle", {
      x: [
        [0, 0.16],
        [7.5, 0.32],
      ],
      y: [
        [0.4, 0.86],
        [6.5, 0.3],
      ],
      size: 0.2,
      colour: "green",
      facing: "right",
      phase: [
        [0, 0, "linear"],
        [7.5, 6],
      ],
      rotation: -24,
      floating: true,
    }),
    actor("submarine", {
      x: [
        [0.4, 0.86],
        [6.8, 0.58],
      ],
      y: [
        [0.4, 0.48],
        [6.8, 0.86],
      ],
      size: [
        [0.4, 0.09, "in"],
        [6.8, 0.56],
      ],
      colour: "yellow",
      facing: "left",
      phase: [
        [0, 0, "linear"],
        [7.5, 8],
      ],
    }),
  ],
  events: [event(0.4, 6.8, "a yellow submarine", "comes closer"), event(0.5, 6.5, "a green turtle", "swims up")],
});

export const REEF: Film = {
  name: "reef",
  title: "Below the waves",
  width: 640,
  height: 360,
  frameRate: 24,
  shots: [fish, submarine],
};
