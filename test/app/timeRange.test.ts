import { expect } from "chai";
import { toTimeRange } from "../../src/app/timeRange.js";
import { failureOf } from "../store/fixtures.js";

describe("toTimeRange", () => {
  it("takes whole days of this machine's time zone", () => {
    expect(toTimeRange("2024-02-28", "2024-02-29")).to.deep.equal({
      recordedFrom: new Date(2024, 1, 28).toISOString(),
      recordedBefore: new Date(2024, 2, 1).toISOString(),
    });
  });

  it("takes times with a zone, both of them inside", () => {
    expect(toTimeRange("2024-05-01T10:00:00+02:00", "2024-05-01T08:00:00Z")).to.deep.equal({
      recordedFrom: "2024-05-01T08:00:00.000Z",
      recordedBefore: "2024-05-01T08:00:00.001Z",
    });
    expect(toTimeRange(undefined, undefined)).to.deep.equal({});
  });

  it("refuses what is no time, and what ends before it starts", async () => {
    for (const text of ["may", "2024", "2024-04-31", "2024-13-01", "2024-05-01T10:00:00", "2024-05-01Z"])
      expect(await failureOf(() => toTimeRange(text, undefined)), text)
        .to.include({ code: "usage" })
        .and.to.have.property("message")
        .that.includes(text);
    expect(await failureOf(() => toTimeRange("2024-05-02", "2024-05-01"))).to.have.property("code", "usage");
  });
});
