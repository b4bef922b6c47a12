import { expect } from "chai";
import { PassThrough } from "node:stream";
import { createProgressBars } from "../../src/cli/progress.js";

describe("createProgressBars", () => {
  it("draws a bar before anything is known, and what it knows later within the terminal's width", () => {
    const written: string[] = [];
    const stream = Object.assign(new PassThrough(), { columns: 60 });
    stream.on("data", (bytes: Buffer) => written.push(bytes.toString()));
    const bars = createProgressBars(stream as unknown as NodeJS.WriteStream);
    expect(written.join("")).to.contain("looking for videos");
    bars.show({ type: "listed", fileCount: 7, emptyFolders: [] });
    expect(written.at(-1)).to.contain("0 of 7 files");
    const line = written.at(-1)?.trimEnd() ?? "";
    expect(line).not.to.contain("…");
    bars.close();
    expect(written.at(-1)).to.equal("\u001B[1A\u001B[0J");
  });
});
