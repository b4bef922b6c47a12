// Run by durability.test.ts in a process of its own: writes until it is killed, and says what was acknowledged.
import { openStore } from "../../src/store/store.js";
import { createRandom } from "../../src/core/random.js";
import { chunkOf, driftingUnits, model, videoIdOf, videoOf } from "./fixtures.js";
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
  await store.putTrack(videoIdOf(n), "track 0", segmentsOf(n, "said"));
  process.stdout.write(`${JSON.stringify({ video: n, said: segmentsPerSet })}\n`);
  const captions = { captionedBy: `captioner ${n}`, segments: segmentsOf(n, "seen") };
  await store.finishVideo(videoIdOf(n), { state: "complete", captions });
  process.stdout.write(`${JSON.stringify({ video: n, complete: true })}\n`);
  const again = `captioner ${n} again`;
  await store.putCaptions(videoIdOf(n), { captionedBy: again, segments: segmentsOf(n, "seen again") });
  process.stdout.write(`${JSON.stringify({ video: n, captionedBy: again })}\n`);
}
