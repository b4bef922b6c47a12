import { createRandom } from "../../src/core/random.js";
import { expect } from "chai";
import { createHash } from "node:crypto";
import { toUnit, type Embedding } from "../../src/core/vectors.js";
import { openSearcher, type Searcher } from "../../src/query/searcher.js";
import type { QueryMoment, QueryRequest } from "../../src/query/searchQuery.js";
import { openStore, type Store } from "../../src/store/store.js";
import type { TemporalPooler } from "../../src/temporal/pooler.js";
import { model as identity, randomUnit, temporaryFolder, videoIdOf, videoOf } from "../store/fixtures.js";
import { modelOf, textEncoderOf } from "../fixtures/modelOf.js";

/** What can be seen, each with a direction of its own; axis 0 is what all pictures and texts share. */
const axes: Readonly<Record<string, number>> = { dog: 1, cat: 2, bird: 3, bus: 4 };

/** One letter a second: d dog, c cat, b bird, x dog and cat, u bus, . nothing. A cut wherever the letter changes. */
const videos = {
  dogThenCat: "....dddd....cccc....",
  catThenDog: "....cccc....dddd....",
  birdBetween: "..dddd..bbbb..cccc..",
  together: "......xxxxxx........",
  threeDogs: "dd....dddddd....dd..",
  nested: "dd..d.c...........cc",
  buses: "uuuuu..........uuuuu",
} as const;
const shown: Readonly<Record<string, readonly string[]>> = {
  d: ["dog"],
  c: ["cat"],
  b: ["bird"],
  x: ["dog", "cat"],
  u: ["bus"],
};
const idOf = (name: keyof typeof videos): string => videoIdOf(1 + Object.keys(videos).indexOf(name));

function vectorOf(things: readonly string[], common: number, noise: number, seed: number): Embedding {
  const vector = randomUnit(createRandom(seed)).map((value, axis) => noise * (axis < 5 ? 0 : value));
  vector[0] = common;
  for (const thing of things) vector[axes[thing] as number] = 1;
  return toUnit(vector);
}

/** Knows the four things; of any other text it only knows that it is none of them. */
function embeddingOf(text: string): Embedding {
  if (Object.hasOwn(axes, text)) return vectorOf([text], 0.5, 0, 1);
  return vectorOf([], 0.5, 1, createHash("md5").update(text).digest().readUInt32LE());
}

