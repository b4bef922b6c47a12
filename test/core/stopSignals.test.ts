import { expect } from "chai";
import { constants } from "node:os";
import { stopSignals } from "../../src/core/stopSignals.js";

describe("stopSignals", () => {
  it("leave SIGHUP to nohup, except on Windows, where it says that the console is closed", () => {
    expect(stopSignals("win32")).to.include("SIGHUP");
    for (const platform of ["linux", "darwin"] as const) expect(stopSignals(platform)).not.to.include("SIGHUP");
  });

  it("exist where they are listened to", () => {
    expect(Object.keys(constants.signals)).to.include.members([...stopSignals()]);
  });
});
