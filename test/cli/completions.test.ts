import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { toCompletions } from "../../src/cli/completions.js";
import { createProgram } from "../../src/cli/program.js";
import { temporaryFolder } from "../media/renderClip.js";
import { skip } from "../skip.js";

const hasShell = (shell: string): boolean => spawnSync(shell, ["-c", "exit"]).status === 0;

/** What bash offers for the last of the words. */
function completeInBash(script: string, words: readonly string[]): string[] {
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const asking = `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _kinodex; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { status, stdout, stderr } = spawnSync("bash", ["-c", `${script}\n${asking}`], { encoding: "utf8" });
  expect(status, stderr).to.equal(0);
  return stdout.split("\n").filter(Boolean);
}

describe("kinodex completions", () => {
  const folder = temporaryFolder();

  it("completes in bash: commands, options, the choices of both, and nothing where a file is meant", async function () {
    if (!hasShell("bash")) skip(this, "there is no bash");
    const script = toCompletions(await createProgram(), "bash");
    const complete = (...words: string[]) => completeInBash(script, ["kinodex", ...words]);
    expect(complete("se")).to.deep.equal(["search", "serve"]);
    expect(complete("search", "a dog", "--im")).to.deep.equal(["--image"]);
    expect(complete("captions", "--format", "s")).to.deep.equal(["srt", "summary"]);
    expect(complete("keys", "")).to.deep.equal(["list", "add", "remove"]);
    expect(complete("keys", "add", "bob", "--scope", "")).to.deep.equal(["read", "ingest", "admin"]);
    expect(complete("completions", "")).to.deep.equal(["bash", "zsh", "fish"]);
    expect(complete("index", "")).to.deep.equal([]);
  });

  for (const shell of ["zsh", "fish"] as const) {
    it(`is a script that ${shell} can read`, async function () {
      if (!hasShell(shell)) skip(this, `there is no ${shell}`);
      const script = join(folder, `kinodex.${shell}`);
      writeFileSync(script, toCompletions(await createProgram(), shell));
      const { status, stderr } = spawnSync(shell, ["-n", script], { encoding: "utf8" });
      expect(status, stderr).to.equal(0);
    });
  }
});
