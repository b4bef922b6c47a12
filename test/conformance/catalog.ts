import { expect } from "chai";
import type { JobLease } from "../../src/core/jobLease.js";
import { createRandom } from "../../src/core/random.js";
import type { CatalogPlace, WritableCatalog } from "../../src/store/catalog/catalog.js";
import {
  addVideo,
  captions,
  chunkOf,
  driftingUnits,
  failureOf,
  model,
  subtitles,
  videoIdOf,
  videoOf,
} from "../store/fixtures.js";
import { listsVideos } from "./catalogLists.js";
import { followsItsLog } from "./catalogLog.js";
import { writesAllOrNothing } from "./catalogWrites.js";

/** A job that runs, and whose latest lease is `lease`. */
export interface RunningJob {
  readonly lease: JobLease;
  /** Gives it to another worker. */
  readonly lose: () => Promise<void>;
  readonly state: () => Promise<string>;
}

/** An empty place for a catalog, of its own for each test; closing it takes it away. */
export interface CatalogSetting extends AsyncDisposable {
  readonly place: CatalogPlace;
  /** Starts a job in the queue that lies beside the catalog, which is there. */
  startJob(): Promise<RunningJob>;
}

/** The behaviour that every `Catalog` owes its callers. */
export function conformsToCatalog(name: string, open: () => Promise<CatalogSetting>): void {
  describe(`catalog "${name}"`, () => {
    const random = createRandom(19);
    let setting: CatalogSetting;
    let catalog: WritableCatalog;
    const reopen = async (): Promise<void> => {
      await catalog[Symbol.asyncDispose]();
      catalog = await setting.place.openForWriting({ model });
    };

    beforeEach(async () => {
      setting = await open();
      catalog = await setting.place.openForWriting({ model, create: true });
    });
    afterEach(async () => {
      await catalog[Symbol.asyncDispose]();
      await setting[Symbol.asyncDispose]();
    });

    describe("opening", () => {
      it("tells which model its vectors are of now", async () => {
        expect(await catalog.modelNow()).to.deep.equal(catalog.identity.model);
      });

      it("makes a catalog only when asked to, and for a model", async () => {
        await using empty = await open();
        const { place } = empty;
        expect(await place.exists()).to.equal(false);
        for (const [work, code] of [
          [() => place.openForReading({}), "not-found"],
          [() => place.openForWriting({ model }), "not-found"],
          [() => place.openForWriting({ create: true }), "usage"],
        ] as const)
          expect(await failureOf(work)).to.have.property("code", code);
        expect(await place.exists()).to.equal(false);
        await using made = await place.openForWriting({ model, create: true });
        expect(await place.exists()).to.equal(true);
        expect(made.identity.model).to.deep.equal(model);
        expect(made.identity.indexId).not.to.equal(catalog.identity.indexId);
      });

      it("keeps its identity, and refuses another model", async () => {
        const { identity } = catalog;
        await reopen();
        expect(catalog.identity).to.deep.equal(identity);
        for (const changes of [{ id: "other" }, { hash: "f".repeat(60) }, { dimension: 8 }]) {
          const error = await failureOf(() => setting.place.openForReading({ model: { ...model, ...changes } }));
          expect(error).to.have.property("code", "index-mismatch");
          expect(error.message).to.include(identity.place).and.to.include(model.id);
        }
      });

      it("has one writer at a time, and any number of readers", async () => {
        const error = await failureOf(() => setting.place.openForWriting({ model }));
        expect(error).to.have.property("code", "environment");
        await using one = await setting.place.openForReading({ model });
        await using other = await setting.place.openForReading({});
        await addVideo(catalog, 1, driftingUnits(random, 2));
        for (const reader of [one, other]) expect(await reader.videos()).to.have.length(1);
        await reopen();
      });
    });

    it("gives back what was stored, to others at once and after it was opened anew", async () => {
      const vectors = driftingUnits(random, 6);
      await catalog.beginVideo(videoOf(2));
      await catalog.appendChunk(videoIdOf(2), chunkOf(vectors.slice(0, 4)));
      await catalog.appendChunk(videoIdOf(2), chunkOf(vectors.slice(4), 4));
      const problems = ["it ends early"];
      const finished = await catalog.finishVideo(videoIdOf(2), { state: "partial", problems, durationSeconds: 6.5 });
      await catalog.beginVideo(videoOf(1));
      const look = async () => {
        await using reader = await setting.place.openForReading({ model });
        const [contents] = await reader.readVideos([videoIdOf(2)]);
        expect(contents?.record).to.deep.equal(finished);
        const { info, pipelineName, pipelineFingerprint } = videoOf(2);
        expect(finished).to.deep.include({
          ...info,
          durationSeconds: 6.5,
          pipelineName,
          pipelineFingerprint,
          videoId: videoIdOf(2),
          paths: ["/videos/2.mp4"],
          state: "partial",
          problems,
          sizeBytes: 1002,
          indexedThroughSeconds: 6,
          frameCount: 6,
          clipCount: 2,
          annotatedBy: {},
        });
        expect([...(contents?.frames.times ?? [])]).to.deep.equal([0, 1, 2, 3, 4, 5]);
        expect([...(contents?.frames.embeddings ?? [])]).to.deep.equal(vectors.flatMap((vector) => [...vector]));
        expect(contents?.clips.clips).to.deep.equal([
          { startSeconds: 0, endSeconds: 4, keyframeSeconds: 0 },
          { startSeconds: 4, endSeconds: 6, keyframeSeconds: 4 },
        ]);
        expect(contents?.shots).to.deep.equal(await reader.shotsOf(videoIdOf(2)));
        expect(await reader.framesOf(videoIdOf(2))).to.deep.equal(contents?.frames);
        expect((await reader.videos()).map(({ videoId }) => videoId)).to.deep.equal([2, 1].map(videoIdOf));
        expect(await reader.counts()).to.deep.equal({ videos: 2, frames: 6, clips: 2 });
        const many = await reader.findVideos([1, 9, 2].map(videoIdOf));
        expect(many.map(({ videoId }) => videoId)).to.have.members([1, 2].map(videoIdOf));
      };
      await look();
      await reopen();
      await look();
    });

    it("has nothing for what it does not know", async () => {
      const unknown = videoIdOf(9);
      expect(await catalog.findVideo(unknown)).to.equal(undefined);
      expect(await catalog.findVideo("/videos/9.mp4")).to.equal(undefined);
      expect(await catalog.findVideos([unknown])).to.deep.equal([]);
      expect(await catalog.readVideos([unknown])).to.deep.equal([]);
      expect((await catalog.framesOf(unknown)).times).to.have.length(0);
      expect(await catalog.shotsOf(unknown)).to.deep.equal([]);
      expect(await catalog.segmentsOf(unknown)).to.deep.equal([]);
      expect(await catalog.hasSegments()).to.equal(false);
      expect(await catalog.background("nothing")).to.equal(undefined);
      expect([...(await catalog.knownFiles())]).to.deep.equal([]);
      expect(await catalog.removeVideo(unknown)).to.equal(false);
      expect(await catalog.detachPath("/videos/9.mp4")).to.equal(0);
      expect(await catalog.putAnnotation(unknown, captions([]))).to.equal(false);
      const { stamp } = videoOf(9);
      for (const work of [
        () => catalog.appendChunk(unknown, chunkOf(driftingUnits(random, 1))),
        () => catalog.finishVideo(unknown, { state: "complete" }),
        () => catalog.attachPath(unknown, "/videos/9.mp4", stamp),
      ])
        expect(await failureOf(work)).to.have.property("code", "not-found");
      expect(await catalog.videos()).to.deep.equal([]);
    });

    it("finds a video by its id, the beginning of it, and a path", async () => {
      const first = await addVideo(catalog, 0x11111111, driftingUnits(random, 2));
      const second = `${"1".repeat(60)}aaaa`;
      await catalog.beginVideo(videoOf(0, { videoId: second, path: "/videos/other.mp4" }));
      const found = async (idOrPath: string) => (await catalog.findVideo(idOrPath))?.videoId;
      expect(await found(first)).to.equal(first);
      expect(await found(`${"1".repeat(60)}a`)).to.equal(second);
      expect(await found("/videos/../videos/other.mp4")).to.equal(second);
      expect(await found("1111111"), "shorter than eight").to.equal(undefined);
      const error = await failureOf(() => catalog.findVideo("11111111"));
      expect(error).to.have.property("code", "usage");
      expect(await catalog.findVideos(["11111111"]), "whole ids alone").to.deep.equal([]);
    });

    it("knows the files of videos, to the nanosecond and with 64-bit inodes", async () => {
      const stamp = { sizeBytes: 7, modifiedNs: 1_700_000_000_123_456_789n, inode: 2n ** 64n - 5n };
      await catalog.beginVideo(videoOf(1, { stamp }));
      await catalog.attachPath(videoIdOf(1), "/videos/copy.mp4", { ...stamp, inode: 3n });
      await addVideo(catalog, 2, driftingUnits(random, 2));
      const files = await catalog.knownFiles();
      expect([...files.keys()]).to.have.members(["/videos/1.mp4", "/videos/2.mp4", "/videos/copy.mp4"]);
      expect(files.get("/videos/1.mp4")).to.deep.include({ ...stamp, videoId: videoIdOf(1), state: "indexing" });
      expect(files.get("/videos/copy.mp4")?.paths).to.deep.equal(["/videos/1.mp4", "/videos/copy.mp4"]);
      expect([...(await catalog.knownFiles(videoIdOf(2))).keys()]).to.deep.equal(["/videos/2.mp4"]);
    });

    it("follows files that are copied, moved, changed and forgotten", async () => {
      const { stamp } = videoOf(1);
      for (const n of [1, 2]) await addVideo(catalog, n, driftingUnits(random, 2));
      const pathsOf = async (n: number) => (await catalog.findVideo(videoIdOf(n)))?.paths;
      await catalog.attachPath(videoIdOf(1), "/a.mp4", stamp);
      await catalog.attachPath(videoIdOf(1), "/b.mp4", stamp, { gone: ["/videos/1.mp4", "/videos/2.mp4"] });
      expect(await pathsOf(1)).to.deep.equal(["/a.mp4", "/b.mp4"]);
      expect(await pathsOf(2), "a path of another video stays").to.deep.equal(["/videos/2.mp4"]);
      await catalog.attachPath(videoIdOf(1), "/videos/2.mp4", stamp);
      expect(await pathsOf(2), "it had no other path").to.equal(undefined);
      expect((await catalog.counts()).frames).to.equal(2);
      expect(await catalog.detachPath("/a.mp4")).to.equal(2);
      for (const path of ["/b.mp4", "/videos/2.mp4"]) await catalog.detachPath(path);
      expect(await pathsOf(1)).to.deep.equal([]);
    });

    it("finds what is said by words, where and of which video it is asked for", async () => {
      const line = (startSeconds: number, text: string) => ({
        startSeconds,
        endSeconds: startSeconds + 5,
        text,
        confidence: 0.5,
        phrases: [],
      });
      const [one, two] = [await addVideo(catalog, 1, driftingUnits(random, 2)), await addVideo(catalog, 2, [])];
      await catalog.putAnnotation(one, captions([line(0, "two dogs are running"), line(10, "a café closes")]));
      await catalog.putAnnotation(two, subtitles([line(3, "a dog"), line(20, "nothing of interest")]));
      const found = async (...query: Parameters<WritableCatalog["searchSegments"]>) =>
        (await catalog.searchSegments(...query)).map(({ text }) => text);
      expect(await found(["DOG"], 10)).to.have.members(["two dogs are running", "a dog"]);
      expect(await found(["dog", "run"], 1)).to.deep.equal(["two dogs are running"]);
      expect(await found(["cafe"], 10)).to.deep.equal(["a café closes"]);
      expect(await found(["inter*"], 10)).to.deep.equal(["nothing of interest"]);
      expect(await found(["dog"], 1, { videoIds: [two] })).to.deep.equal(["a dog"]);
      expect(await found(["dog"], 10, { videoIds: [] })).to.deep.equal([]);
      expect(await found(["dog"], 1, { sources: ["subtitle", "speech"] })).to.deep.equal(["a dog"]);
      expect(await found(["dog"], 10, { sources: ["subtitle"], videoIds: [one] })).to.deep.equal([]);
      expect(await found(["dog"], 10, { span: { startSeconds: 0, endSeconds: 3 } })).to.deep.equal([
        "two dogs are running",
      ]);
      expect(await found(['" OR NEAR('], 10)).to.deep.equal([]);
      await catalog.putAnnotation(two, {
        ...captions([{ ...line(3, "今天天气很好我们去海滩吧"), language: "zh" }], "spoken"),
        annotator: "speech",
      });
      expect(await found(["海滩"], 10)).to.deep.equal(["今天天气很好我们去海滩吧"]);
      expect(await found(["滩海"], 10)).to.deep.equal([]);
      expect((await catalog.searchSegments(["天"], 10))[0]).to.include({ language: "zh" });
      await catalog.putAnnotation(two, { ...captions([]), annotator: "speech" });
      const [common, rare] = await catalog.weightsOf(["dog", "café"]);
      expect(rare).to.be.above(common as number);
      await catalog.putAnnotation(one, captions([line(1, "a cat")], "another"));
      expect((await catalog.segmentsOf(one)).map(({ text }) => text)).to.deep.equal(["a cat"]);
      expect((await catalog.findVideo(one))?.annotatedBy).to.deep.equal({ concepts: "another" });
      expect(await catalog.segmentCount()).to.equal(3);
      await catalog.removeVideo(two);
      expect(await found(["dog"], 10)).to.deep.equal([]);
    });

    it("keeps values beside the index", async () => {
      for (const bytes of [[1, 2, 3], [4, 5], []]) {
        await catalog.setBackground("calibration", Uint8Array.from(bytes));
        await using reader = await setting.place.openForReading({ model });
        expect([...((await reader.background("calibration")) ?? [99])]).to.deep.equal(bytes);
      }
    });

    it("finds nothing wrong with what it holds", async () => {
      await addVideo(catalog, 1, driftingUnits(random, 5));
      for await (const { name: what, ok, detail } of catalog.check(true))
        expect(ok, `${what}: ${detail}`).to.equal(true);
    });

    writesAllOrNothing(
      () => catalog,
      () => setting,
    );
    listsVideos(() => catalog);
    followsItsLog(() => catalog);
  });
}
