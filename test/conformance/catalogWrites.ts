import { expect } from "chai";
import { setImmediate } from "node:timers/promises";
import { createRandom } from "../../src/core/random.js";
import type { WritableCatalog } from "../../src/store/catalog/catalog.js";
import type { NewSegment, StoredChunk } from "../../src/store/store.js";
import { addVideo, captions, chunkOf, driftingUnits, failureOf, model, videoIdOf, videoOf } from "../store/fixtures.js";
import type { CatalogSetting } from "./catalog.js";

/** What every catalog owes those who write. */
export function writesAllOrNothing(getCatalog: () => WritableCatalog, getSetting: () => CatalogSetting): void {
  const random = createRandom(23);
  const film = videoIdOf(1);
  const segment: NewSegment = { startSeconds: 0, endSeconds: 2, text: "a dog", confidence: 1, phrases: [] };
  let catalog: WritableCatalog;
  beforeEach(() => {
    catalog = getCatalog();
  });
  /** All that a reader can see. */
  const everything = async () => ({
    videos: await catalog.videos(),
    contents: await catalog.readVideos((await catalog.videos()).map(({ videoId }) => videoId)),
    segments: await catalog.segmentsOf(film),
    sequence: await catalog.log.lastSequence(),
    revision: await catalog.revision(),
  });

  describe("writing", () => {
    const spoilt: readonly {
      readonly what: string;
      readonly code: string;
      readonly says: string;
      readonly spoil: (chunk: StoredChunk) => StoredChunk;
    }[] = [
      {
        what: "a vector of another dimension",
        code: "model",
        says: "frame 2 of video 00000001",
        spoil: (chunk) => withVector(chunk, (vector) => vector.slice(1)),
      },
      {
        what: "a vector with a value that is no number",
        code: "model",
        says: "a value that is not a finite number",
        spoil: (chunk) => withVector(chunk, (vector) => vector.with(3, Number.NaN)),
      },
      {
        what: "a vector that is not of norm 1",
        code: "model",
        says: "its norm is 2.00000 instead of 1",
        spoil: (chunk) => withVector(chunk, (vector) => vector.map((value) => 2 * value)),
      },
      {
        what: "frames that go back in time",
        code: "input",
        says: "at 3 s after one at 4 s",
        spoil: (chunk) => ({ ...chunk, frames: chunk.frames.toReversed() }),
      },
      {
        what: "a time that is no number",
        code: "input",
        says: "a time that is not a finite number",
        spoil: (chunk) => ({ ...chunk, throughSeconds: Number.NaN }),
      },
    ];
    for (const { what, code, says, spoil } of spoilt)
      it(`refuses a chunk with ${what}, and stores nothing of it`, async () => {
        await catalog.beginVideo(videoOf(1));
        await catalog.appendChunk(film, chunkOf(driftingUnits(random, 2)));
        const before = await everything();
        const chunk = spoil(chunkOf(driftingUnits(random, 3), 2));
        const error = await failureOf(() => catalog.appendChunk(film, chunk));
        expect(error).to.have.property("code", code);
        expect(error.message).to.include(says);
        expect(await everything()).to.deep.equal(before);
      });

    it("leaves everything as it was when the last of what belongs together cannot be stored", async () => {
      await addVideo(catalog, 1, driftingUnits(random, 3));
      await catalog.putAnnotation(film, captions([segment]));
      const before = await everything();
      const backwards = { ...segment, startSeconds: 5, endSeconds: 1 };
      await failureOf(() => catalog.putAnnotation(film, captions([segment, backwards], "other")));
      const shots = [{ startSeconds: 9, endSeconds: 4 }];
      await failureOf(() => catalog.appendChunk(film, { ...chunkOf(driftingUnits(random, 2), 3), shots }));
      expect(await everything()).to.deep.equal(before);
    });

    it("does what is called for one video in the order of the calls, waited for or not", async () => {
      const vectors = driftingUnits(random, 40);
      const calls = [catalog.beginVideo(videoOf(1))] as Promise<unknown>[];
      for (let start = 0; start < 40; start += 10)
        calls.push(catalog.appendChunk(film, chunkOf(vectors.slice(start, start + 10), start)));
      calls.push(catalog.finishVideo(film, { state: "complete" }));
      await Promise.all(calls);
      expect(await catalog.findVideo(film)).to.include({
        state: "complete",
        frameCount: 40,
        indexedThroughSeconds: 40,
      });
      expect([...(await catalog.framesOf(film)).embeddings]).to.deep.equal(vectors.flatMap((vector) => [...vector]));
    });

    it("goes on where the last chunk ended, and begins again for another pipeline", async () => {
      await catalog.beginVideo(videoOf(1));
      await catalog.appendChunk(film, chunkOf(driftingUnits(random, 4)));
      await catalog.putAnnotation(film, captions([segment]));
      expect(await catalog.beginVideo(videoOf(1))).to.deep.equal({ indexedThroughSeconds: 4 });
      const other = videoOf(1, { pipelineName: "fast", pipelineFingerprint: "fingerprint-2" });
      expect(await catalog.beginVideo(other)).to.deep.equal({ indexedThroughSeconds: 0 });
      expect(await catalog.findVideo(film)).to.deep.include({ frameCount: 0, pipelineName: "fast", annotatedBy: {} });
      expect((await catalog.shotsOf(film)).concat(await catalog.segmentsOf(film))).to.deep.equal([]);
    });

    it("keeps what an annotator measured until it measures again, or its video goes", async () => {
      const curve = { timesSeconds: [0, 1.5], values: [2, 0.25] };
      const measured = (annotator: string) => ({ ...captions([]), annotator, curve });
      for (const n of [1, 2]) await catalog.beginVideo(videoOf(n));
      for (const n of [1, 2]) await catalog.putAnnotation(videoIdOf(n), measured("surprise"));
      await catalog.putAnnotation(film, measured("other"));
      await using reader = await getSetting().place.openForReading({ model });
      expect(await reader.curveOf(film, "surprise")).to.deep.equal(curve);
      expect(await reader.curveOf(film, "captions")).to.equal(undefined);
      await catalog.putAnnotation(film, { ...captions([]), annotator: "other" });
      expect(await reader.curveOf(film, "other")).to.equal(undefined);
      await catalog.removeVideo(film);
      expect(await reader.curveOf(film, "surprise")).to.equal(undefined);
      expect(await reader.curveOf(videoIdOf(2), "surprise")).to.deep.equal(curve);
    });

    it("removes a video on request only where nothing of it is stored", async () => {
      await catalog.beginVideo(videoOf(1));
      await addVideo(catalog, 2, driftingUnits(random, 4));
      expect(await catalog.removeVideo(videoIdOf(2), { ifEmpty: true })).to.equal(false);
      expect(await catalog.removeVideo(film, { ifEmpty: true })).to.equal(true);
      expect((await catalog.videos()).map(({ videoId }) => videoId)).to.deep.equal([videoIdOf(2)]);
    });

    it("has another revision after each change, for every reader, and the same as long as nothing changes", async () => {
      await using reader = await getSetting().place.openForReading({ model });
      const seen = new Set([await reader.revision()]);
      for (const change of [
        () => catalog.beginVideo(videoOf(1)),
        () => catalog.appendChunk(film, chunkOf(driftingUnits(random, 2))),
        () => catalog.putAnnotation(film, captions([segment])),
        () => catalog.finishVideo(film, { state: "complete" }),
        () => catalog.setBackground("key", Uint8Array.of(1)),
        () => catalog.removeVideo(film),
      ]) {
        await change();
        const revision = await reader.revision();
        expect(seen.has(revision)).to.equal(false);
        expect(await catalog.revision()).to.equal(revision);
        seen.add(revision);
        await reader.videos();
        expect(await reader.revision(), "reading is no change").to.equal(revision);
      }
    });

    it("shows readers whole chunks and videos of one moment while it is written", async () => {
      await using reader = await getSetting().place.openForReading({ model });
      const writing = (async () => {
        for (let n = 1; n <= 20; n += 1) {
          await catalog.beginVideo(videoOf(n));
          for (let start = 0; start < 30; start += 10) {
            await catalog.appendChunk(videoIdOf(n), chunkOf(driftingUnits(random, 10), start));
            await setImmediate();
          }
          if (n % 3 === 0) await catalog.removeVideo(videoIdOf(n - 1));
        }
        return "done" as const;
      })();
      let looks = 0;
      while ((await Promise.race([writing, setImmediate("busy")])) !== "done") {
        const ids = (await reader.videos()).map(({ videoId }) => videoId);
        for (const { record, frames, clips, shots } of await reader.readVideos(ids)) {
          expect(frames.times).to.have.length(record.frameCount);
          expect(record.frameCount % 10).to.equal(0);
          expect([clips.clips.length, shots.length]).to.deep.equal([record.clipCount, record.clipCount]);
        }
        for await (const block of reader.blocksOf("frames")) expect(block.count).to.equal(10);
        looks += 1;
      }
      expect(looks).to.be.above(1);
      expect((await reader.counts()).videos).to.equal(20 - 6);
    });
  });

  describe("writing under a lease", () => {
    it("is refused once another worker has the job, and changes nothing then", async () => {
      await addVideo(catalog, 2, driftingUnits(random, 3));
      const { lease, lose } = await getSetting().startJob();
      await catalog.beginVideo(videoOf(1), { lease });
      await catalog.appendChunk(film, chunkOf(driftingUnits(random, 3)), { lease });
      await lose();
      const before = await everything();
      const { stamp } = videoOf(1);
      for (const write of [
        () => catalog.beginVideo(videoOf(1, { pipelineFingerprint: "other" }), { lease }),
        () => catalog.appendChunk(film, chunkOf(driftingUnits(random, 3), 3), { lease }),
        () => catalog.finishVideo(film, { state: "complete" }, { lease }),
        () => catalog.attachPath(film, "/videos/copy.mp4", stamp, { lease }),
        () => catalog.detachPath("/videos/2.mp4", { lease }),
        () => catalog.removeVideo(videoIdOf(2), { lease }),
        () => catalog.putAnnotation(film, captions([segment]), { lease }),
      ])
        expect(await failureOf(write)).to.have.property("code", "stale-job");
      expect(await everything()).to.deep.equal(before);
    });

    it("ends the job in the transaction that writes last, or neither", async () => {
      const { lease, state } = await getSetting().startJob();
      const result = { type: "indexed", videoId: film, problems: [] } as const;
      await catalog.beginVideo(videoOf(1), { lease });
      const bad = { ...segment, endSeconds: -1 };
      await failureOf(() => catalog.putAnnotation(film, captions([bad]), { lease, result }));
      expect(await state()).to.equal("running");
      await catalog.finishVideo(film, { state: "complete" }, { lease, result });
      expect(await state()).to.equal("done");
      expect(await failureOf(() => catalog.removeVideo(film, { lease }))).to.have.property("code", "stale-job");
      expect((await catalog.findVideo(film))?.state).to.equal("complete");
    });
  });
}

function withVector(chunk: StoredChunk, spoil: (vector: Float32Array) => Float32Array): StoredChunk {
  const frames = chunk.frames.map((frame, n) => (n === 2 ? { ...frame, embedding: spoil(frame.embedding) } : frame));
  return { ...chunk, frames };
}
