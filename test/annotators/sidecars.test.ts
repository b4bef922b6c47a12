import { expect } from "chai";
import { mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { createSidecarFinder, withSidecars } from "../../src/annotators/sidecars.js";
import { temporaryFolder } from "../media/renderClip.js";

describe("sidecars", () => {
  const folder = temporaryFolder();
  const video = join(folder, "film.mp4");
  const pattern = /^(\.[a-z]{2})?\.srt$/;
  const put = (name: string, text = "words") => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const find = (...paths: readonly string[]) => createSidecarFinder().find(paths.length ? paths : [video], pattern);

  before(() => {
    for (const name of ["film.mp4", "film.srt", "film.en.srt", "film.txt", "film2.srt", "film.en.old.srt"]) put(name);
    mkdirSync(join(folder, "film.de.srt"));
  });

  it("are files of the video's base name whose rest matches, in alphabetical order", async () => {
    expect((await find()).map(({ path }) => basename(path))).to.deep.equal(["film.en.srt", "film.srt"]);
    expect((await find(join(folder, "film.en.mp4"))).map(({ path }) => basename(path))).to.deep.equal(["film.en.srt"]);
  });

  it("may be written in other letters than the video, unless there is a video that is written so", async () => {
    const names = async (name: string) => (await find(join(folder, name))).map(({ path }) => basename(path));
    for (const name of ["Holiday.mp4", "HOLIDAY.srt", "Party.mp4", "party.mkv", "party.srt"]) put(name);
    put("Ha\u0308user.mp4");
    put("h\u00e4user.srt");
    expect(await names("Holiday.mp4")).to.deep.equal(["HOLIDAY.srt"]);
    expect(await names("Party.mp4")).to.deep.equal([]);
    expect(await names("party.mkv")).to.deep.equal(["party.srt"]);
    expect(await names("Ha\u0308user.mp4")).to.deep.equal(["h\u00e4user.srt"]);
    expect((await find(join(folder, "Holiday.mp4")))[0]?.ending).to.equal(".srt");
  });

  it("of several videos are each found once, and of a folder that is gone none", async () => {
    expect(await find(video, join(folder, "film.mkv"))).to.have.length(2);
    expect(await find(join(folder, "nowhere", "film.mp4"))).to.deep.equal([]);
  });

  it("change a fingerprint when they come, change or go, and only then", async () => {
    const now = async () => withSidecars("reader-1", await find());
    const before = await now();
    expect(before).to.match(/^reader-1-[0-9a-f]{16}$/);
    expect(await now()).to.equal(before);
    utimesSync(join(folder, "film.srt"), 1, 1);
    const touched = await now();
    expect(touched).not.to.equal(before);
    const more = put("film.fr.srt");
    expect(await now()).not.to.equal(touched);
    rmSync(more);
    expect(await now()).to.equal(touched);
    expect(withSidecars("reader-1", [])).to.equal("reader-1");
  });
});
