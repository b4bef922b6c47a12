import { expect } from "chai";
import { createClipWindower, keyframeSecondsOf, type ClipWindow } from "../../src/temporal/clipWindows.js";
import { createRandom } from "../../src/core/random.js";

const embedding = new Float32Array([1, 0]);

function windowsOf(times: number[], cuts: number[], endSeconds: number, settings = {}): ClipWindow[] {
  const windower = createClipWindower(settings);
  const windows: ClipWindow[] = [];
  let told = 0;
  for (const timeSeconds of times) {
    while (told < cuts.length && (cuts[told] as number) <= timeSeconds)
      windows.push(...windower.cut(cuts[told++] as number));
    windows.push(...windower.push({ timeSeconds, embedding }));
  }
  for (; told < cuts.length; told += 1) windows.push(...windower.cut(cuts[told] as number));
  return [...windows, ...windower.flush(endSeconds)];
}

const spansOf = (windows: ClipWindow[]) => windows.map((window) => [window.startSeconds, window.endSeconds]);
const every = (step: number, end: number) => Array.from({ length: Math.ceil(end / step) }, (_, n) => n * step);

describe("clip windows", () => {
  it("makes one clip of a short shot, and overlapping windows that end with it of a long one", () => {
    expect(spansOf(windowsOf(every(0.5, 6), [], 6))).to.deep.equal([[0, 6]]);
    expect(spansOf(windowsOf(every(0.5, 10), [], 10))).to.deep.equal([[0, 10]]);
    expect(spansOf(windowsOf(every(0.5, 19), [], 19))).to.deep.equal([
      [0, 8],
      [4, 12],
      [8, 16],
      [11, 19],
    ]);
  });

  it("never crosses a cut", () => {
    expect(spansOf(windowsOf(every(0.5, 12), [3, 5], 12))).to.deep.equal([
      [0, 3],
      [3, 5],
      [5, 12],
    ]);
  });

  it("takes a cut that is told before the last frames ahead of it", () => {
    const windower = createClipWindower();
    windower.push({ timeSeconds: 0, embedding });
    windower.cut(2);
    expect(windower.push({ timeSeconds: 1, embedding })).to.deep.equal([]);
    const [first] = windower.push({ timeSeconds: 2, embedding });
    expect(first?.frames.map((frame) => frame.timeSeconds)).to.deep.equal([0, 1]);
    expect(spansOf(windower.flush(4))).to.deep.equal([[2, 4]]);
  });

  it("keeps to its bounds for any frames and cuts", () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = createRandom(seed);
      const durationSeconds = random() * 90 + 0.1;
      const times = Array.from({ length: 1 + Math.floor(random() * 150) }, () => random() * durationSeconds);
      times.sort((a, b) => a - b);
      const cuts = Array.from({ length: Math.floor(random() * 8) }, () => random() * durationSeconds).sort(
        (a, b) => a - b,
      );
      const settings = { windowSeconds: 2 + random() * 8, overlap: random() * 0.8, maxFrames: 16 };
      const windows = windowsOf(times, cuts, durationSeconds, settings);
      for (const { startSeconds, endSeconds, frames } of windows) {
        expect(endSeconds - startSeconds).to.be.within(0, settings.windowSeconds * 1.25 + 1e-6);
        expect(frames).to.have.length.within(1, 16);
        for (const { timeSeconds } of frames) expect(timeSeconds).to.be.within(startSeconds, endSeconds);
        for (const cut of cuts) expect(cut <= startSeconds || cut >= endSeconds, `${cut} inside`).to.equal(true);
      }
      for (const t of times)
        expect(
          windows.some((w) => t >= w.startSeconds && t < w.endSeconds),
          `seed ${seed}: ${t} s`,
        ).to.equal(true);
      const starts = windows.map((window) => window.startSeconds);
      expect(starts).to.deep.equal([...starts].sort((a, b) => a - b));
    }
  });

  it("steps over days without frames at once", () => {
    // one step for each hop would be 250 million of them, and outlast the runner's limit
    expect(windowsOf([0, 1e9], [], 1e9 + 1)).to.have.length(2);
  });

  it("gives nothing for a video without frames", () => {
    expect(createClipWindower().flush(10)).to.deep.equal([]);
  });

  it("names the frame nearest to the pooled embedding", () => {
    const frames = [0, 1, 2].map((n) => ({
      timeSeconds: n,
      embedding: Float32Array.from([n === 1 ? 1 : 0, n === 1 ? 0 : 1]),
    }));
    expect(keyframeSecondsOf({ startSeconds: 0, endSeconds: 3, frames }, new Float32Array([1, 0]))).to.equal(1);
  });
});
