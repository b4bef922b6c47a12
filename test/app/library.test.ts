import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/core/paths.js";
import { temporaryFolder } from "../media/renderClip.js";

const compilerOptions = {
  target: "ES2023",
  module: "NodeNext",
  lib: ["ES2023", "ESNext.Disposable", "DOM"], // no types of Node
  types: [],
  strict: true,
  outDir: "out",
};

describe("docs/LIBRARY.md", function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  const text = readFileSync(join(packageRoot, "docs", "LIBRARY.md"), "utf8");
  const examples = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1] as string);
  const names = examples.map((_, n) => `example${n + 1}`);
  const run = (...args: string[]) => spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });

  before(() => {
    mkdirSync(join(folder, "node_modules"));
    mkdirSync(join(folder, "films"));
    // as an installed package lies
    for (const [name, path] of [
      ["kinodex", packageRoot],
      ["rxjs", join(packageRoot, "node_modules", "rxjs")],
    ] as const)
      symlinkSync(path, join(folder, "node_modules", name), "junction");
    cpSync(join(packageRoot, "samples", "reef.mp4"), join(folder, "films", "reef.mp4"));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module", private: true }));
    for (const [n, name] of names.entries()) writeFileSync(join(folder, `${name}.ts`), examples[n] as string);
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions, files: names.map((name) => `${name}.ts`) }),
    );
  });

  it("has examples that compile without the types of Node", () => {
    expect(examples).to.have.length(5);
    const compiled = run(join(packageRoot, "node_modules", "typescript", "bin", "tsc"), "-p", ".");
    expect(compiled.stdout).to.equal("");
    expect(compiled.status, compiled.stderr).to.equal(0);
  });

  it("has examples that run, and find the fish", () => {
    const runs = names.map((name) => {
      const child = run(join("out", `${name}.js`));
      expect(child.status, `${name}: ${child.stderr}`).to.equal(0);
      expect(child.stderr, name).to.equal("");
      return child.stdout;
    });
    expect(runs[0]).to.match(/reef\.mp4 0(\.\d+)? \d/);
    expect(runs[3]).to.match(/reef\.mp4 queued\ncancelled$/m);
    expect(runs[4]).to.match(/^accepted .*reef\.mp4$/m);
    expect(runs[2])
      .to.match(/^then \d+$/m)
      .and.contain("this parenthesis is never closed");
  });
});