describe("searchQuery", () => {
  const folder = temporaryFolder();
  let store: Store;
  let searcher: Searcher;
  const encoded: string[] = [];
  const textEncoder = textEncoderOf(identity, async (texts) => (encoded.push(...texts), texts.map(embeddingOf)));
  const model = modelOf(identity, { text: textEncoder });

  before(async () => {
    store = await openStore({ directory: folder.path, model: identity, access: "write" });
    for (const [n, script] of Object.values(videos).entries()) {
      const letters = script.split("");
      const { info } = videoOf(n + 1);
      const video = videoOf(n + 1, { info: { ...info, durationSeconds: letters.length } });
      const cuts = letters.flatMap((letter, s) => (s > 0 && letter !== letters[s - 1] ? [s] : []));
      await store.beginVideo(video);
      await store.appendChunk(video.videoId, {
        throughSeconds: letters.length,
        frames: letters.map((letter, s) => ({
          timeSeconds: s,
          embedding: vectorOf(shown[letter] ?? [], 1, 0.1, 100 * n + s),
        })),
        clips: [],
        shots: [0, ...cuts].map((start, k) => ({ startSeconds: start, endSeconds: cuts[k] ?? letters.length })),
      });
      await store.finishVideo(video.videoId, { state: "complete" });
    }
    searcher = openSearcher({ store, model });
    await searcher.refresh(store);
  });
  after(async () => {
    await searcher[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
    folder.remove();
  });

  const search = async (query: string, scope: Partial<QueryRequest> = {}) =>
    searcher.search({ query, top: 10, ...scope });
  const searchWith = async (pooler: TemporalPooler, request: QueryRequest) => {
    await using other = openSearcher({ store, model: modelOf(identity, { text: textEncoder, temporal: pooler }) });
    return await other.search(request);
  };
  const bestIn = async (name: keyof typeof videos, query: string, scope: Partial<QueryRequest> = {}) =>
    (await search(query, { videoId: idOf(name), ...scope })).moments[0];
  const spansOf = (moment: QueryMoment | undefined) =>
    moment?.operands?.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]);

  it("finds one thing after another, with the span of each", async () => {
    const { answered, moments } = await search('"dog" then "cat"');
    expect(answered).to.equal(true);
    expect(moments.slice(0, 4).map(({ videoId }) => videoId))
      .to.include(idOf("dogThenCat"))
      .and.include(idOf("birdBetween"));
    const best = moments.find(({ videoId }) => videoId === idOf("dogThenCat"));
    expect(best).to.include({ startSeconds: 4, endSeconds: 16 });
    expect(spansOf(best)).to.deep.equal([
      [4, 8],
      [12, 16],
    ]);
    expect(best?.operands?.map(({ text }) => text)).to.deep.equal(["dog", "cat"]);
    expect(best?.similarity).to.be.within(0.5, 1);
    expect(best?.orderContrast).to.be.above(2);
  });

  it("judges a moment of one video as in the whole index where it is told to", async () => {
    for (const query of ["dog", "a tram", '"dog" then "cat"']) {
      const { moments } = await search(query);
      for (const { videoId, startSeconds, confidence } of moments) {
        const alone = await search(query, { videoId, background: "index" });
        const same = alone.moments.find((moment) => moment.startSeconds === startSeconds);
        expect(same?.confidence, `${query} at ${startSeconds}`).to.equal(confidence);
      }
      if (query.includes("then")) continue; // as sure as can be in both
      const [best] = moments;
      const alone = await search(query, { videoId: best?.videoId ?? "" });
      expect(alone.moments.map(({ confidence }) => confidence)).to.not.include(best?.confidence);
    }
  });

  it("is answered where any moment counts as found, and tells that line", async () => {
    for (const falseAlarm of [0.001, 0.05, 0.3, 0.7]) {
      for (const videoId of [idOf("threeDogs"), idOf("buses"), idOf("together")]) {
        const { answered, foundFrom, moments } = await search("dog", { videoId, falseAlarm });
        const found = moments.map(({ confidence }) => confidence >= foundFrom);
        expect(foundFrom).to.equal(1 - falseAlarm);
        expect(answered).to.equal(found.includes(true));
        expect(
          found.toSorted((a, b) => Number(b) - Number(a)),
          "those that are found first",
        ).to.deep.equal(found);
      }
    }
  });

  it("prefers a video to its reversed twin, whichever order is asked for", async () => {
    for (const [query, right, twin] of [
      ['"dog" then "cat"', "dogThenCat", "catThenDog"],
      ['"dog" after "cat"', "catThenDog", "dogThenCat"],
    ] as const) {
      const [of, against] = [await bestIn(right, query), await bestIn(twin, query)];
      expect(of?.orderContrast, query).to.be.above(2);
      expect(against?.orderContrast, query).to.be.below(-2);
      const ranked = (await search(query)).moments.map(({ videoId }) => videoId);
      expect(ranked.slice(0, ranked.indexOf(idOf(right))), query).not.to.include(idOf(twin));
    }
  });

  it("answers few queries about what is not there", async () => {
    for (const toQuery of [
      (n: number) => `"thing ${n}" then "other ${n}"`,
      (n: number) => `"thing ${n}" while "other ${n}"`,
      (n: number) => `"thing ${n}" then ("other ${n}" or "third ${n}") within 5s`,
    ]) {
      let answered = 0;
      for (let n = 0; n < 60; n += 1) if ((await search(toQuery(n), { top: 1 })).answered) answered += 1;
      expect(answered, toQuery(0)).to.be.at.most(9);
    }
    expect((await search('"thing" or "bus"')).answered).to.equal(true);
  });

  it("keeps to the limits of a gap", async () => {
    expect(spansOf(await bestIn("dogThenCat", '"dog" then "cat" within 4s'))).to.deep.equal([
      [4, 8],
      [12, 16],
    ]);
    expect((await bestIn("dogThenCat", '"dog" then "cat" within 3s'))?.similarity).to.be.below(0.8);
    const [dog = [], cat = []] = spansOf(await bestIn("dogThenCat", '"dog" then "cat" at least 6s apart')) ?? [];
    expect((cat[0] as number) - (dog[1] as number)).to.be.at.least(6);
  });

  it("takes nothing that shows between two things what must not be there", async () => {
    const { moments } = await search('"dog" then "cat" without "bird" between');
    expect(moments[0]?.videoId).to.not.equal(idOf("birdBetween"));
    expect((await bestIn("birdBetween", '"dog" then "cat"'))?.similarity).to.be.above(0.9);
    expect((await bestIn("birdBetween", '"dog" then "cat" without "bird" between'))?.similarity).to.be.below(0.8);
    expect((await bestIn("dogThenCat", '"dog" then "cat" without "bird" between'))?.similarity).to.be.above(0.9);
  });

  it("finds things at the same time, and one without the other", async () => {
    const both = (await search('"dog" while "cat"')).moments[0];
    expect(both?.videoId).to.equal(idOf("together"));
    expect(spansOf(both)).to.deep.equal([
      [6, 12],
      [6, 12],
    ]);
    const alone = (await search('"dog" and not "cat"')).moments;
    expect(alone[0]?.similarity).to.be.above(0.85);
    for (const { videoId, startSeconds, endSeconds } of alone)
      if (videoId === idOf("together")) expect(endSeconds <= 6 || startSeconds >= 12).to.equal(true);
  });

  it("finds the first, the last, the repeated and the lasting", async () => {
    expect(spansOf(await bestIn("threeDogs", 'first "dog"'))).to.deep.equal([[0, 2]]);
    expect(spansOf(await bestIn("threeDogs", 'last "dog"'))).to.deep.equal([[16, 18]]);
    expect(spansOf(await bestIn("threeDogs", '"dog" three times'))).to.deep.equal([
      [0, 2],
      [6, 12],
      [16, 18],
    ]);
    expect(spansOf(await bestIn("threeDogs", '"dog" for at least 5s'))).to.deep.equal([[6, 12]]);
    expect(await bestIn("threeDogs", '"dog" for at least 7s')).to.equal(undefined);
  });

  it("looks only where it is told to", async () => {
    const within = { startSeconds: 10, endSeconds: 20 };
    expect(spansOf(await bestIn("threeDogs", 'last "dog"', { within }))).to.deep.equal([[16, 18]]);
    const { moments } = await search('"dog" then "cat"', { within });
    for (const { operands } of moments)
      for (const { startSeconds, endSeconds } of operands ?? [])
        expect(endSeconds > 10 && startSeconds < 20).to.equal(true);
  });

  it("finds a moment in the gap of another, and nothing twice", async () => {
    const { moments } = await search('"dog" then "cat"', { videoId: idOf("nested") });
    const spans = moments.map(spansOf);
    expect(spans).to.have.length(2);
    expect(spans)
      .to.deep.include([
        [4, 5],
        [6, 7],
      ])
      .and.deep.include([
        [0, 2],
        [18, 20],
      ]);
  });

  it("reads a tree as it reads words, and refuses one that makes no sense", async () => {
    const tree = {
      type: "then",
      operands: [
        { type: "phrase", text: "dog" },
        { type: "phrase", text: "cat" },
      ],
    } as const;
    expect(await searcher.search({ query: tree, top: 10 })).to.deep.equal(await search('"dog" then "cat"'));
    const nothing = { type: "not", operand: { type: "phrase", text: "dog" } } as const;
    const failure = await searcher.search({ query: nothing, top: 1 }).catch((error: unknown) => error);
    expect(failure).to.be.an("error").with.property("message").that.contains("say also what is there");
  });

  it("encodes nothing but the query once the backgrounds are kept with the index", async () => {
    await using reader = await openStore({ directory: folder.path, access: "read" });
    await using other = openSearcher({ store: reader, model });
    encoded.length = 0;
    const kept = await other.search({ query: '"dog" then "cat"', top: 10 });
    expect(encoded).to.deep.equal(["dog", "cat", "dog, then cat"]);
    expect(kept).to.deep.equal(await search('"dog" then "cat"'));
  });

  it("lets a pooler that knows order have its say where the frames say nothing", async () => {
    const asked = { query: '"bus" then "dog"', top: 1, videoId: idOf("buses") } as const;
    const without = (await searcher.search(asked)).moments[0];
    /** Gives a clip the embedding of the sentence that it takes to be true; the second half of them runs backwards. */
    const pooler: TemporalPooler = {
      name: "told",
      maxFrames: 32,
      pool: async (clips) => clips.map((_, n) => embeddingOf(n < clips.length / 2 ? "dog, then bus" : "bus, then dog")),
    };
    const against = (await searchWith(pooler, asked)).moments[0];
    expect(against?.sources).to.deep.equal(["frame", "clip"]);
    expect(against?.orderContrast).to.be.below((without?.orderContrast ?? 0) - 1);
    expect(against?.similarity).to.equal(without?.similarity);
  });

  it("does not listen to a pooler that says the same when the clip runs backwards", async () => {
    const asked = { query: '"bus" then "dog"', top: 1, videoId: idOf("buses") } as const;
    const without = (await searcher.search(asked)).moments[0];
    const pool = async (clips: readonly unknown[]) => clips.map(() => embeddingOf("dog, then bus"));
    const beside = (await searchWith({ name: "deaf", maxFrames: 32, pool }, asked)).moments[0];
    expect(beside?.orderContrast).to.be.closeTo(without?.orderContrast ?? Number.NaN, 1e-4);
  });
});
