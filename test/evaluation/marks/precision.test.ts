import { expect } from "chai";
import { createRandom } from "../../../src/core/random.js";
import { toSample, type MarkedHits } from "../../../src/evaluation/marks/draw.js";
import { findHits, type QueryHit } from "../../../src/evaluation/marks/hits.js";
import { estimatePrecision } from "../../../src/evaluation/marks/precision.js";
import { findMarkTasks } from "../../../src/evaluation/registry.js";
import type { AskedExample, DeclaredMarkTask } from "../../../src/evaluation/task.js";
import { markOf } from "../../collections/markOf.js";
import { temporaryFolder, videoIdOf } from "../../store/fixtures.js";
import { labelledVideos, openSubject } from "../fixtures.js";
import type { Mark } from "../../../src/collections/marks.js";

/** A hit in a video of its own. */
const hitOf = (n: number, changes: Partial<QueryHit> = {}): QueryHit => ({
  query: "a dog",
  videoId: videoIdOf(n),
  path: `/videos/${n}.mp4`,
  startSeconds: 1,
  endSeconds: 3.5,
  keyframeSeconds: 2,
  confidence: 0.95 + n / 1e5,
  ...changes,
});

/** What is said of a hit. */
const judge = ({ query, ...hit }: QueryHit, changes: Partial<Mark> = {}): Mark => ({
  ...markOf(0, { ...hit, text: query, drawn: true }),
  markId: `${query} ${hit.videoId}`,
  sequence: 1,
  createdAt: "2024-06-02T10:00:00.000Z",
  ...changes,
});

const hits = Array.from({ length: 200 }, (_, n) => hitOf(n));
const nextOf = (marks: readonly Mark[], some = hits) => toSample({ hits: some, marks }).next;
/** Marks on the first `count` hits of the draw. */
const judgeFirst = (count: number, changes: (n: number) => Partial<Mark> = () => ({})) =>
  nextOf([])
    .slice(0, count)
    .map((hit, n) => judge(hit, changes(n)));

describe("the random sample of judged hits", () => {
  it("is drawn in one order, which depends on nothing that is known of a hit", () => {
    const order = nextOf([]);
    expect(order).to.have.length(200);
    expect(nextOf([], hits.toReversed())).to.deep.equal(order);
    const surer = hits.map((hit, n) => ({ ...hit, confidence: 1 - n / 1e5 }));
    expect(nextOf([], surer).map(({ videoId }) => videoId)).to.deep.equal(order.map(({ videoId }) => videoId));
    expect(order).to.not.deep.equal(hits);
  });

  it("goes on until the first hit that nobody has judged", () => {
    const marks = judgeFirst(30);
    expect(toSample({ hits, marks }).drawn).to.have.length(30);
    expect(toSample({ hits, marks: marks.toSpliced(10, 1) }).drawn).to.have.length(10);
    const { drawn, rest, next } = toSample({ hits, marks });
    expect(drawn.length + rest.length).to.equal(200);
    expect(next).to.deep.equal(nextOf([]).slice(30));
  });

  it("leaves out what people chose themselves, but where the draw comes to it", () => {
    const chosen = hits.slice(0, 60).map((hit) => judge(hit, { drawn: false }));
    const alone = toSample({ hits, marks: chosen });
    expect([alone.drawn.length, alone.chosen.length]).to.deep.equal([0, 60]);
    const open = alone.next.slice(0, 20).map((hit) => judge(hit));
    const both = toSample({ hits, marks: [...open, ...chosen] });
    expect(both.drawn.length).to.be.above(20); // those between them were chosen, and count
    expect(both.drawn.at(-1)?.mark.drawn).to.equal(true); // none after the last one
    expect(both.drawn.filter(({ mark }) => mark.drawn)).to.have.length(20);
  });

  it("asks for a new hit that falls into it, and counts the rest again when that is judged", () => {
    const marks = judgeFirst(100);
    const grown = [...hits, ...Array.from({ length: 20 }, (_, n) => hitOf(1000 + n))];
    const cut = toSample({ hits: grown, marks });
    expect(cut.drawn.length).to.be.below(100);
    const added = cut.next.filter(({ videoId }) => !hits.some((hit) => hit.videoId === videoId));
    const all = toSample({ hits: grown, marks: [...added.map((hit) => judge(hit)), ...marks] });
    expect(all.drawn.length).to.be.at.least(100);
  });

  it("counts a mark for the hit that has most in common with it, by half at least", () => {
    const two = [hitOf(1, { startSeconds: 0, endSeconds: 4 }), hitOf(1, { startSeconds: 4, endSeconds: 8 })];
    const said = judge(hitOf(1), { startSeconds: 0.5, endSeconds: 4.5, verdict: "rejected" });
    const { chosen, next } = toSample({ hits: two, marks: [{ ...said, drawn: false }] });
    expect(chosen.map(({ hit }) => hit.startSeconds)).to.deep.equal([0]);
    expect(next.map(({ startSeconds }) => startSeconds)).to.deep.equal([4]);
    for (const other of [{ text: "a cat" }, { videoId: videoIdOf(2) }, { startSeconds: 3.9, endSeconds: 30 }])
      expect(toSample({ hits: two, marks: [{ ...said, ...other }] }).next).to.have.length(2);
  });
});

