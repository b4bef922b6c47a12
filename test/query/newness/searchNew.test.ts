import { expect } from "chai";
import { searchNew, type NewRequest } from "../../../src/query/newness/searchNew.js";
import type { StoredCurve } from "../../../src/store/store.js";

/** Surprise by the second: it jumps up at each of these times, for 6 seconds. */
function curveWith(jumps: Readonly<Record<number, number>>, seconds = 60): StoredCurve {
  const timesSeconds = Array.from({ length: seconds }, (_, n) => n);
  const valueAt = (time: number) =>
    Object.entries(jumps).reduce((sum, [at, by]) => sum + (time >= Number(at) && time < Number(at) + 6 ? by : 0), 1);
  return { timesSeconds, values: timesSeconds.map(valueAt) };
}

describe("searchNew", () => {
  const curves = new Map<string, StoredCurve>([
    ["busy", curveWith({ 10: 2, 30: 5, 50: 1 })],
    ...Array.from({ length: 30 }, (_, n) => [`dull ${n}`, curveWith({ 20: 0.1 + n / 1000 })] as const),
  ]);
  const store = {
    videos: async () =>
      [...curves.keys(), "unmeasured"].map((videoId) => ({ videoId, paths: [videoId], durationSeconds: 60 })),
    curveOf: async (videoId: string) => curves.get(videoId),
  };
  const search = (request: Partial<NewRequest> = {}) =>
    searchNew(store, { which: "all", top: 5, falseAlarm: 0.05, ...request });

  it("finds where a curve rises most first, and counts as found what rises more than in nearly all videos", async () => {
    const { moments, answered, foundFrom, surprise } = await search();
    expect(moments.slice(0, 3).map(({ startSeconds }) => startSeconds)).to.deep.equal([30, 10, 50]);
    expect(moments[0]).to.deep.include({ videoId: "busy", riseNats: 5, endSeconds: 33, confidence: 30 / 31 });
    expect(answered).to.equal(true);
    for (const { videoId, confidence } of moments)
      expect(confidence >= foundFrom).to.equal(videoId !== "dull 29" && videoId !== "dull 28");
    expect(surprise).to.deep.equal({ videoCount: 32, unmeasuredCount: 1 });
  });

  it("tells the first or the last alone where that is asked for, and looks where it is told to", async () => {
    const startsOf = async (request: Partial<NewRequest>) =>
      (await search({ videoId: "busy", ...request })).moments.map(({ startSeconds }) => startSeconds);
    expect(await startsOf({ which: "first" })).to.deep.equal([10]);
    expect(await startsOf({ which: "last" })).to.deep.equal([50]);
    expect(await startsOf({ within: { startSeconds: 25, endSeconds: 40 } })).to.deep.equal([30]);
    expect((await search({ videoIds: ["dull 3"] })).answered).to.equal(false);
    expect(await search({ videoIds: [] })).to.deep.include({ answered: false, moments: [] });
  });

  it("refuses where nothing was measured, and says what to do", async () => {
    const error = await search({ videoId: "unmeasured" }).catch((reason: unknown) => reason);
    expect(error).to.have.property("code", "usage");
    expect((error as Error).message)
      .to.contain('lists "surprise"')
      .and.contain("quotes");
  });
});
