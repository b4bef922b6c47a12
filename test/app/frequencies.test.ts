import { expect } from "chai";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findFrequencies } from "../../src/app/evaluate/findFrequencies.js";
import { tinyFolder } from "../inference/fixtures.js";
import { temporaryFolder } from "../store/fixtures.js";

describe("counts of what a model was trained on", () => {
  const folder = temporaryFolder();
  const own = process.env["KINODEX_MODELS"];
  const tiny = JSON.parse(readFileSync(join(tinyFolder, "tiny.json"), "utf8")) as object;
  const write = (name: string, more: object) =>
    writeFileSync(join(folder.path, `${name}.json`), JSON.stringify({ ...tiny, id: `test/${name}`, ...more }));

  before(() => {
    process.env["KINODEX_MODELS"] = folder.path;
  });
  after(() => {
    if (own === undefined) delete process.env["KINODEX_MODELS"];
    else process.env["KINODEX_MODELS"] = own;
    folder.remove();
  });

  it("are those that its manifest names, and none where it names none", async () => {
    write("counted", { frequencies: "counts.txt" });
    write("uncounted", {});
    writeFileSync(
      join(folder.path, "counts.txt"),
      JSON.stringify({ what: "counts", pictures: 9, texts: 9, counts: { dog: [2, 3] } }),
    );
    expect((await findFrequencies("test/counted"))?.of("a dog")).to.deep.equal({ pictures: 2, texts: 3 });
    expect(await findFrequencies("test/uncounted")).to.equal(undefined);
    expect(await findFrequencies("test/unknown")).to.equal(undefined);
  });
});
