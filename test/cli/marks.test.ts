import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Mark } from "../../src/collections/marks.js";
import { packageRoot } from "../../src/core/paths.js";
import { readDataset } from "../../src/evaluation/readDataset.js";
import type { ResultsDocument } from "../../src/evaluation/results/document.js";
import { tinyFolder } from "../inference/fixtures.js";
import { ffmpeg, temporaryFolder } from "../media/renderClip.js";

const main = join(packageRoot, "dist/src/cli/main.js");
const environment = { ...process.env, KINODEX_MODELS: tinyFolder, KINODEX_PROVIDER: "cpu" };

describe("kinodex marks", function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  const index = join(folder, "index");
  const boat = join(folder, "boat.mp4");
  const kinodex = (...args: string[]) => {
    const run = spawnSync(process.execPath, [main, ...args], { encoding: "utf8", env: environment });
    return { ...run, json: () => JSON.parse(run.stdout) as Record<string, unknown> };
  };
  const marks = (...args: string[]) => kinodex("marks", ...args, "--index", index);
  let videoId = "";

  const lineOf = (changes: object = {}) =>
    JSON.stringify({ videoId, startSeconds: 0.5, endSeconds: 2, text: "a boat", verdict: "accepted", ...changes });
  const importLines = (...lines: string[]) => {
    writeFileSync(join(folder, "lines.jsonl"), lines.join("\n"));
    return marks("import", join(folder, "lines.jsonl"), "--json");
  };

  before(() => {
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=96x64:r=10:d=4", "-pix_fmt", "yuv420p", boat);
    const run = kinodex("index", boat, "--model", "test/tiny", "--index", index);
    if (run.status !== 0) throw new Error(run.stderr);
    const { videos } = kinodex("videos", "--index", index, "--json").json() as { videos: { videoId: string }[] };
    videoId = videos[0]?.videoId ?? "";
  });

  it("says how to begin where there are none, and where there is no index", () => {
    expect(marks().stdout).to.match(/^Nothing is marked yet/);
    const nowhere = kinodex("marks", "--index", join(folder, "nowhere"));
    expect([nowhere.status, nowhere.stderr]).to.satisfy(
      ([status, text]: [number, string]) => status === 1 && /nowhere/.test(text),
    );
  });

  it("imports what can be used, names the lines that cannot, and exits with 1", () => {
    const run = importLines(
      lineOf(),
      "nonsense",
      lineOf({ endSeconds: 0.1 }),
      lineOf({ text: "a cat", verdict: "rejected" }),
      lineOf({ text: "open", verdict: null }),
      lineOf({ videoId: "boat" }),
    );
    expect(run.status).to.equal(1);
    expect(run.json()).to.deep.include({ addedCount: 2, knownCount: 0, openCount: 1 });
    expect(run.stderr).to.match(/lines.jsonl:2: it is not JSON/);
    expect(run.stderr).to.match(/lines.jsonl:3: "endSeconds" must be after startSeconds/);
    expect(run.stderr).to.match(/lines.jsonl:6: "videoId" must be the 64/);
  });

  it("lists by text, verdict and video", () => {
    const listed = (...args: string[]) =>
      (marks("list", "--json", ...args).json()["marks"] as Mark[]).map(({ text }) => text);
    expect(listed()).to.deep.equal(["a cat", "a boat"]);
    expect(listed("--text", " a  boat")).to.deep.equal(["a boat"]);
    expect(listed("--verdict", "rejected", "--video", "boat.mp4")).to.deep.equal(["a cat"]);
    expect(listed("--about", "caption")).to.deep.equal([]);
    expect(marks("list", "--video", "cat.mp4").status).to.equal(1);
  });

  it("exports what it imports again without a change", () => {
    const file = join(folder, "exported.jsonl");
    expect(marks("export", "-o", file).status).to.equal(0);
    expect(marks("export", "-o", file).stderr).to.match(/--overwrite/);
    expect(readFileSync(file, "utf8").trim().split("\n")).to.have.length(2);
    expect(marks("import", file, "--json").json()).to.include({ addedCount: 0, knownCount: 2 });
    const later = lineOf({ verdict: "rejected", createdAt: "2000-01-01T00:00:00.000Z" });
    expect(importLines(later).json()).to.include({ addedCount: 0, knownCount: 1 });
  });

  it("exports what was accepted as a dataset, and what was rejected beside it", () => {
    const dataset = join(folder, "mine");
    mkdirSync(dataset);
    const run = marks("export", "--manifest", "-o", join(dataset, "manifest.jsonl"), "--json");
    expect(run.status, run.stderr).to.equal(0);
    expect(run.json()).to.include({ videoCount: 1, spanCount: 1, rejectedCount: 1, leftOutCount: 0 });
    const { videos, faults } = readDataset(dataset);
    expect(faults).to.deep.equal([]);
    expect(videos).to.have.length(1);
    expect(videos[0]).to.deep.include({
      path: boat,
      captions: ["a boat"],
      events: [{ startSeconds: 0.5, endSeconds: 2, text: "a boat" }],
    });
    const [row = ""] = readFileSync(join(dataset, "manifest.jsonl"), "utf8").split("\n");
    expect((JSON.parse(row) as { rejected: object[] }).rejected).to.deep.equal([{ start: 0.5, end: 2, text: "a cat" }]);
    const rejected = join(dataset, "rejected.jsonl");
    expect(marks("export", "--manifest", "--verdict", "rejected", "-o", rejected).status).to.equal(0);
    expect(readFileSync(rejected, "utf8")).to.contain('"rejected":[').and.not.contain('"events"');
    expect(marks("export", "--manifest").stderr).to.match(/-o FOLDER\/manifest.jsonl/);
  });

  it("says what to judge next, and precision is not measured before enough is judged", () => {
    const next = marks("next", "--json");
    expect(next.status, next.stderr).to.equal(0);
    expect(next.json()).to.include({ judgedCount: 0, leastCount: 20 });
    const run = kinodex("evaluate", "run", "--marks", index, "--json", "--quiet");
    const { skipped, config, data } = JSON.parse(run.stdout) as ResultsDocument;
    expect(skipped["precision"]).to.match(/^it needs (?:20 marks|queries that find 20)/);
    expect(config.model).to.equal("test/tiny");
    expect(data.name).to.equal("index");
    const both = kinodex("evaluate", "run", "--marks", index, "--clips", folder);
    expect([both.status, both.stderr]).to.satisfy(
      ([status, text]: [number, string]) => status === 2 && /--marks/.test(text),
    );
  });

  it("takes a mark back", () => {
    const [{ markId } = { markId: "" }] = marks("list", "--json").json()["marks"] as Mark[];
    expect(marks("remove", markId).status).to.equal(0);
    expect(marks("remove", markId).status).to.equal(1);
    expect(marks("list", "--json").json()["marks"]).to.have.length(1);
  });
});
