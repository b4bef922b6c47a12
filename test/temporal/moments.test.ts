import { expect } from "chai";
import { centreOf, contains, temporalIoU, type Span } from "../../src/core/span.js";
import { maximalScoringSubsequences, proposeMoments } from "../../src/temporal/moments.js";
import { suppressOverlaps } from "../../src/temporal/nms.js";
import { toSimilarityCurve, type CurveInput } from "../../src/temporal/similarityCurve.js";
import { createRandom } from "../../src/core/random.js";

const framesAt = (similarities: number[], step = 1) =>
  similarities.map((similarity, n) => ({ timeSeconds: n * step + step / 2, similarity }));
const input = (over: Partial<CurveInput>): CurveInput => ({
  frames: [],
  clips: [],
  cutsSeconds: [],
  durationSeconds: 10,
  ...over,
});

/** Noisy similarities over a video in which one span matches, seen at irregular times. */
function drawCase(seed: number): CurveInput & { truth: Span } {
  const random = createRandom(seed);
  const durationSeconds = 8 + random() * 40;
  const length = durationSeconds * (0.1 + random() * 0.4);
  const startSeconds = random() * (durationSeconds - length);
  const truth = { startSeconds, endSeconds: startSeconds + length };
  const frames = [];
  let noise = 0;
  for (let t = random() * 0.4; t < durationSeconds; t += 0.3 + random() * 0.5) {
    noise = 0.6 * noise + 0.02 * (random() + random() + random() - 1.5);
    frames.push({ timeSeconds: t, similarity: 0.2 + noise + (contains(truth, t) ? 0.05 : random() * 0.02) });
  }
  return { frames, clips: [], cutsSeconds: [], durationSeconds, truth };
}

describe("the similarity curve", () => {
  it("covers a video without gaps, with borders in the middle between frames and at cuts", () => {
    const curve = toSimilarityCurve(
      input({ frames: framesAt([0.1, 0.2, 0.3], 4), cutsSeconds: [9], durationSeconds: 12 }),
    );
    expect(curve.map((cell) => [cell.startSeconds, cell.endSeconds])).to.deep.equal([
      [0, 4],
      [4, 9],
      [9, 12],
    ]);
    expect(curve.map((cell) => cell.startsShot)).to.deep.equal([true, false, true]);
  });

  it("is half what a frame says, half what is around it, less of it beyond a cut", () => {
    const frames = framesAt([0, 0, 1, 1], 0.5);
    const heights = (cutsSeconds: number[]) =>
      toSimilarityCurve(input({ frames, cutsSeconds, durationSeconds: 2 })).map(({ similarity }) => similarity);
    const [first = 0, second = 0, third = 0, last = 0] = heights([]);
    const near = Math.exp(-0.5 / 3); // of a frame half a second away
    expect(first).to.be.closeTo((0.5 * (near ** 2 + near ** 3)) / (1 + near + near ** 2 + near ** 3), 1e-6);
    expect(first + last).to.be.closeTo(1, 1e-6);
    expect(second + third).to.be.closeTo(1, 1e-6);
    expect(second).to.be.above(first);
    expect(heights([1])[1]).to.be.within(0.1, second - 0.02);
  });

  it("has the same context however densely a stretch was sampled", () => {
    const step = (t: number) => (t < 5 ? 0 : 1);
    const sparse = Array.from({ length: 20 }, (_, n) => n * 0.5 + 0.25);
    const dense = sparse.flatMap((t) => (t < 5 ? [t - 0.2, t - 0.1, t, t + 0.1, t + 0.2] : [t]));
    const at = (times: number[]) => {
      const frames = times.map((t) => ({ timeSeconds: t, similarity: step(t) }));
      return toSimilarityCurve(input({ frames })).find((cell) => cell.keyframeSeconds === 5.25)?.similarity as number;
    };
    expect(at(dense)).to.be.closeTo(at(sparse), 0.1);
  });

  it("adds what clips know, by how near their middle is", () => {
    const clips = [{ startSeconds: 0, endSeconds: 5, similarity: 1 }];
    const curve = toSimilarityCurve(input({ frames: framesAt(Array(10).fill(0)), clips }), {
      context: { weight: 0, acrossCut: 0 },
    });
    expect(curve[2]?.similarity).to.be.closeTo(0.2, 1e-7);
    expect(curve[7]?.similarity).to.equal(0);
  });

  it("comes from the clips alone where there are no frames, and is empty where there is nothing", () => {
    const clips = [{ startSeconds: 0, endSeconds: 10, similarity: 0.4 }];
    expect(toSimilarityCurve(input({ clips }))).to.have.length(1);
    expect(toSimilarityCurve(input({}))).to.deep.equal([]);
  });
});

