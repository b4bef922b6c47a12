// Embeds what comes on stdin with a model of Kinodex, by Kinodex's own code, so that training sees what an index holds.
//
//   node embed.mjs MODEL identity      writes {"id", "hash", "dimension"}
//   node embed.mjs MODEL texts         takes one text a line
//   node embed.mjs MODEL pictures      takes width and height (uint32, little-endian) and RGB bytes of one picture after another
//
// Embeddings are written as float32 rows, little-endian. Build first: `npx tsc` in the checkout.
import { once } from "node:events";
import { createInterface } from "node:readline";
import { openModel } from "../../../dist/src/models/openModel.js";

const batchSize = 64;

async function* readTexts() {
  yield* createInterface({ input: process.stdin, crlfDelay: Infinity });
}

async function* readPictures() {
  let waiting = Buffer.alloc(0);
  for await (const chunk of process.stdin) {
    waiting = Buffer.concat([waiting, chunk]);
    for (;;) {
      if (waiting.length < 8) break;
      const [width, height] = [waiting.readUInt32LE(0), waiting.readUInt32LE(4)];
      const end = 8 + width * height * 3;
      if (waiting.length < end) break;
      yield { timeSeconds: 0, width, height, pixels: new Uint8Array(waiting.subarray(8, end)) };
      waiting = waiting.subarray(end);
    }
  }
}

async function* inBatches(things) {
  let batch = [];
  for await (const thing of things) {
    batch.push(thing);
    if (batch.length === batchSize) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

const [modelId, kind] = process.argv.slice(2);
const kinds = { texts: ["text", readTexts], pictures: ["image", readPictures] };
const model = await openModel(modelId, { intraOpThreads: 1 });
if (kind === "identity") process.stdout.write(JSON.stringify(model.identity));
else {
  const [capability, read] = kinds[kind];
  const encoder = await model.open(capability);
  for await (const batch of inBatches(read())) {
    for (const embedding of await encoder.encode(batch)) {
      const bytes = Buffer.from(embedding.buffer, embedding.byteOffset, embedding.byteLength);
      if (!process.stdout.write(bytes)) await once(process.stdout, "drain");
    }
  }
}
await model[Symbol.asyncDispose]();
