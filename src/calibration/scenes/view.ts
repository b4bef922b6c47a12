import type { Actor, Camera } from "../drawing/scene.js";
import { randomCast, randomStage, sceneOf } from "./cast.js";
import { mirrored, type PairMaker } from "./pair.js";
import { glide, placed } from "./solo.js";

const camera: PairMaker = (random) => {
  const stage = randomStage(random, (_, kind) => kind !== "plain");
  const move = random.pick(["pan", "zoom", "tilt"] as const);
  const cast = randomCast(stage, move === "zoom" ? 1 : random.whole(1, 2), random);
  if (cast === undefined) return undefined;
  const total = stage.durationSeconds;
  const what = cast.map(({ noun }) => noun).join(" and ");
  const target = cast[0]!.actor as { x: number; y: number; size: number };
  const reach = random.between(0.22, 0.4);
  const cameras: Record<typeof move, Camera> = {
    pan: {
      x: [
        [0, -reach],
        [total, reach],
      ],
    },
    zoom: {
      zoom: [
        [0, 1],
        [total, random.between(1.9, 2.8)],
      ],
      x: [
        [0, 0],
        [total, target.x - 0.5],
      ],
      y: [
        [0, 0],
        [total, target.y - target.size * 0.5 - 0.5],
      ],
    },
    tilt: {
      y: [
        [0, 0.22],
        [total, -0.22],
      ],
      zoom: 1.15,
    },
  };
  const forms: Record<typeof move, [string, string][]> = {
    pan: [
      ["the camera pans right", "the camera pans left"],
      [`a pan to the right over ${what}`, `a pan to the left over ${what}`],
      ["the view moves to the right", "the view moves to the left"],
      [`the camera turns right past ${what}`, `the camera turns left past ${what}`],
    ],
    zoom: [
      ["the camera zooms in", "the camera zooms out"],
      [`the camera zooms in on ${what}`, `the camera zooms out from ${what}`],
      [`the view closes in on ${what}`, `the view widens around ${what}`],
      ["a zoom in", "a zoom out"],
    ],
    tilt: [
      ["the camera tilts up", "the camera tilts down"],
      [`the camera moves up over ${what}`, `the camera moves down over ${what}`],
      ["the view moves upwards", "the view moves downwards"],
    ],
  };
  const [first, second] = placed(random, stage, forms[move]);
  const scene = {
    ...sceneOf(
      stage,
      cast.map(({ actor }) => actor),
      "",
      random,
    ),
    camera: cameras[move],
  };
  return mirrored(
    "camera",
    `${cast.map(({ key }) => key).join("+")}/${move}`,
    { canvas: stage.canvas, shots: [scene], captions: first },
    second,
  );
};

const dayNight: PairMaker = (random) => {
  const stage = randomStage(
    random,
    (place, kind) => place !== "underwater" && !["plain", "space", "underwater", "room", "kitchen"].includes(kind),
  );
  const cast = randomCast(stage, 1, random);
  if (cast === undefined) return undefined;
  const total = stage.durationSeconds;
  const sun: Actor = {
    kind: random.chance(0.7) ? "sun" : "moon",
    x: random.between(0.2, 0.8),
    y: 0.3,
    size: 0.2,
    layer: "sky",
    floating: true,
  };
  if (random.chance(0.35)) {
    const name = sun.kind;
    const [first, second] = placed(random, stage, [
      [`the ${name} rises`, `the ${name} sets`],
      [`the ${name} comes up`, `the ${name} goes down`],
      [`a ${name}rise`, `a ${name}set`],
    ]);
    const rising = {
      ...sun,
      y: [
        [total * 0.05, 0.82],
        [total * 0.95, random.between(0.22, 0.34)],
      ] as const,
    };
    const night = name === "moon" ? 1 : 0;
    const scene = {
      ...sceneOf({ ...stage, backdrop: { ...stage.backdrop, night } }, [rising, cast[0]!.actor], "", random),
    };
    const combination = `${cast[0]!.key}/${name}/rise`;
    return mirrored("sun", combination, { canvas: stage.canvas, shots: [scene], captions: first }, second);
  }
  const night = glide(stage, 0, 1, random);
  const { noun } = cast[0]!;
  const [first, second] = placed(random, stage, [
    ["day turns to night", "night turns to day"],
    ["it gets dark", "it gets light"],
    ["night falls", "day breaks"],
    ["day, then night", "night, then day"],
    ["the sky goes from bright to dark", "the sky goes from dark to bright"],
    [`${noun} while day turns to night`, `${noun} while night turns to day`],
  ]);
  const scene = sceneOf({ ...stage, backdrop: { ...stage.backdrop, night } }, [cast[0]!.actor], "", random);
  return mirrored(
    "daynight",
    `${cast[0]!.key}/daynight`,
    { canvas: stage.canvas, shots: [scene], captions: first },
    second,
  );
};

/** Pairs about the camera and the light of the day, with their share among all. */
export const VIEW_PAIRS: readonly (readonly [PairMaker, number])[] = [
  [camera, 8],
  [dayNight, 6],
];
