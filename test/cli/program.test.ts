import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { examples } from "../../src/cli/examples.js";
import { createProgram } from "../../src/cli/program.js";
import { packageRoot } from "../../src/core/paths.js";
import { temporaryFolder } from "../media/renderClip.js";

const main = join(packageRoot, "dist/src/cli/main.js");

/** The words of a line as a shell reads them, as far as examples need it. */
const toWords = (line: string): string[] =>
  (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', "")).slice(1);

describe("the command line", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const config = join(folder, "config.yaml");
  const run = (args: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, [main, ...args], {
      encoding: "utf8",
      env: { ...process.env, KINODEX_CONFIG: config, ...environment },
    });
  const withConfig = (text: string, ...args: string[]) => {
    writeFileSync(config, text);
    return run(args);
  };

  it("shows examples of every command, and each can be typed", async () => {
    const program = await createProgram();
    for (const command of program.commands) expect(examples, command.name()).to.have.property(command.name());
    for (const [line] of Object.values(examples).flat()) {
      if (!line.startsWith("kinodex ") || line.includes(">")) continue;
      const [name, ...words] = toWords(line);
      const command = program.commands.find((one) => one.name() === name);
      const below = command?.commands.find((one) => one.name() === words[0]);
      expect((below ?? command)?.parseOptions(words).unknown, line).to.deep.equal([]);
    }
  });

  it("tells what an example does above it where there is no room beside", () => {
    const { stdout } = run(["search", "--help"]);
    expect(stdout).to.contain("  # more of what is seen there\n  kinodex search --like holiday.mp4@1:15\n");
    expect(run(["--help"]).stdout).to.match(/kinodex index ~\/Videos +# reads your videos once/);
  });

  it("shows its help to whom says nothing, and names what is missing or unknown", () => {
    const alone = run([]);
    expect(alone).to.include({ status: 0, stderr: "" });
    expect(alone.stdout)
      .to.equal(run(["--help"]).stdout)
      .and.contain("Examples:");
    for (const [args, told] of [
      [["index"], "kinodex: missing required argument 'path'"],
      [["serch"], "Did you mean search?"],
      [["search", "--topp", "3"], "Did you mean --top?"],
    ] as const) {
      const { status, stdout, stderr } = run(args);
      expect({ status, stdout }, args.join(" ")).to.deep.equal({ status: 2, stdout: "" });
      expect(stderr).to.contain(told);
    }
  });

  it("tells its version by -v", () => {
    const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string };
    expect(run(["-v"]).stdout).to.equal(`${version}\n`);
  });

  it("has no colours where it does not write to a terminal", () => {
    for (const args of [["--help"], ["nonsense"], ["videos", "--index", join(folder, "none")]])
      expect(JSON.stringify(run(args))).to.not.contain(String.raw`\u001b`);
  });

  it("takes defaults from a config file, after the command line and the environment", () => {
    const fromFile = withConfig(`index: ${join(folder, "of the file")}`, "videos");
    expect(fromFile.stderr).to.contain("of the file");
    const fromEnvironment = run(["videos"], { KINODEX_INDEX: join(folder, "of the environment") });
    expect(fromEnvironment.stderr).to.contain("of the environment").and.not.contain("of the file");
    expect(run(["videos", "--index", join(folder, "given")]).stderr)
      .to.contain("given")
      .and.not.contain("of the file");
  });

  it("says what is wrong with a config file, and exits with 2", () => {
    const faults: readonly (readonly [text: string, told: string])[] = [
      ["indx: here", 'it has no option "indx"; there are index, top, falseAlarm, host, port, root'],
      ["top: many", "top must be a number"],
      ["- index", "it must hold options, each on a line of its own"],
      ["index: [", "config.yaml cannot be used"],
    ];
    for (const [text, told] of faults) {
      const { status, stderr } = withConfig(text, "videos");
      expect([status, stderr], text).to.satisfy(([code, said]: [number, string]) => code === 2 && said.includes(told));
    }
    writeFileSync(config, "");
  });

  it("says so where a folder holds no video", () => {
    const empty = join(folder, "empty");
    mkdirSync(empty);
    const { status, stderr } = run(["index", empty, "--index", join(folder, "index")]);
    expect([status, stderr]).to.satisfy(
      ([code, said]: [number, string]) => code === 0 && said.includes(`no videos in ${empty}`),
    );
  });
});
