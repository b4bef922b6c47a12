import { expect } from "chai";
import type { DecodedFrame } from "../../src/core/frame.js";
import { holdFrames } from "../../src/pipeline/holdFrames.js";

describe("holdFrames", () => {
  /** Frames whose one pixel tells when they came first. */
  const frameAt = (timeSeconds: number): DecodedFrame => ({
    timeSeconds,
    width: 1,
    height: 1,
    pixels: Uint8Array.of(Math.floor(timeSeconds), 0, 0),
  });
  const hold = async (
    timesSeconds: readonly number[],
    { fromSeconds = 0, untilSeconds = 0, everySeconds = 1, before = undefined as number | undefined } = {},
  ): Promise<(readonly [timeSeconds: number, shown: number])[]> => {
    async function* frames(): AsyncGenerator<DecodedFrame> {
      for (const timeSeconds of timesSeconds) yield frameAt(timeSeconds);
    }
    const held = holdFrames(frames(), {
      everySeconds,
      fromSeconds,
      untilSeconds: async () => untilSeconds,
      findShown: async () => (before === undefined ? undefined : frameAt(before)),
    });
    const given: (readonly [number, number])[] = [];
    for await (const { timeSeconds, pixels } of held) given.push([timeSeconds, pixels[0] as number]);
    return given;
  };

  it("leaves frames alone of which none is shown for long", async () => {
    const times = Array.from({ length: 40 }, (_, n) => n * 0.12);
    expect((await hold(times, { untilSeconds: 4.8 })).map(([time]) => time)).to.deep.equal(times);
    const slow = [0, 1.04, 2, 3.04, 4];
    expect((await hold(slow, { untilSeconds: 5 })).map(([time]) => time)).to.deep.equal(slow);
  });

  it("gives a picture again at each second at which it is still shown, and up to the end", async () => {
    expect(await hold([0.2, 3.5, 9.9], { untilSeconds: 12.5 })).to.deep.equal([
      [0.2, 0],
      [1, 0],
      [2, 0],
      [3.5, 3],
      ...[4, 5, 6, 7, 8].map((time) => [time, 3]),
      [9.9, 9],
      [10, 9],
      [11, 9],
    ]);
    const rare = await hold([0], { untilSeconds: 35, everySeconds: 10 });
    expect(rare.map(([time]) => time)).to.deep.equal([0, 10, 20]);
  });

  it("gives wherever it starts what an unbroken run gives from there on", async () => {
    const times = [0, 30, 59.9, 200.5, 310];
    const whole = await hold(times, { untilSeconds: 400 });
    for (const fromSeconds of [60, 120, 180, 240]) {
      const [shown, later] = [times.filter((time) => time < fromSeconds), times.filter((time) => time >= fromSeconds)];
      const part = await hold(later, { fromSeconds, untilSeconds: 400, before: shown.at(-1) as number });
      expect(part).to.deep.equal(whole.filter(([time]) => time >= fromSeconds));
    }
  });

  it("gives nothing before the first picture, and a picture no longer than four hours", async () => {
    expect((await hold([7], { fromSeconds: 2, untilSeconds: 9 })).map(([time]) => time)).to.deep.equal([7, 8]);
    const given = await hold([0, 1_000_000], { untilSeconds: 1_000_001 });
    expect(given).to.have.length.below(15_000);
    expect(given.at(-2)?.[0]).to.equal(4 * 3600);
  });
});
