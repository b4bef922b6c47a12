import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toFigure, type Figure } from "../src/evaluation/figure.js";
import { medianOf } from "../src/evaluation/statistics/summary.js";
import { openModel } from "../src/models/openModel.js";
import { loadPreset, type Preset } from "../src/pipeline/preset.js";
import { note } from "./note.js";
import { secondsOf } from "./timing.js";
import { indexAfresh } from "./indexing.js";
import { renderedVideo, withFolder } from "./inputs.js";

/** The same video indexed by its I-frames and by two frames a second; all else is as in the preset fast. */
export async function measureIframes(rounds: number): Promise<Figure[]> {
  const video = await renderedVideo(10, 1280, 720);
  const iframes = loadPreset("fast");
  const uniform = await uniformPreset();
  await using model = await openModel();
  await model.open("image");

  const seconds = { iframes: [] as number[], uniform: [] as number[] };
  const frames = { iframes: 0, uniform: 0 };
  for (let round = 1; round <= rounds; round += 1) {
    seconds.iframes.push(await secondsOf(async () => (frames.iframes = await indexAfresh(video, model, iframes))));
    seconds.uniform.push(await secondsOf(async () => (frames.uniform = await indexAfresh(video, model, uniform))));
    note(
      `round ${round}: iframes ${seconds.iframes.at(-1)?.toFixed(2)} s, uniform ${seconds.uniform.at(-1)?.toFixed(2)} s`,
    );
  }
  return [
    toFigure({
      name: "iframes",
      what:
        "indexing a 10-minute 1280x720 video by 2 frames a second over indexing it with the preset fast (I-frames), " +
        "hashing, probing and commits included on both sides",
      value: medianOf(seconds.uniform) / medianOf(seconds.iframes),
      unit: "ratio",
      target: { atLeast: 5 },
      detail: { seconds, encodedFrames: frames },
    }),
  ];
}

async function uniformPreset(): Promise<Preset> {
  return withFolder(async (folder) => {
    const file = join(folder, "uniform.yaml");
    await writeFile(
      file,
      `description: Two frames a second.
sampler: { name: uniform, framesPerSecond: 2 }
clips: { windowSeconds: 20, overlap: 0.5 }
pooling: mean
`,
    );
    return loadPreset(file);
  });
}
