import { expect } from "chai";
import { createRandom } from "../../src/core/random.js";
import { contains, overlapSeconds } from "../../src/core/span.js";
import { dot } from "../../src/core/vectors.js";
import type { VectorBlock } from "../../src/store/catalog/vectorBlock.js";
import type { VectorFilter, VectorHit, VectorIndex, VectorSpace } from "../../src/store/vectors/vectorIndex.js";
import { driftingUnits, randomUnit } from "../store/fixtures.js";

const dimension = 24;
const moments: VectorSpace = { dimension, timesPerVector: 1 };
const stretches: VectorSpace = { dimension, timesPerVector: 3 };

/** Vectors of one video, at one second after another; `timesOf` gives them other times. */
export function toBlock(
  firstId: number,
  videoId: string,
  vectors: readonly Float32Array[],
  timesOf: (n: number) => readonly number[] = (n) => [n],
): VectorBlock {
  const times = Float64Array.from(vectors.flatMap((_, n) => [...timesOf(n)]));
  const matrix = Float32Array.from(vectors.flatMap((vector) => [...vector]));
  return { firstId, count: vectors.length, videoId, times, vectors: matrix };
}

/** How an implementation is tried. */
export interface VectorIndexConformance {
  /** Skips the suite where it cannot run. */
  readonly before?: (context: Mocha.Context) => void;
  /** Whether it finds the true neighbours always, and not nearly always. */
  readonly isExact: boolean;
}

