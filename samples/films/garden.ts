import { COLOURS } from "../../src/calibration/drawing/colour.js";
import { hopTrack } from "../../src/calibration/drawing/scene.js";
import { actor, event, shot, type Film } from "./film.js";

const spring = shot({
  seconds: 7,
  where: "in the garden",
  backdrop: { kind: "meadow", palette: "spring", seed: 31 },
  actors: [
    actor("house", { x: 0.82, y: 0.8, size: 0.46, colour: "red" }),
    actor("tree", { x: 0.1, y: 0.84, size: 0.6, colour: "green" }),
    actor("flower", { x: 0.28, y: 0.95, size: 0.24, colour: "yellow" }),
    actor("flower", { x: 0.62, y: 0.96, size: 0.22, colour: "purple" }),
    actor("flower", {
      x: 0.45,
      y: 0.98,
      size: 0.6,
      colour: "pink",
      open: [
        [0.6, 0],
        [2.8, 1],
      ],
    }),
    actor("butterfly", {
      x: [
        [2.8, 1.1],
        [4.4, 0.72],
        [5.2, 0.56],
        [6.4, 0.47],
      ],
      y: [
        [2.8, 0.3],
        [4, 0.44],
        [5.2, 0.28],
        [6.4, 0.5],
      ],
      size: 0.16,
      colour: "blue",
      phase: [
        [0, 0, "linear"],
        [6.4, 14, "linear"],
        [7, 14.5],
      ],
    }),
  ],
  events: [event(0.6, 2.8, "a pink flower", "opens"), event(2.9, 6.4, "a blue butterfly", "flies to the flower")],
});

const summer = shot({
  seconds: 8,
  where: "in the park",
  backdrop: { kind: "park", palette: "summer", seed: 8 },
  actors: [
    actor("bench", { x: 0.78, y: 0.84, size: 0.3 }),
    actor("cat", {
      x: [
        [0.3, -0.12, "linear"],
        [3, 0.42],
      ],
      y: hopTrack(0.92, 3.5, 6, 2, 0.3),
      size: 0.34,
      colour: "orange",
      facing: "right",
    }),
    actor("dog", {
      x: [
        [5.8, 1.25, "linear"],
        [8, 0.62],
      ],
      y: 0.95,
      size: 0.34,
      colour: "brown",
      facing: "left",
    }),
  ],
  events: [
    event(0.4, 3, "an orange cat", "walks in from the left"),
    event(3.5, 6, "the cat", "jumps twice", 2),
    event(6, 8, "a brown dog", "runs in from the right"),
  ],
});

const autumn = shot({
  seconds: 7,
  where: "in autumn",
  backdrop: { kind: "meadow", palette: "autumn", seed: 52 },
  actors: [
    actor("windmill", { x: 0.16, y: 0.76, size: 0.46, colour: "brown" }),
    actor("tree", {
      x: 0.62,
      y: 0.92,
      size: 0.86,
      colour: [
        [0.8, COLOURS.green],
        [3.6, COLOURS.orange],
      ],
    }),
    actor("leaf", {
      x: [
        [3.8, 0.52],
        [4.6, 0.42],
        [5.4, 0.5],
        [6.4, 0.4],
      ],
      y: [
        [3.8, 0.4, "linear"],
        [6.4, 0.96],
      ],
      size: 0.13,
      colour: "red",
      rotation: [
        [3.8, 0],
        [4.6, 60],
        [5.4, -40],
        [6.4, 80],
      ],
      opacity: [
        [3.6, 0],
        [3.8, 1],
      ],
    }),
  ],
  events: [
    event(0.8, 3.6, "a tree", "turns from green to orange"),
    event(3.8, 6.4, "a red leaf", "falls to the ground"),
  ],
});

const winter = shot({
  seconds: 6.5,
  where: "in the snow",
  backdrop: { kind: "snow", palette: "winter", seed: 17 },
  actors: [
    actor("snowman", { x: 0.72, y: 0.92, size: 0.56, colour: "red" }),
    actor("pine", { x: 0.1, y: 0.86, size: 0.66 }),
    actor("rabbit", {
      x: [
        [0.8, 0.3, "linear"],
        [5.6, 0.5],
      ],
      y: hopTrack(0.93, 0.8, 5.6, 3, 0.24),
      size: 0.28,
      colour: "brown",
      facing: "right",
      phase: 0.1,
    }),
  ],
  events: [event(0.8, 5.6, "a brown rabbit", "hops three times beside a snowman", 3)],
});

export const GARDEN: Film = {
  name: "garden",
  title: "Four seasons in the garden",
  width: 640,
  height: 360,
  frameRate: 30,
  shots: [spring, summer, autumn, winter],
};
