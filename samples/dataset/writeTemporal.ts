import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFilm } from "../films/encode.js";
import { toEvent, toManifest, toShown, type ManifestRow } from "../films/manifest.js";
import { createRandom } from "../../src/calibration/drawing/random.js";
import { eventText } from "../../src/calibration/drawing/scene.js";
import { durationOf, eventsOf } from "../../src/calibration/drawing/shots.js";
import { temporalPair } from "../../src/calibration/scenes/order.js";
import { isUnseen } from "../../src/calibration/scenes/pair.js";

const FRAME_RATE = 15;

/** Writes `count` videos of two events, every second one the reversed twin of the one before, and `manifest.jsonl`. */
export async function writeTemporal(folder: string, count: number, seed: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const rows: ManifestRow[] = [];
  for (let index = 0; index < Math.ceil(count / 2); index++) {
    const pair = temporalPair(createRandom(seed).fork(index));
    const files = ["a", "b"].map((side) => `pair-${String(index).padStart(4, "0")}-${side}.mp4`);
    for (const [side, take] of pair.takes.entries()) {
      await writeFilm(join(folder, files[side]!), take.shots, take.canvas, FRAME_RATE, "veryfast");
      rows.push({
        file: files[side]!,
        kind: "rendered",
        duration: durationOf(take.shots),
        descriptions: take.captions.map((text) => ({ text })),
        events: eventsOf(take.shots).map((event) => toEvent({ ...event, text: eventText(event) })),
        shown: toShown(take.shots),
        twin: files[1 - side]!,
        twinKind: pair.kind,
        combination: pair.combination,
        unseen: isUnseen(pair.combination),
      });
    }
  }
  await writeFile(join(folder, "manifest.jsonl"), toManifest(rows));
}
