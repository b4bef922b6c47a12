import { join } from "node:path";
import { packageRoot } from "../src/core/paths.js";
import { toFigure, type Figure } from "../src/evaluation/figure.js";
import { note } from "./note.js";
import { beginningOf, renderedVideo, withFolder } from "./inputs.js";
import { canReadProcesses, runKinodex, type TreeRun } from "./processTree.js";

/** Peak memory of `kinodex index`, child processes included, for a long and a short video and for the samples. */
export async function measureMemory(): Promise<Figure[]> {
  if (!canReadProcesses("memory")) return [];
  const long = await renderedVideo(60, 640, 360);
  const short = await beginningOf(long, 5, "video-5min-of-60-640x360.mp4");
  const runs = { short: await indexAlone(short), long: await indexAlone(long) };
  const samples = await indexAlone(join(packageRoot, "samples"));
  const toDetail = ({ peakBytes, seconds }: TreeRun) => ({ peakBytes, seconds });
  return [
    toFigure({
      name: "memory-over-length",
      what:
        "peak memory of `kinodex index` and all its children, page cache not counted, on a 60-minute 640x360 video " +
        "over its first 5 minutes",
      value: runs.long.peakBytes / runs.short.peakBytes,
      unit: "ratio",
      target: { atMost: 1.1 },
      detail: { long: toDetail(runs.long), short: toDetail(runs.short) },
    }),
    toFigure({
      name: "memory-samples",
      what: "peak memory of `kinodex index samples` and all its children, page cache not counted, in 10^6 bytes",
      value: samples.peakBytes / 1e6,
      unit: "MB",
      target: { atMost: 600 },
      detail: toDetail(samples),
    }),
  ];
}

/** Indexes into an index of its own. */
async function indexAlone(input: string): Promise<TreeRun> {
  return withFolder(async (folder) => {
    const run = await runKinodex(["index", input, "--index", join(folder, "index"), "--json", "--quiet"]);
    note(`${input}: ${(run.peakBytes / 1e6).toFixed(0)} MB, ${run.seconds.toFixed(1)} s`);
    return run;
  });
}
