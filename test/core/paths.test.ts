import { expect } from "chai";
import { mkdirSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { toDiskSpelling } from "../../src/core/paths.js";
import { temporaryFolder } from "../store/fixtures.js";

describe("toDiskSpelling", () => {
  it("takes case and the form of accents from the file system, where it takes them for the same", () => {
    const onDisk = join("/", "Videos", "Cafe\u0301.mp4");
    const spell = (path: string) => toDiskSpelling(path, () => onDisk);
    expect(spell(join("/", "videos", "CAFÉ.MP4"))).to.equal(onDisk);
    expect(spell(onDisk)).to.equal(onDisk);
  });

  it("keeps the name of a link, a path that is spelled well, and one to nothing", () => {
    const folder = temporaryFolder();
    try {
      const videos = join(folder.path, "videos");
      mkdirSync(videos);
      const link = join(folder.path, "link");
      symlinkSync(videos, link, "junction"); // a link that needs no rights on Windows
      for (const path of [link, videos, relative(process.cwd(), videos), join(videos, "none.mp4")])
        expect(toDiskSpelling(path)).to.equal(path);
    } finally {
      folder.remove();
    }
  });
});
