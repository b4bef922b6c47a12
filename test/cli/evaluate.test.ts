import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/core/paths.js";
import type { Recommendation } from "../../src/models/hub/recommend.js";
import type { TaskResult } from "../../src/evaluation/evaluate.js";
import { tinyFolder } from "../inference/fixtures.js";
import { ffmpeg, temporaryFolder } from "../media/renderClip.js";

const main = join(packageRoot, "dist/src/cli/main.js");

describe("kinodex evaluate", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const temporary = join(folder, "temporary");
  const evaluate = (...args: string[]) =>
    spawnSync(process.execPath, [main, "evaluate", ...args, "--model", "test/tiny"], {
      encoding: "utf8",
      env: { ...process.env, KINODEX_MODELS: tinyFolder, KINODEX_PROVIDER: "cpu", TMPDIR: temporary },
    });
  const rows = ["testsrc2", "smptebars", "mandelbrot"].map((source) => ({
    file: `${source}.mkv`,
    duration: 4,
    descriptions: [{ text: `the pattern ${source}` }],
  }));

  before(() => {
    mkdirSync(temporary);
    for (const { file } of rows) {
      const source = `${file.replace(".mkv", "")}=s=96x64:r=10`;
      ffmpeg("-f", "lavfi", "-i", source, "-t", "4", "-pix_fmt", "yuv420p", join(folder, file));
    }
    writeFileSync(join(folder, "manifest.jsonl"), rows.map((row) => JSON.stringify(row)).join("\n"));
  });

  it("prints figures with what they are held to, and leaves no index behind", () => {
    const run = evaluate("--dataset", folder, "--json", "--quiet");
    expect(run.status, run.stderr).to.equal(0);
    const { results } = JSON.parse(run.stdout) as { readonly results: readonly TaskResult[] };
    const figures = results.flatMap((result) => result.figures);
    expect(figures.find(({ name }) => name === "recall-at-5")).to.include({ value: 1, count: 3 });
    const absent = figures.find(({ name }) => name === "absent-answered");
    expect(absent).to.have.property("count", 200);
    expect(absent).to.have.property("met", (absent?.value ?? 1) <= 0.1);
    expect(readdirSync(temporary)).to.be.empty;
  });

  it("prints a table for people", () => {
    const run = evaluate("retrieval", "--dataset", folder);
    expect(run.stdout).to.match(/^dataset +task +figure +value/);
    expect(run.stdout).to.match(/recall-at-1 /);
  });

  it("ranks models that are here by what they find of one's own videos, and says how much that is", () => {
    const recommend = (...args: string[]) =>
      spawnSync(process.execPath, [main, "models", "recommend", ...args], {
        encoding: "utf8",
        env: { ...process.env, KINODEX_MODELS: tinyFolder, KINODEX_PROVIDER: "cpu", TMPDIR: temporary },
      });
    const run = recommend("--dataset", folder, "--json");
    expect(run.status, run.stderr).to.equal(0);
    const { models } = JSON.parse(run.stdout) as { readonly models: readonly Recommendation[] };
    const measured = models.filter((model) => model.measured !== undefined);
    expect(measured.map(({ id }) => id)).to.include.members(["kinodex/embedded", "test/tiny"]);
    expect(models.slice(0, measured.length)).to.deep.equal(measured);
    const shares = measured.map((model) => model.measured?.recallAt[0] as number);
    expect(shares).to.deep.equal(shares.toSorted((a, b) => b - a));
    for (const { why } of measured) expect(why).to.match(/^finds the video of \d of 3 captions first .*measured on /);
    for (const { isHere, why } of models.slice(measured.length))
      expect([isHere, why.startsWith("not measured on your videos")]).to.deep.equal([false, true]);
    expect(readdirSync(temporary)).to.be.empty;
    expect(recommend("--dataset", folder, "--task", "order")).to.include({ status: 2 });
    const missing = recommend("--dataset", join(folder, "nowhere"));
    expect(missing).to.include({ status: 1 }).with.property("stderr").that.contains("manifest.jsonl");
  });

  it("names the tasks there are, and the manifest that is missing", () => {
    expect(evaluate("nonsense")).to.include({ status: 2 }).with.property("stderr").that.contains("retrieval");
    const missing = evaluate("--dataset", join(folder, "nowhere"));
    expect(missing).to.include({ status: 1 }).with.property("stderr").that.contains("manifest.jsonl");
  });
});
