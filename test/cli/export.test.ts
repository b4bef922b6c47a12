import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/core/paths.js";
import { tinyFolder } from "../inference/fixtures.js";
import { ffmpeg, temporaryFolder } from "../media/renderClip.js";

const main = join(packageRoot, "dist/src/cli/main.js");
const environment = { ...process.env, KINODEX_MODELS: tinyFolder, KINODEX_PROVIDER: "cpu" };

describe("kinodex export", function () {
  this.timeout(180_000);
  const folder = temporaryFolder();
  const videos = join(folder, "videos");
  const [boat, snow] = [join(videos, "boat.mov"), join(videos, "snow.mp4")];
  const place = ["--index", join(folder, "index")];
  const kinodex = (...args: string[]) =>
    spawnSync(process.execPath, [main, ...args, ...place], { encoding: "utf8", env: environment });
  /** Asks for whatever is nearest, however weak. */
  const exportAll = (...args: string[]) => kinodex("export", "a boat", "--include-misses", ...args);

  before(() => {
    mkdirSync(videos);
    const picture = ["-pix_fmt", "yuv420p", "-timecode", "01:00:00;00"];
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=96x64:r=30000/1001:d=4", ...picture, boat);
    ffmpeg("-f", "lavfi", "-i", "mandelbrot=s=96x64:r=30000/1001", "-t", "3", "-pix_fmt", "yuv420p", snow);
    const run = kinodex("index", videos, "--model", "test/tiny");
    if (run.status !== 0) throw new Error(run.stderr);
  });

  it("prints what a search finds, in the order of the search", () => {
    const searched = JSON.parse(kinodex("search", "a boat", "--json").stdout) as { moments: object[] };
    const run = exportAll("--format", "jsonl");
    expect(run.status, run.stderr).to.equal(0);
    const lines = run.stdout.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).to.deep.equal(searched.moments);
  });

  it("writes an EDL with the file's own timecode, and cuts the moments, and reports both", () => {
    const [edl, clips] = [join(folder, "hits.edl"), join(folder, "clips")];
    const where = ["--video", boat, "--top", "1", "-o", edl, "--clips", clips, "--handles", "0.1", "--json"];
    const run = exportAll("--format", "edl", ...where);
    expect(run.status, run.stderr).to.equal(0);
    const report = JSON.parse(run.stdout) as { file: string; clips: { file: string }[]; failed: unknown[] };
    expect(report).to.deep.include({ file: edl, failed: [] });
    expect(readFileSync(edl, "utf8")).to.match(/^001 {2}BOAT {5}V {5}C {8}01:00:0\d;\d\d 01:00:0\d;\d\d 01:00:00;00 /m);
    expect(report.clips.map(({ file }) => file)).to.deep.equal(readdirSync(clips).map((name) => join(clips, name)));
    expect(report.clips).to.have.length(1);
    const again = exportAll("--format", "edl", ...where);
    expect(again.status).to.equal(2);
    expect(again.stderr).to.contain(edl).and.to.contain("--overwrite");
    expect(exportAll("--format", "edl", ...where, "--overwrite").status).to.equal(0);
  });

  it("writes nothing, and says so, when nothing is found with enough confidence", () => {
    const file = join(folder, "nothing.csv");
    const run = kinodex("export", "a boat", "--false-alarm", "0.0001", "--format", "csv", "-o", file);
    expect(run.status).to.equal(0);
    expect(run.stderr).to.contain("nothing to export").and.to.contain("--false-alarm");
    expect(existsSync(file)).to.equal(false);
  });

  it("writes only what counts as found, tells how many it left out, and writes the misses when asked", () => {
    const searched = JSON.parse(kinodex("search", "a boat", "--json").stdout) as {
      moments: { confidence: number }[];
    };
    const ranked = searched.moments.map(({ confidence }) => confidence).toSorted((a, b) => b - a);
    const [best, next] = ranked as [number, number];
    expect(best).to.be.above(next);
    const line = ["--false-alarm", String(1 - (best + next) / 2)];
    const found = kinodex("export", "a boat", ...line, "--format", "jsonl");
    expect(found.stdout.trimEnd().split("\n")).to.have.length(1);
    expect(found.stderr)
      .to.contain(`left out ${ranked.length - 1}`)
      .and.to.contain("--include-misses");
    const all = kinodex("export", "a boat", ...line, "--format", "jsonl", "--include-misses");
    expect(all.stdout.trimEnd().split("\n")).to.have.length(ranked.length);
    expect(all.stderr).to.not.contain("left out");
  });

  it("exits with 2 and says what is allowed when it is used wrongly", () => {
    for (const [args, says] of [
      [[], "give --format, one of csv, jsonl, edl, fcpxml, otio, or --clips"],
      [["--format", "avid"], "csv, jsonl, edl, fcpxml, otio"],
      [["--format", "csv", "--json"], "-o FILE"],
      [["--format", "csv", "--handles", "soon"], "seconds"],
    ] as const) {
      const run = exportAll(...args);
      expect(run.status, args.join(" ")).to.equal(2);
      expect(run.stderr).to.contain(says);
    }
  });

  it("names a file that is gone, exits with 1, and still writes the moments of the others", () => {
    rmSync(snow);
    const run = exportAll("--format", "fcpxml");
    expect(run.status).to.equal(1);
    expect(run.stderr).to.contain(snow).and.to.contain("no longer there");
    expect(run.stdout).to.contain("boat.mov").and.not.to.contain("snow.mp4");
  });
});
