import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/core/paths.js";
import { hasGraphs } from "../../src/store/vectors/hnswIndex.js";
import { withoutPackage } from "../fixtures/breakPackage.js";
import { tinyFolder } from "../inference/fixtures.js";
import { ffmpeg, temporaryFolder } from "../media/renderClip.js";
import { skip } from "../skip.js";

interface Report {
  readonly ok: boolean;
  readonly findings: readonly { readonly subject: string; readonly state: string; readonly detail: string }[];
}

const main = join(packageRoot, "dist/src/cli/main.js");

describe("kinodex doctor", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const kinodex = (environment: NodeJS.ProcessEnv, ...args: string[]) =>
    spawnSync(process.execPath, [main, ...args, "--index", join(folder, "index")], {
      encoding: "utf8",
      env: { ...environment, KINODEX_PROVIDER: "cpu" },
    });
  const examine = (environment: NodeJS.ProcessEnv) => {
    const run = kinodex(environment, "doctor", "--json");
    const report = JSON.parse(run.stdout) as Report;
    const faults = report.findings.filter(({ state }) => state === "fault").map(({ subject }) => subject);
    return { status: run.status, ok: report.ok, faults, findings: report.findings };
  };

  it("finds that every native part works", () => {
    const { status, ok, faults, findings } = examine(process.env);
    expect(faults).to.deep.equal([]);
    expect({ status, ok }).to.deep.equal({ status: 0, ok: true });
    const subjects = findings.map(({ subject }) => subject);
    expect(subjects).to.include.members(["SQLite", "vector index", "pictures (sharp)", "ffmpeg", "provider cpu"]);
  });

  const hasBuiltin = Number(process.versions.node.split(".")[0]) > 20;
  const parts: readonly (readonly [string, string, boolean])[] = [
    ["sharp", "pictures (sharp)", true],
    ["onnxruntime-node", "provider cpu", true],
    ["@photostructure/sqlite", "SQLite", !hasBuiltin],
  ];
  for (const [name, subject, isUsed] of parts)
    it(`fails where ${name} cannot be loaded`, function () {
      if (!isUsed) skip(this, "this Node does not need it");
      const { status, ok, faults, findings } = examine(withoutPackage(name, folder));
      expect({ status, ok }).to.deep.equal({ status: 3, ok: false });
      expect(faults).to.include(subject);
      expect(findings.find((finding) => finding.subject === subject)?.detail).to.contain("invalid ELF header");
    });

  it("fails where ffmpeg does not decode", function () {
    if (process.platform === "win32") skip(this, "the program is a shell script");
    const path = join(folder, "ffmpeg");
    writeFileSync(path, "#!/bin/sh\necho ffmpeg version 7.0\n", { mode: 0o755 });
    expect(examine({ ...process.env, FFMPEG_PATH: path }).faults).to.deep.equal(["ffmpeg"]);
  });

  it("tells in one line what is missing without graphs, what it costs, and the command that adds them", () => {
    const { status, findings } = examine(withoutPackage("hnswlib-node", folder));
    expect(status).to.equal(0);
    const finding = findings.find(({ subject }) => subject === "vector index");
    expect(finding?.state).to.equal("note");
    expect(finding?.detail).to.match(/not built: .*ms.* npm explore hnswlib-node -- node-gyp rebuild$/);
    if (hasGraphs()) expect(examine(process.env).findings).not.to.deep.include(finding);
  });

  describe("without a native part, other commands", () => {
    const clip = join(folder, "clip.mp4");
    const another = join(folder, "another.mp4");
    const picture = join(folder, "red.png");
    before(async () => {
      ffmpeg("-f", "lavfi", "-i", "testsrc2=s=96x64:r=10:d=2", "-pix_fmt", "yuv420p", clip);
      ffmpeg("-f", "lavfi", "-i", "testsrc=s=96x64:r=10:d=2", "-pix_fmt", "yuv420p", another);
      ffmpeg("-f", "lavfi", "-i", "color=red:s=32x32", "-frames:v", "1", picture);
      const indexed = kinodex({ ...process.env, KINODEX_MODELS: tinyFolder }, "index", clip, "--model", "test/tiny");
      expect(indexed.status, indexed.stderr).to.equal(0);
    });

    const commands: readonly (readonly [string, readonly string[], boolean])[] = [
      ["onnxruntime-node", ["index", another, "--model", "test/tiny"], true],
      ["onnxruntime-node", ["search", "a red car"], true],
      ["sharp", ["search", "--image", picture], true],
      ["@photostructure/sqlite", ["videos"], !hasBuiltin],
      ["@photostructure/sqlite", ["search", "a red car"], !hasBuiltin],
    ];
    for (const [name, args, isUsed] of commands)
      it(`say in words that ${name} cannot be loaded: ${args[0]}`, function () {
        if (!isUsed) skip(this, "this Node does not need it");
        const environment = { ...withoutPackage(name, folder), KINODEX_MODELS: tinyFolder };
        const run = kinodex(environment, ...args);
        expect(run.status, run.stderr).to.equal(3);
        expect(run.stderr).to.contain(`The package ${name} cannot be loaded`).and.contain("kinodex doctor");
        expect(run.stderr).not.to.match(/^\s+at /m);
      });

    it("work without sharp where they need no picture", () => {
      const environment = { ...withoutPackage("sharp", folder), KINODEX_MODELS: tinyFolder };
      expect(kinodex(environment, "search", "a red car").status).to.equal(0);
    });
  });
});
