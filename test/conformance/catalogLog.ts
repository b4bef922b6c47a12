import { expect } from "chai";
import { createRandom } from "../../src/core/random.js";
import type { WritableCatalog } from "../../src/store/catalog/catalog.js";
import { vectorKinds, type VectorBlock, type VectorKind } from "../../src/store/catalog/vectorBlock.js";
import type { Operation } from "../../src/store/catalog/vectorLog.js";
import { addVideo, chunkOf, driftingUnits, videoIdOf, videoOf } from "../store/fixtures.js";

/** What every catalog owes the vector indexes that follow it. */
export function followsItsLog(getCatalog: () => WritableCatalog): void {
  describe("its log", () => {
    const random = createRandom(29);
    let catalog: WritableCatalog;
    beforeEach(() => {
      catalog = getCatalog();
    });

    const blocksOf = async (kind: VectorKind, videoIds?: readonly string[]): Promise<VectorBlock[]> => {
      const blocks: VectorBlock[] = [];
      for await (const block of catalog.blocksOf(kind, videoIds)) blocks.push(block);
      return blocks;
    };
    const operationsOf = async (kind: VectorKind, after: number, through: number): Promise<Operation[]> => {
      const operations: Operation[] = [];
      for await (const operation of catalog.log.operations(kind, after, through)) operations.push(operation);
      return operations;
    };
    /** Videos come, grow and go, at random. */
    const live = async (steps: number): Promise<void> => {
      for (let step = 0; step < steps; step += 1) {
        const n = 1 + Math.floor(random() * 5);
        const chance = random();
        if (chance < 0.2) await catalog.removeVideo(videoIdOf(n));
        else {
          await catalog.beginVideo(videoOf(n));
          const start = (await catalog.findVideo(videoIdOf(n)))?.indexedThroughSeconds ?? 0;
          await catalog.appendChunk(videoIdOf(n), chunkOf(driftingUnits(random, 1 + Math.floor(random() * 9)), start));
        }
      }
    };

    it("is empty at first", async () => {
      expect(await catalog.log.lastSequence()).to.equal(0);
      for (const kind of vectorKinds) {
        expect(await catalog.log.countOf(kind)).to.equal(0);
        expect(await operationsOf(kind, 0, 10)).to.deep.equal([]);
        expect(await blocksOf(kind)).to.deep.equal([]);
      }
    });

    it("leads, from any point, to the vectors that are there", async () => {
      await live(40);
      const middle = await catalog.log.lastSequence();
      const halfway = new Map(
        await Promise.all(vectorKinds.map(async (kind) => [kind, await blocksOf(kind)] as const)),
      );
      await live(40);
      const last = await catalog.log.lastSequence();
      for (const kind of vectorKinds) {
        const present = await blocksOf(kind);
        const ids = (blocks: Iterable<VectorBlock>) => [...blocks].map(({ firstId, count }) => `${firstId}+${count}`);
        for (const [from, known] of [[0, []] as const, [middle, halfway.get(kind) ?? []] as const]) {
          const followed = new Map(known.map((block) => [block.firstId, block]));
          const sequences = (await operationsOf(kind, from, last)).map(({ sequence }) => sequence);
          expect(sequences.every((sequence) => sequence > from && sequence <= last)).to.equal(true);
          for (const { action, firstId, block } of await operationsOf(kind, from, last)) {
            if (action === "remove") followed.delete(firstId);
            else if (block) followed.set(firstId, block);
          }
          expect(ids(followed.values())).to.deep.equal(ids(present));
          for (const block of present) expect(followed.get(block.firstId)).to.deep.equal(block);
        }
        expect(await catalog.log.countOf(kind)).to.equal(present.reduce((sum, { count }) => sum + count, 0));
      }
    });

    it("gives ids that rise, and never one again", async () => {
      await live(60);
      for (const kind of vectorKinds) {
        const added = (await operationsOf(kind, 0, await catalog.log.lastSequence())).filter(
          ({ action }) => action === "add",
        );
        for (const [n, { firstId, sequence }] of added.entries()) {
          const before = added[n - 1];
          if (before) expect(firstId).to.be.at.least(before.firstId + before.count);
          if (before) expect(sequence).to.be.above(before.sequence);
        }
      }
      for (const { videoId } of await catalog.videos()) await catalog.removeVideo(videoId);
      const highest = (await operationsOf("frames", 0, await catalog.log.lastSequence()))
        .filter(({ action }) => action === "add")
        .reduce((top, { firstId, count }) => Math.max(top, firstId + count), 0);
      await addVideo(catalog, 9, driftingUnits(random, 2));
      expect((await blocksOf("frames"))[0]?.firstId).to.be.at.least(highest);
    });

    it("tells how much has changed, and where vectors lie", async () => {
      await addVideo(catalog, 1, driftingUnits(random, 4));
      const middle = await catalog.log.lastSequence();
      await addVideo(catalog, 2, driftingUnits(random, 3));
      await catalog.removeVideo(videoIdOf(1));
      expect(await catalog.log.countChangedSince("frames", middle)).to.equal(3 + 4);
      expect(await catalog.log.countChangedSince("frames", await catalog.log.lastSequence())).to.equal(0);
      await addVideo(catalog, 3, driftingUnits(random, 5));
      const blocks = await blocksOf("frames");
      const places = await catalog.log.placesOf("frames", Number.MAX_SAFE_INTEGER);
      const toPlace = ({ firstId, count, videoId, times }: VectorBlock) => ({ firstId, count, videoId, times });
      expect(places).to.deep.equal(blocks.map(toPlace));
      const [first, second] = places;
      expect(await catalog.log.placesOf("frames", second?.firstId ?? 0)).to.deep.equal([first]);
    });

    it("gives the vectors of some videos alone", async () => {
      for (const n of [1, 2, 3, 4]) await addVideo(catalog, n, driftingUnits(random, n));
      const wanted = [2, 4, 9].map(videoIdOf);
      const all = await blocksOf("frames");
      const some = await blocksOf("frames", wanted);
      expect(some).to.deep.equal(all.filter(({ videoId }) => wanted.includes(videoId)));
      expect(await blocksOf("frames", [])).to.deep.equal([]);
      expect(await catalog.log.countOf("frames", wanted)).to.equal(2 + 4);
    });
  });
}
