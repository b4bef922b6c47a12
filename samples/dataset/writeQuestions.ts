import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFilm } from "../films/encode.js";
import type { Film } from "../films/film.js";
import { toManifest, toSampleRow, type ManifestRow } from "../films/manifest.js";
import { createRandom } from "../../src/calibration/drawing/random.js";
import { truthOf } from "../films/truth.js";
import { montagePair } from "./montage.js";
import { actsInTurn } from "../../src/calibration/scenes/order.js";
import { isUnseen, type Pair, type Take } from "../../src/calibration/scenes/pair.js";

const FRAME_RATE = 15;

/**
 * Writes `count` videos with questions about them, every second one with the events of the one before in the opposite
 * order, and `manifest.jsonl`: two of three pairs are montages, the others two acts in one shot.
 */
export async function writeQuestions(folder: string, count: number, seed: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const pairs = Array.from({ length: Math.ceil(count / 2) }, (_, index) => {
    const random = createRandom(seed).fork(index);
    return { pair: index % 3 === 2 ? actsInTurn(random) : montagePair(random), index };
  });
  const films = pairs.flatMap(({ pair, index }) =>
    pair.takes.map((take, side) => ({
      pair,
      take,
      film: toFilm(take, `film-${String(index).padStart(4, "0")}-${"ab"[side]}`),
    })),
  );
  const rows: ManifestRow[] = [];
  for (const [n, { pair, take, film }] of films.entries()) {
    const file = `${film.name}.mp4`;
    await writeFilm(join(folder, file), take.shots, take.canvas, FRAME_RATE, "veryfast");
    const others = films.filter((other) => other.pair !== pair).map((other) => other.film);
    const descriptions = take.captions.map((text) => ({ text }));
    rows.push({
      ...toSampleRow(truthOf(film, others, ""), film),
      ...aboutPair(pair),
      descriptions,
      twin: `${films[n ^ 1]!.film.name}.mp4`,
    });
  }
  await writeFile(join(folder, "manifest.jsonl"), toManifest(rows));
}

/** A take as a film, so that it can be asked about. */
export const toFilm = ({ canvas, shots, captions }: Take, name: string): Film => ({
  name,
  title: captions[0]!,
  width: canvas.width,
  height: canvas.height,
  frameRate: FRAME_RATE,
  shots,
});

const aboutPair = ({ combination }: Pair) => ({
  kind: "rendered" as const,
  combination,
  unseen: isUnseen(combination),
});
