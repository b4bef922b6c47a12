import { expect } from "chai";
import { toPrintable, toPrintableLines } from "../../src/core/printable.js";

describe("toPrintable", () => {
  it("writes out what commands a terminal, and nothing else", () => {
    expect(toPrintable("a\u001B[2Jb\u0007\u009B\n\u202Egpj.mp4")).to.equal(
      String.raw`a\x1b[2Jb\x07\x9b\n\u202egpj.mp4`,
    );
    for (const text of ["Müller (2).mp4", "海滩.mkv", "👩‍👩‍👧.mp4", String.raw`C:\films\a.mp4`])
      expect(toPrintable(text)).to.equal(text);
  });

  it("keeps the line breaks of a text that has its own", () => {
    expect(toPrintableLines("a,b\r\n\u001Bc\n")).to.equal("a,b\n\\x1bc\n");
  });
});
