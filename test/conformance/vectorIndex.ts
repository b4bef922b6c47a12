import { expect } from "chai";
import { dot, toUnit } from "../../src/core/vectors.js";
import type { VectorIndex } from "../../src/store/vectors/vectorIndex.js";
import { createRandom } from "../../src/core/random.js";
import { driftingUnits, needGraphs, randomUnit } from "../store/fixtures.js";

const dimension = 24;

function flat(vectors: readonly Float32Array[]): Float32Array {
  return Float32Array.from(vectors.flatMap((vector) => [...vector]));
}

/** The behaviour that every `VectorIndex` owes its callers. */
export function conformsToVectorIndex(name: string, create: (dimension: number) => VectorIndex): void {
  describe(`vector index "${name}"`, () => {
    before(function () {
      if (name === "hnsw") needGraphs(this);
    });

    const random = createRandom(7);
    const vectors = driftingUnits(random, 300, dimension);
    const ids = vectors.map((_, n) => 1000 + 3 * n);

    async function filled(): Promise<VectorIndex> {
      const index = create(dimension);
      await index.add(ids, flat(vectors));
      return index;
    }

    it("finds nothing while it is empty", async () => {
      const index = create(dimension);
      expect(index.size).to.equal(0);
      expect(await index.search(randomUnit(random, dimension), 5)).to.deep.equal([]);
    });

    it("finds each vector by itself, with similarity 1", async () => {
      const index = await filled();
      expect(index.size).to.equal(300);
      for (const [n, vector] of vectors.entries()) {
        const [best] = await index.search(vector, 1);
        expect(best?.id).to.equal(ids[n]);
        expect(best?.similarity).to.be.closeTo(1, 1e-5);
      }
    });

    it("orders hits by falling inner product, and reports it", async () => {
      const index = await filled();
      const query = randomUnit(random, dimension);
      const hits = await index.search(query, 20);
      expect(hits).to.have.length(20);
      for (const [n, { id, similarity }] of hits.entries()) {
        expect(similarity).to.be.closeTo(dot(query, vectors[(id - 1000) / 3] as Float32Array), 1e-5);
        if (n > 0) expect(similarity).to.be.at.most(hits[n - 1]?.similarity as number);
      }
    });

    it("returns all it has when asked for more, and nothing when asked for none", async () => {
      const index = await filled();
      const hits = await index.search(randomUnit(random, dimension), 1000);
      expect(new Set(hits.map((hit) => hit.id))).to.deep.equal(new Set(ids));
      expect(await index.search(randomUnit(random, dimension), 0)).to.deep.equal([]);
    });

    it("returns only what the filter accepts", async () => {
      const index = await filled();
      const hits = await index.search(vectors[0] as Float32Array, 10, (id) => id % 2 === 1);
      expect(hits).to.have.length(10);
      expect(hits.every((hit) => hit.id % 2 === 1)).to.equal(true);
      expect(await index.search(vectors[0] as Float32Array, 10, () => false)).to.deep.equal([]);
    });

    it("does not find what was removed, and says how much it removed", async () => {
      const index = await filled();
      expect(index.remove([1000, 1003, 5])).to.equal(2);
      expect(index.remove([1000])).to.equal(0);
      expect(index.size).to.equal(298);
      const hits = await index.search(vectors[0] as Float32Array, 300);
      expect(hits.map((hit) => hit.id)).to.not.include.members([1000, 1003]);
      expect(hits).to.have.length(298);
    });

    it("takes a removed id again", async () => {
      const index = await filled();
      index.remove([1000]);
      const vector = randomUnit(random, dimension);
      await index.add([1000], vector);
      expect(index.size).to.equal(300);
      expect((await index.search(vector, 1))[0]?.id).to.equal(1000);
    });

    it("gives a known id its new vector", async () => {
      const index = await filled();
      const opposite = toUnit((vectors[0] as Float32Array).map((value) => -value));
      await index.add([1000], opposite);
      expect(index.size).to.equal(300);
      const [best] = await index.search(opposite, 1);
      expect(best?.id).to.equal(1000);
      expect(best?.similarity).to.be.closeTo(1, 1e-5);
    });

    it("keeps ids up to 2^32 - 1 apart", async () => {
      const index = create(dimension);
      const pair = [randomUnit(random, dimension), randomUnit(random, dimension)];
      await index.add([0, 2 ** 32 - 1], flat(pair));
      expect((await index.search(pair[1] as Float32Array, 1))[0]?.id).to.equal(2 ** 32 - 1);
      expect((await index.search(pair[0] as Float32Array, 1))[0]?.id).to.equal(0);
    });

    it("copies what it is given", async () => {
      const index = create(dimension);
      const vector = randomUnit(random, dimension);
      const lent = vector.slice();
      await index.add([1], lent);
      lent.fill(0);
      expect((await index.search(vector, 1))[0]?.similarity).to.be.closeTo(1, 1e-5);
    });

    it("holds many equal vectors", async () => {
      const index = create(dimension);
      const vector = randomUnit(random, dimension);
      const copies = Array.from({ length: 100 }, () => vector);
      await index.add(
        copies.map((_, n) => n),
        flat(copies),
      );
      const hits = await index.search(vector, 10);
      expect(new Set(hits.map((hit) => hit.id)).size).to.equal(10);
    });

    it("stops adding when it is told to", async () => {
      const index = create(dimension);
      const stopped = index.add(ids, flat(vectors), AbortSignal.abort(new Error("enough")));
      expect(await stopped.catch((error: Error) => error.message)).to.equal("enough");
    });
  });
}
