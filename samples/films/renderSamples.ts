import { createHash } from "node:crypto";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFilm } from "./encode.js";
import { FILMS } from "./index.js";
import { toManifest, toSampleRow } from "./manifest.js";
import { queriesOf, truthOf } from "./truth.js";

/** Renders the samples and writes `samples.json` and `manifest.jsonl` beside them. */
export async function renderSamples(folder: string, log: (line: string) => void): Promise<void> {
  await mkdir(folder, { recursive: true });
  const videos = [];
  for (const film of FILMS) {
    const file = join(folder, `${film.name}.mp4`);
    const started = performance.now();
    await writeFilm(file, film.shots, film, film.frameRate);
    const sha256 = createHash("sha256")
      .update(await readFile(file))
      .digest("hex");
    const others = FILMS.filter((other) => other !== film);
    videos.push(truthOf(film, others, sha256));
    log(`${film.name}.mp4: ${(await stat(file)).size} bytes in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  // One search a film, about its first shot.
  const queries = FILMS.map((film) => queriesOf(film)[0]!);
  await writeFile(join(folder, "samples.json"), `${JSON.stringify({ videos, queries }, null, 2)}\n`);
  await writeFile(join(folder, "manifest.jsonl"), toManifest(videos.map((video, n) => toSampleRow(video, FILMS[n]!))));
}