/** The behaviour that every `VectorIndex` owes its callers. */
export function conformsToVectorIndex(
  name: string,
  create: (space: VectorSpace) => VectorIndex,
  { before: prepare, isExact }: VectorIndexConformance,
): void {
  describe(`vector index "${name}"`, () => {
    before(function () {
      prepare?.(this);
    });

    const random = createRandom(7);
    const vectors = driftingUnits(random, 300, dimension);
    const query = randomUnit(random, dimension);
    /** A hundred vectors each of three videos, with gaps between their ids. */
    const blocks = ["red", "green", "blue"].map((videoId, n) =>
      toBlock(1000 * (n + 1), videoId, vectors.slice(100 * n, 100 * n + 100)),
    );
    const rows = blocks.flatMap((block) =>
      Array.from(block.times, (timeSeconds, n) => {
        const vector = block.vectors.subarray(n * dimension, (n + 1) * dimension);
        return { id: block.firstId + n, videoId: block.videoId, timeSeconds, vector };
      }),
    );

    async function filled(): Promise<VectorIndex> {
      const index = create(moments);
      for (const block of blocks) await index.add(block);
      return index;
    }

    /** The ids of the nearest rows, best first. */
    const nearest = (among: readonly (typeof rows)[number][], count: number): number[] =>
      among
        .toSorted((a, b) => dot(b.vector, query) - dot(a.vector, query))
        .slice(0, count)
        .map(({ id }) => id);
    const idsOf = (hits: readonly VectorHit[]): number[] => hits.map(({ id }) => id);
    const expectFound = (hits: readonly VectorHit[], truth: readonly number[]): void => {
      if (isExact) expect(idsOf(hits)).to.deep.equal(truth);
      else expect(idsOf(hits).filter((id) => truth.includes(id)).length).to.be.at.least(0.9 * truth.length);
    };

    it("finds nothing while it is empty", async () => {
      const index = create(moments);
      expect(index.size).to.equal(0);
      expect(await index.search(query, 5)).to.deep.equal([]);
    });

    it("finds each vector by itself, with similarity 1, and says where it lies", async () => {
      const index = await filled();
      expect(index.size).to.equal(300);
      for (const { id, videoId, timeSeconds, vector } of rows) {
        const [best] = await index.search(vector, 1);
        expect(best).to.include({ id, videoId });
        expect([...(best?.times ?? [])]).to.deep.equal([timeSeconds]);
        expect(best?.similarity).to.be.closeTo(1, 1e-5);
      }
    });

    it("orders hits by falling inner product, and reports it", async () => {
      const hits = await (await filled()).search(query, 20);
      expectFound(hits, nearest(rows, 20));
      for (const [n, { id, similarity }] of hits.entries()) {
        const { vector } = rows.find((row) => row.id === id) as (typeof rows)[number];
        expect(similarity).to.be.closeTo(dot(query, vector), 1e-5);
        if (n > 0) expect(similarity).to.be.at.most(hits[n - 1]?.similarity as number);
      }
    });

    it("returns all it has when asked for more, and nothing when asked for none", async () => {
      const index = await filled();
      expect(new Set(idsOf(await index.search(query, 1000)))).to.deep.equal(new Set(rows.map(({ id }) => id)));
      expect(await index.search(query, 0)).to.deep.equal([]);
    });

    const span = { startSeconds: 20, endSeconds: 50 };
    const filters: readonly [string, VectorFilter][] = [
      ["no more than nothing", {}],
      ["one video", { videoIds: ["green"] }],
      ["two videos, of which one is not there", { videoIds: ["blue", "none"] }],
      ["a span", { span }],
      ["a span without an end", { span: { startSeconds: 90, endSeconds: Number.POSITIVE_INFINITY } }],
      ["a span of two videos", { videoIds: ["red", "blue"], span }],
      ["a span that holds nothing", { span: { startSeconds: 200, endSeconds: 300 } }],
      ["no video at all", { videoIds: [] }],
    ];
    for (const [what, filter] of filters)
      it(`finds the nearest that pass a filter for ${what}`, async () => {
        const passing = rows.filter(
          ({ videoId, timeSeconds }) =>
            (!filter.videoIds || filter.videoIds.includes(videoId)) &&
            (!filter.span || contains(filter.span, timeSeconds)),
        );
        const index = await filled();
        expectFound(await index.search(query, 10, filter), nearest(passing, 10));
        const all = await index.search(query, 1000, filter);
        expect(new Set(idsOf(all))).to.deep.equal(new Set(passing.map(({ id }) => id)));
      });

    it("finds stretches that share time with a span", async () => {
      const index = create(stretches);
      const timesOf = (n: number) => [n, n + 5, n + 2];
      await index.add(toBlock(0, "film", vectors.slice(0, 100), timesOf));
      const within = { startSeconds: 30, endSeconds: 40 };
      const hits = await index.search(query, 100, { span: within });
      const truth = Array.from({ length: 100 }, (_, n) => n).filter(
        (n) => overlapSeconds({ startSeconds: n, endSeconds: n + 5 }, within) > 0,
      );
      expect(idsOf(hits).sort((a, b) => a - b)).to.deep.equal(truth);
      expect([...(hits[0]?.times ?? [])]).to.deep.equal(timesOf(hits[0]?.id as number));
    });

    it("does not find what was removed, and says how much it removed", async () => {
      const index = await filled();
      expect(await index.remove({ firstId: 1090, count: 20 })).to.equal(10);
      expect(await index.remove({ firstId: 1090, count: 20 })).to.equal(0);
      expect(await index.remove({ firstId: 2000, count: 100 })).to.equal(100);
      expect(index.size).to.equal(190);
      const left = rows.filter(({ id }) => id < 1090 || id >= 3000);
      expect(new Set(idsOf(await index.search(query, 300)))).to.deep.equal(new Set(left.map(({ id }) => id)));
      expect(await index.search(query, 300, { videoIds: ["green"] })).to.deep.equal([]);
      expectFound(await index.search(query, 10), nearest(left, 10));
    });

    it("goes on after it was emptied", async () => {
      const index = create(moments);
      await index.add(toBlock(5, "film", vectors.slice(0, 3)));
      await index.remove({ firstId: 5, count: 3 });
      expect(index.size).to.equal(0);
      expect(await index.search(query, 3)).to.deep.equal([]);
      await index.add(toBlock(8, "film", vectors.slice(3, 5)));
      expect(new Set(idsOf(await index.search(query, 3)))).to.deep.equal(new Set([8, 9]));
    });

    it("takes a block once, however often it comes", async () => {
      const index = await filled();
      await index.add(blocks[1] as VectorBlock);
      expect(index.size).to.equal(300);
      expect(idsOf(await index.search(query, 1000))).to.have.length(300);
    });

    it("keeps ids beyond 32 bits apart", async () => {
      const index = create(moments);
      const [near, far] = [randomUnit(random, dimension), randomUnit(random, dimension)] as const;
      const ids = [7, 7 + 2 ** 32, 7 + 2 ** 40, Number.MAX_SAFE_INTEGER - 1];
      for (const [n, firstId] of ids.entries()) await index.add(toBlock(firstId, `film ${n}`, [n % 2 ? near : far]));
      expect(new Set(idsOf(await index.search(near, 2)))).to.deep.equal(new Set([ids[1], ids[3]]));
      expect(await index.remove({ firstId: 7 + 2 ** 32, count: 1 })).to.equal(1);
      const [first] = await index.search(near, 4);
      expect(first).to.include({ id: ids[3], videoId: "film 3" });
      expect(index.size).to.equal(3);
    });

    it("copies what it is given, and gives what stays as it is", async () => {
      const index = create(moments);
      const [vector] = vectors as [Float32Array];
      const block = toBlock(1, "film", [vector], () => [12]);
      await index.add(block);
      block.vectors.fill(0);
      block.times.fill(0);
      const [hit] = await index.search(vector, 1);
      expect(hit?.similarity).to.be.closeTo(1, 1e-5);
      await index.remove({ firstId: 1, count: 1 });
      expect(hit).to.deep.include({ id: 1, videoId: "film", times: [12] });
    });

    it("holds many equal vectors", async () => {
      const index = create(moments);
      await index.add(
        toBlock(
          0,
          "film",
          Array.from({ length: 100 }, () => query),
        ),
      );
      expect(new Set(idsOf(await index.search(query, 10))).size).to.equal(10);
    });

    it("does what overlaps in the order of the calls, and searches meanwhile", async () => {
      const index = create(moments);
      const changes = [
        index.add(blocks[0] as VectorBlock),
        index.remove({ firstId: 1000, count: 50 }),
        index.add(blocks[1] as VectorBlock),
      ];
      const early = await index.search(query, 1000);
      expect(early.length).to.be.at.most(200);
      await Promise.all(changes);
      const left = rows.filter(({ id }) => id >= 1050 && id < 3000);
      expect(new Set(idsOf(await index.search(query, 1000)))).to.deep.equal(new Set(left.map(({ id }) => id)));
    });

    it("stops adding when it is told to, and goes on from there", async () => {
      const index = create(moments);
      const stopped = index.add(blocks[0] as VectorBlock, AbortSignal.abort(new Error("enough")));
      expect(await stopped.catch((error: Error) => error.message)).to.equal("enough");
      await index.add(blocks[0] as VectorBlock);
      expect(index.size).to.equal(100);
    });
  });
}
