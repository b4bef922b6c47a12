import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFilm } from "../samples/films/encode.js";
import { pairAt } from "../src/calibration/scenes/drawPair.js";
import { CANVASES } from "../src/calibration/drawing/draw.js";
import { toFigure, type Figure } from "../src/evaluation/figure.js";
import { medianOf } from "../src/evaluation/statistics/summary.js";
import { openModel } from "../src/models/openModel.js";
import { note } from "./note.js";
import { cached, cacheFolder, nameIndex } from "./inputs.js";
import { runKinodex } from "./processTree.js";

const fileCount = 1000;
/** `kinodex index` over a folder in which nothing has changed since the last time. */
export async function measureUnchanged(rounds: number): Promise<Figure[]> {
  const folder = await cached(`videos-${fileCount}`, writeVideos);
  const model = await openModel();
  const index = join(cacheFolder, nameIndex(`index-${fileCount}`, model.identity));
  const args = ["index", folder, "--index", index, "--json", "--quiet"];
  note(`indexing ${folder} for the first time, unless an earlier run has`);
  await runKinodex(args);
  const seconds: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const run = await runKinodex(args);
    const { unchanged } = JSON.parse(run.stdout) as { readonly unchanged: number };
    if (unchanged !== fileCount) throw new Error(`${unchanged} of ${fileCount} files are unchanged`);
    seconds.push(run.seconds);
  }
  return [
    toFigure({
      name: "unchanged",
      what: `a repeated \`kinodex index\` over a folder of ${fileCount} unchanged videos, the whole process`,
      value: medianOf(seconds),
      unit: "s",
      target: { atMost: 2 },
      detail: { seconds },
    }),
  ];
}

/** One short film, each time with another number in a box that players skip: different bytes, the same pictures. */
async function writeVideos(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const first = join(folder, "0000.mp4");
  const [shot] = pairAt(1, 0).takes[0].shots;
  if (!shot) throw new Error("the first pair has no shot");
  await writeFilm(first, [{ ...shot, durationSeconds: 1 }], CANVASES["16:9"], 10);
  const bytes = await readFile(first);
  for (let n = 1; n < fileCount; n += 1) {
    const box = Buffer.alloc(12);
    box.writeUInt32BE(box.length, 0);
    box.write("free", 4, "latin1");
    box.writeUInt32BE(n, 8);
    await writeFile(join(folder, `${String(n).padStart(4, "0")}.mp4`), Buffer.concat([bytes, box]));
  }
}