describe("moment proposals", () => {
  it("makes a video of one frame one moment", () => {
    const curve = toSimilarityCurve(input({ frames: [{ timeSeconds: 0, similarity: 0.25 }], durationSeconds: 4 }));
    expect(proposeMoments(curve)).to.deep.equal([
      { startSeconds: 0, endSeconds: 4, keyframeSeconds: 0, similarity: 0.25 },
    ]);
    expect(proposeMoments([])).to.deep.equal([]);
  });

  it("finds several spans with their own lengths, best first", () => {
    const frames = framesAt([0, 0, 0.8, 0.8, 0, 0, 0, 1, 1, 1, 1, 0]);
    const curve = toSimilarityCurve(input({ frames, durationSeconds: 12 }), { context: { weight: 0, acrossCut: 0 } });
    const spans = proposeMoments(curve).map((moment) => [moment.startSeconds, moment.endSeconds]);
    expect(spans).to.deep.equal([
      [7, 11],
      [2, 4],
    ]);
  });

  it("moves an edge to a cut that is near", () => {
    const frames = [0, 0, 1, 1, 1, 0].map((similarity, n) => ({ timeSeconds: n * 0.5, similarity }));
    const curve = toSimilarityCurve(input({ frames, cutsSeconds: [0.95], durationSeconds: 3 }), {
      context: { weight: 0, acrossCut: 0 },
    });
    expect(proposeMoments(curve)[0]?.startSeconds).to.equal(0.95);
  });

  it("stays inside the video, disjoint and in order for any curve", () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const random = createRandom(seed);
      const durationSeconds = 0.1 + random() * 60;
      const times = Array.from({ length: 1 + Math.floor(random() * 60) }, () => random() * durationSeconds).sort(
        (a, b) => a - b,
      );
      const cutsSeconds = Array.from({ length: Math.floor(random() * 6) }, () => random() * durationSeconds).sort(
        (a, b) => a - b,
      );
      const frames = times.map((timeSeconds) => ({ timeSeconds, similarity: random() - 0.5 }));
      const moments = proposeMoments(toSimilarityCurve({ frames, clips: [], cutsSeconds, durationSeconds }));
      expect(moments).not.to.be.empty;
      for (const [n, moment] of moments.entries()) {
        expect(moment.startSeconds).to.be.at.least(0);
        expect(moment.endSeconds).to.be.above(moment.startSeconds).and.at.most(durationSeconds);
        expect(moment.keyframeSeconds).to.be.within(moment.startSeconds, moment.endSeconds);
        if (n > 0) expect(moment.similarity).to.be.at.most(moments[n - 1]?.similarity as number);
      }
    }
  });

  it("hits noisy spans more truly than fixed windows do", () => {
    const cases = Array.from({ length: 150 }, (_, n) => drawCase(n + 1));
    const mean = (score: (one: (typeof cases)[number]) => number) =>
      cases.reduce((sum, one) => sum + score(one), 0) / cases.length;
    const moment = (one: CurveInput) => proposeMoments(toSimilarityCurve(one))[0] as Span;
    const best = (one: CurveInput, seconds: number): Span => {
      const starts = Array.from(
        { length: Math.ceil((2 * one.durationSeconds) / seconds) },
        (_, n) => (n * seconds) / 2,
      );
      const windows = starts.map((startSeconds) => ({ startSeconds, endSeconds: startSeconds + seconds }));
      const similarityIn = (window: Span) => {
        const inside = one.frames.filter((frame) => contains(window, frame.timeSeconds));
        return inside.reduce((sum, frame) => sum + frame.similarity, 0) / Math.max(1, inside.length);
      };
      return windows.reduce((a, b) => (similarityIn(b) > similarityIn(a) ? b : a));
    };
    const ours = mean((one) => temporalIoU(moment(one), one.truth));
    for (const seconds of [2, 4, 8])
      expect(ours).to.be.above(mean((one) => temporalIoU(best(one, seconds), one.truth)) + 0.1);
    expect(mean((one) => (contains(one.truth, centreOf(moment(one))) ? 1 : 0))).to.be.above(0.85);
  });
});

describe("maximal scoring subsequences", () => {
  it("finds those of the example in the paper", () => {
    const scores = [4, -5, 3, -3, 1, 2, -2, 2, -2, 1, 5];
    expect(maximalScoringSubsequences(scores)).to.deep.equal([
      [0, 0],
      [2, 2],
      [4, 10],
    ]);
  });

  it("holds the best stretch of all, for any scores", () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const random = createRandom(seed);
      const scores = Array.from({ length: 30 }, () => random() - 0.6);
      const sum = (from: number, to: number) => scores.slice(from, to + 1).reduce((a, b) => a + b, 0);
      const best = Math.max(...scores.flatMap((_, from) => scores.slice(from).map((__, n) => sum(from, from + n))));
      const found = maximalScoringSubsequences(scores).map(([from, to]) => sum(from, to));
      if (best > 0) expect(Math.max(...found)).to.be.closeTo(best, 1e-9);
      else expect(found).to.deep.equal([]);
    }
  });
});

describe("temporal non-maximum suppression", () => {
  const spans = [
    { startSeconds: 0, endSeconds: 10, similarity: 0.9 },
    { startSeconds: 1, endSeconds: 10, similarity: 0.8 },
    { startSeconds: 20, endSeconds: 30, similarity: 0.7 },
  ];

  it("drops what overlaps a better span", () => {
    expect(suppressOverlaps(spans).map((span) => span.startSeconds)).to.deep.equal([0, 20]);
    expect(suppressOverlaps(spans, 0.95)).to.have.length(3);
  });
});
