import { actor, event, shot, type Film } from "./film.js";

const departure = shot({
  seconds: 8,
  where: "through the mountains",
  backdrop: { kind: "railway", palette: "autumn", seed: 77 },
  actors: [
    actor("train", {
      x: [
        [0.2, -0.1, "linear"],
        [7.8, 1.55],
      ],
      y: 0.815,
      size: 0.3,
      colour: "green",
      facing: "right",
    }),
  ],
  events: [event(0.3, 7.6, "a green steam train", "travels from left to right")],
});

const balloon = shot({
  seconds: 7.5,
  backdrop: { kind: "meadow", palette: "dawn", seed: 9 },
  actors: [
    actor("hotairballoon", {
      x: [
        [0.6, 0.6],
        [7, 0.52],
      ],
      y: [
        [0.6, 0.95],
        [6.8, 0.66],
      ],
      size: 0.62,
      colour: "red",
      lit: [
        [0.4, 0],
        [0.8, 1],
        [1.6, 0],
        [3, 0],
        [3.3, 1],
        [4, 0],
      ],
    }),
    actor("sheep", { x: 0.2, y: 0.92, size: 0.2, colour: "white", facing: "right" }),
    actor("sheep", { x: 0.33, y: 0.88, size: 0.15, colour: "white", facing: "left" }),
    actor("sheep", { x: 0.82, y: 0.95, size: 0.22, colour: "black", facing: "left" }),
  ],
  events: [event(0.6, 6.8, "a red hot-air balloon", "rises over the hills")],
});

const arrival = shot({
  seconds: 9,
  where: "on a winter night",
  backdrop: { kind: "railway", palette: "winter", seed: 21, night: 0.95 },
  actors: [
    actor("moon", {
      x: 0.22,
      y: [
        [0.3, 0.62],
        [4, 0.27],
      ],
      layer: "sky",
      size: 0.13,
    }),
    actor("house", {
      x: 0.14,
      y: 0.81,
      size: 0.36,
      colour: "brown",
      lit: [
        [6.8, 0],
        [7.3, 1],
      ],
    }),
    actor("train", {
      x: [
        [1, 1.15, "out"],
        [6.2, 0.34],
      ],
      y: 0.815,
      size: 0.28,
      colour: "blue",
      facing: "left",
      lit: 1,
    }),
  ],
  events: [
    event(0.3, 4, "the moon", "rises"),
    event(5.4, 6.2, "a blue train", "comes to a stop"),
    event(6.8, 7.3, "the windows of the house", "light up"),
  ],
});

export const RAILWAY: Film = {
  name: "railway",
  title: "The mountain railway",
  width: 640,
  height: 360,
  frameRate: 25,
  shots: [departure, balloon, arrival],
};
