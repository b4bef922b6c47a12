// Run by durability.test.ts in a process of its own: writes until it is killed, and says what was acknowledged.
import { openStore } from "../../src/store/store.js";
import { createRandom } from "../../src/core/random.js";
import { captions, chunkOf, driftingUnits, model, subtitles, videoIdOf, videoOf } from "./fixtures.js";
import { segmentsOf, segmentsPerSet } from "./segmentSets.js";

const directory = process.argv[2] as string;
const seed = Number(process.argv[3]);
const random = createRandom(seed);
const chunksPerVideo = 3;
const framesPerChunk = 8;

const store = await openStore({ directory, model, access: "write" });
for (let n = (await store.counts()).videos; ; n += 1) {
  await store.beginVideo(videoOf(n));
  for (let chunk = 0; chunk < chunksPerVideo; chunk += 1) {
    await store.appendChunk(videoIdOf(n), chunkOf(driftingUnits(random, framesPerChunk), chunk * framesPerChunk));
    process.stdout.write(`${JSON.stringify({ video: n, frames: (chunk + 1) * framesPerChunk })}\n`);
  }
  await store.putAnnotation(videoIdOf(n), subtitles(segmentsOf(n, "said")));
  process.stdout.write(`${JSON.stringify({ video: n, said: segmentsPerSet })}\n`);
  await store.finishVideo(videoIdOf(n), { state: "complete" });
  process.stdout.write(`${JSON.stringify({ video: n, complete: true })}\n`);
  for (const fingerprint of [`concepts ${n}`, `concepts ${n} again`]) {
    await store.putAnnotation(videoIdOf(n), captions(segmentsOf(n, `seen by ${fingerprint}`), fingerprint));
    process.stdout.write(`${JSON.stringify({ video: n, captionedBy: fingerprint })}\n`);
  }
}
