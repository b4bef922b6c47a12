import { expect } from "chai";
import { toFrameRate } from "../../src/export/frameRate.js";
import { readTimecode, toTimecode } from "../../src/export/timecode.js";

describe("timecode", () => {
  const ntsc = toFrameRate(29.97);

  it("skips two numbers a minute at 29.97, but not in each tenth", () => {
    expect(toTimecode(1799, ntsc)).to.equal("00:00:59;29");
    expect(toTimecode(1800, ntsc)).to.equal("00:01:00;02");
    expect(toTimecode(17_982, ntsc)).to.equal("00:10:00;00");
  });

  it("reads back what it wrote, at every rate", () => {
    for (const rate of [23.976, 24, 25, 29.97, 30, 50, 59.94, 60].map(toFrameRate)) {
      for (let frame = 0; frame < 2_000_000; frame += 997) {
        expect(readTimecode(toTimecode(frame, rate), rate)?.frame).to.equal(frame);
      }
    }
  });

  it("refuses a number that drop frame skips", () => {
    expect(readTimecode("00:01:00;00", ntsc)).to.equal(undefined);
  });
});
