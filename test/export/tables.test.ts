import { expect } from "chai";
import { isKinodexError } from "../../src/core/errors.js";
import { requireFormat } from "../../src/export/formats.js";
import { toCsv, toJsonLines, type ExportedMoment } from "../../src/export/tables.js";

const moment: ExportedMoment = {
  videoId: "abc",
  path: '/videos/a "red", fast\ncar.mp4',
  startSeconds: 3,
  endSeconds: 7.5,
  keyframeSeconds: 4.5,
  similarity: 0.31,
  confidence: 0.93,
  sources: ["frame", "clip"],
};

describe("tables of moments", () => {
  it("quotes in CSV what would break a row, as RFC 4180 has it", () => {
    expect(toCsv([moment])).to.equal(
      "videoId,path,startSeconds,endSeconds,keyframeSeconds,similarity,confidence,sources\r\n" +
        'abc,"/videos/a ""red"", fast\ncar.mp4",3,7.5,4.5,0.31,0.93,frame+clip\r\n',
    );
  });

  it("gives JSON lines that read back as what was found, and nothing more", () => {
    const lines = toJsonLines([moment, { ...moment, path: "b", unknown: 1 } as ExportedMoment])
      .trimEnd()
      .split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).to.deep.equal([moment, { ...moment, path: "b" }]);
  });

  it("lists the formats when there is none of that name", () => {
    const call = () => requireFormat("avid");
    expect(call).to.throw("csv, jsonl, edl, fcpxml, otio");
    try {
      call();
    } catch (error) {
      expect(isKinodexError(error, "usage")).to.equal(true);
    }
  });
});
