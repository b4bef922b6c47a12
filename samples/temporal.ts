import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporalPair } from "./dataset/order.js";
import { writeFilm } from "./encode.js";
import { durationOf, eventsOf } from "./film.js";
import { createRandom } from "./random.js";
import { eventText } from "./scene.js";

const FRAME_RATE = 15;

/** Writes `count` videos of two events, every second one the reversed twin of the one before, and `truth.json`. */
export async function writeTemporal(folder: string, count: number, seed: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const videos = [];
  for (let index = 0; index < Math.ceil(count / 2); index++) {
    const pair = temporalPair(createRandom(seed).fork(index));
    const files = ["a", "b"].map((side) => `pair-${String(index).padStart(4, "0")}-${side}.mp4`);
    for (const [side, take] of pair.takes.entries()) {
      await writeFilm(join(folder, files[side]!), take.shots, take.canvas, FRAME_RATE, "veryfast");
      videos.push({
        file: files[side]!,
        twin: files[1 - side]!,
        kind: pair.kind,
        combination: pair.combination,
        durationSeconds: durationOf(take.shots),
        captions: take.captions,
        events: eventsOf(take.shots).map((event) => ({
          startSeconds: event.startSeconds,
          endSeconds: event.endSeconds,
          text: eventText(event),
        })),
      });
    }
  }
  await writeFile(join(folder, "truth.json"), `${JSON.stringify({ videos }, null, 2)}\n`);
}
