import { expect } from "chai";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findVideoFiles, type FoundVideo } from "../../src/media/videoFiles.js";
import { skip } from "../skip.js";
import { temporaryFolder } from "./renderClip.js";
import { writeUnnamed } from "./unnamedFile.js";

describe("findVideoFiles", () => {
  const folder = temporaryFolder();
  const find = async (path: string) => {
    const all: (FoundVideo & { readonly problem?: Error })[] = [];
    for await (const found of findVideoFiles([path])) all.push(found);
    return all;
  };

  it("names a file whose name is not UTF-8 as it is, in a folder and by itself", async function () {
    const mixed = join(folder, "mixed");
    mkdirSync(mixed);
    if (!writeUnnamed(mixed)) skip(this, "the file system takes UTF-8 names alone");
    writeFileSync(join(mixed, "caf\uFFFD.mkv"), ""); // a name in UTF-8 that looks broken
    const [unnamed, named, ...others] = await find(mixed);
    expect(others).to.deep.equal([]);
    expect(named).to.deep.equal({ path: join(mixed, "caf\uFFFD.mkv") });
    for (const found of [unnamed, ...(await find(join(mixed, "caf\uFFFD.mp4")))]) {
      expect(found?.path).to.be.oneOf([join(mixed, "caf\\xE9.mp4"), join(mixed, "caf\uFFFD.mp4")]);
      expect(found?.problem?.message).to.equal(
        `${join(mixed, "caf\\xE9.mp4")} cannot be indexed: its name is not UTF-8. Rename it.`,
      );
    }
  });
});
