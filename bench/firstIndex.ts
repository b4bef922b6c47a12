import { join } from "node:path";
import { packageRoot } from "../src/core/paths.js";
import { toFigure, type Figure } from "../src/evaluation/figure.js";
import { medianOf } from "../src/evaluation/statistics/summary.js";
import { renderedVideo, withFolder } from "./inputs.js";
import { note } from "./note.js";
import { runAndWatch, runKinodex } from "./processTree.js";

/** A sample of 15 seconds. */
const shortVideo = join(packageRoot, "samples", "reef.mp4");
const nativeParts = ["@photostructure/sqlite", "onnxruntime-node", "rxjs", "sharp"];

/** The first index of a short video, and of a long one by its I-frames: whole processes, beside what they cannot do without. */
export async function measureFirstIndex(rounds: number): Promise<Figure[]> {
  const longVideo = await renderedVideo(5, 1920, 1080);
  const load = nativeParts.map((name) => `require("${name}")`).join(";");
  const ways = {
    short: () => indexAfresh(shortVideo),
    decoding: () => secondsOf("ffmpeg", ["-v", "error", "-i", shortVideo, "-f", "null", "-"]),
    loading: () => secondsOf(process.execPath, ["-e", load]),
    fast: () => indexAfresh(longVideo, "--pipeline", "fast"),
    keyframes: () => secondsOf("ffmpeg", ["-v", "error", "-skip_frame", "nokey", "-i", longVideo, "-f", "null", "-"]),
  };
  type Way = keyof typeof ways;
  const seconds: Record<Way, number[]> = { short: [], decoding: [], loading: [], fast: [], keyframes: [] };
  for (let round = 1; round <= rounds; round += 1) {
    for (const way of Object.keys(ways) as Way[]) seconds[way].push(await ways[way]());
    note(`round ${round}: short ${seconds.short.at(-1)?.toFixed(2)} s, fast ${seconds.fast.at(-1)?.toFixed(2)} s`);
  }
  return [
    toFigure({
      name: "first-index",
      what:
        "the first index of a 15-second sample, the whole process, over the sum of ffmpeg decoding that video and node " +
        "loading SQLite, onnxruntime, rxjs and sharp",
      value: medianOf(seconds.short) / (medianOf(seconds.decoding) + medianOf(seconds.loading)),
      unit: "ratio",
      target: { atMost: 2.5 },
      detail: { seconds },
    }),
    toFigure({
      name: "first-index-fast",
      what:
        "the first index of a 5-minute 1920x1080 video with the preset fast, the whole process less one second, over " +
        "ffmpeg decoding its keyframes",
      value: (medianOf(seconds.fast) - 1) / medianOf(seconds.keyframes),
      unit: "ratio",
      target: { atMost: 2 },
      detail: { seconds },
    }),
  ];
}

function indexAfresh(video: string, ...options: readonly string[]): Promise<number> {
  return withFolder(async (folder) => {
    const index = join(folder, "index");
    return (await runKinodex(["index", video, ...options, "--index", index, "--quiet", "--json"])).seconds;
  });
}

async function secondsOf(command: string, args: readonly string[]): Promise<number> {
  const { exitCode, seconds } = await runAndWatch(command, args);
  if (exitCode !== 0) throw new Error(`${command} ended with code ${exitCode}`);
  return seconds;
}