describe("precision by a sample of marks and the confidence of all hits", () => {
  /** 600 hits, of which 85 in 100 are right, and these have more confidence as a rule. */
  const draw = (random: () => number) =>
    Array.from({ length: 600 }, (_, n) => {
      const isRight = random() < 0.85;
      const strength = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()) + (isRight ? 1.5 : 0);
      return { isRight, hit: hitOf(n, { confidence: 1 - 0.05 / (1 + Math.exp(strength)) }) };
    });

  it("holds the truth about 95 times in 100, and is worth more than the marks", () => {
    const random = createRandom(8);
    const [rounds, size] = [400, 50];
    let [holds, aloneHolds, worth] = [0, 0, 0];
    for (let round = 0; round < rounds; round += 1) {
      const all = draw(random); // in no order, so that the first are a random sample
      const drawn = all
        .slice(0, size)
        .map(({ hit, isRight }) => ({ hit, mark: judge(hit, { verdict: isRight ? "accepted" : "rejected" }) }));
      const known = estimatePrecision({ drawn, rest: all.slice(size).map(({ hit }) => hit) });
      const isIn = ([low, high]: readonly [number, number]) => Number(low <= 0.85 && 0.85 <= high);
      holds += isIn(known.interval);
      aloneHolds += isIn(known.alone.interval);
      worth += known.worthMarks / rounds;
    }
    expect(holds / rounds).to.be.within(0.93, 0.98);
    expect(aloneHolds / rounds).to.be.within(0.92, 0.98);
    expect(worth).to.be.within(54, 75);
  });

  it("is not certain where all marks agree, and the marks' own where the confidence tells nothing", () => {
    const same = hits.map((hit) => ({ ...hit, confidence: 0.97 }));
    const drawn = same
      .slice(0, 30)
      .map((hit, n) => ({ hit, mark: judge(hit, { verdict: n < 24 ? "accepted" : "rejected" }) }));
    const known = estimatePrecision({ drawn, rest: same.slice(30) });
    expect(known).to.include({ share: 0.8, weight: 0 });
    expect(known.worthMarks).to.be.closeTo(30, 1e-9);
    const agreed = estimatePrecision({ drawn: drawn.slice(0, 24), rest: same.slice(24) });
    expect(agreed.share).to.equal(1);
    expect(agreed.interval[0]).to.be.within(0.8, 0.95);
  });
});

describe("the task precision", () => {
  const [task] = findMarkTasks([]) as [DeclaredMarkTask];
  const lacks = (marked: MarkedHits) => task.lacks(marked);

  it("says what it needs", () => {
    expect(lacks({ hits: hits.slice(0, 19), marks: [] })).to.match(/^queries that find 20/);
    expect(lacks({ hits, marks: judgeFirst(19) })).to.match(/^20 marks on a random sample.* has 19: /);
    const chosen = judgeFirst(50, () => ({ drawn: false }));
    expect(lacks({ hits, marks: chosen })).to.match(/has 0; 50 more were chosen by people/);
    expect(lacks({ hits, marks: judgeFirst(20) })).to.equal(undefined);
    expect(() => findMarkTasks(["retrieval"])).to.throw(/measures nothing by marks/);
  });

  it("measures what an index finds now for queries", async () => {
    const folder = temporaryFolder();
    const { subject, store } = await openSubject(folder.path, labelledVideos(24));
    const { searcher } = await subject.index();
    const queries = Array.from({ length: 12 }, (_, n) => `a wave of ${n}`);
    const found = await findHits(searcher, queries);
    expect(found.length).to.be.at.least(24); // each is in two videos
    const marks = toSample({ hits: found, marks: [] }).next.map((hit) => judge(hit));
    expect(task.lacks({ hits: found, marks })).to.equal(undefined);
    const [precision] = await task.run({ hits: found, marks });
    expect(precision).to.include({ value: 1, count: found.length });
    await store[Symbol.asyncDispose]();
    folder.remove();
  });

  it("gives precision with and without the model's word, of all and of each query", async () => {
    const rare = Array.from({ length: 5 }, (_, n) => hitOf(n, { query: "a cat" }));
    const all = [...hits, ...rare];
    const marks = nextOf([], all)
      .slice(0, 60)
      .map((hit, n) => judge(hit, { verdict: n % 5 === 0 ? "rejected" : "accepted" }));
    const asked: AskedExample[] = [];
    const figures = await task.run({ hits: all, marks }, (one) => asked.push(one));
    const [precision, alone, worth] = figures;
    expect(figures.map(({ name }) => name)).to.include(task.declared.headline);
    expect(alone).to.deep.include({ name: "precision-by-marks-alone", value: 0.8, count: 60 });
    expect(precision?.value).to.be.closeTo(0.8, 0.05);
    expect(precision?.value).to.be.within(precision?.interval?.[0] ?? 1, precision?.interval?.[1] ?? 0);
    expect(worth?.value).to.be.above(55);
    expect(precision?.detail).to.include({ hits: 205 });
    const byQuery = precision?.detail?.["byQuery"] as readonly Record<string, unknown>[];
    expect(byQuery.map(({ query, hits: count }) => [query, count])).to.deep.equal([
      ["a dog", 200],
      ["a cat", 5],
    ]);
    expect(byQuery[0]).to.have.property("precision").that.is.within(0.6, 0.95);
    expect(byQuery[1]).to.not.have.property("precision");
    expect(asked).to.have.length(60);
    expect(new Set(asked.map(({ id }) => id)).size).to.equal(60);
    expect(asked.reduce((sum, { values }) => sum + (values["precision"] ?? 0), 0)).to.equal(48);
    expect(await task.run({ hits: all, marks })).to.deep.equal(figures);
  });
});
