import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../src/core/paths.js";
import { temporaryFolder } from "../media/renderClip.js";

const main = join(packageRoot, "dist/src/cli/main.js");
const samples = join(packageRoot, "samples");
const environment = { ...process.env, KINODEX_PROVIDER: "cpu" };

interface AskDocument {
  readonly question: string;
  readonly answer: string | null;
  readonly confidence: number;
  readonly abstained: boolean;
  readonly reason?: string;
  readonly evidence: readonly Record<string, unknown>[];
  readonly programme?: { readonly type: string };
  readonly steps?: readonly unknown[];
}

describe("kinodex ask", function () {
  this.timeout(240_000);
  const folder = temporaryFolder();
  const index = join(folder, "index");
  const kinodex = (...args: string[]) =>
    spawnSync(process.execPath, [main, ...args, "--index", index], { encoding: "utf8", env: environment });
  const ask = (...args: string[]): AskDocument => {
    const run = kinodex("ask", ...args, "--json", "--quiet");
    expect(run.status, run.stderr).to.equal(0);
    return JSON.parse(run.stdout) as AskDocument;
  };
  const harbour = join(samples, "harbour.mp4");

  before(() => {
    const run = kinodex("index", harbour, join(samples, "garden.mp4"), join(samples, "rocket.mp4"), "--quiet");
    if (run.status !== 0) throw new Error(run.stderr);
  });

  it("answers in the documented form, from the video asked about", () => {
    const said = ask("When does a red sail boat cross the bay?", "--video", harbour, "--false-alarm", "0.5");
    expect(Object.keys(said)).to.include.members(["question", "answer", "confidence", "abstained", "evidence"]);
    expect(said.abstained).to.equal(false);
    expect(said.answer).to.match(/^from [\d.]+ s to [\d.]+ s$/);
    expect(said.evidence).to.not.be.empty;
    for (const one of said.evidence) {
      const keys = ["videoId", "path", "startSeconds", "endSeconds", "similarity", "caption"];
      expect(one).to.have.all.keys(keys);
      expect(one).to.include({ path: harbour, caption: "a red sail boat crosses the bay" });
    }
  });

  it("chooses among the choices as they are written", () => {
    const choices = ["A red sail boat", "A green submarine under water"];
    const said = ask("What is shown?", "--choice", choices[0]!, "--choice", choices[1]!, "--video", harbour);
    expect([...choices, null]).to.include(said.answer);
    expect(said.abstained).to.equal(said.answer === null);
  });

  it("shows with --explain how it was read and what each step found", () => {
    const said = ask("Does the sun rise before a red sail boat crosses the bay?", "--video", harbour, "--explain");
    expect(said.programme?.type).to.equal("order");
    expect(said.steps).to.have.length(3);
    const run = kinodex("ask", "Is there a lighthouse?", "--explain");
    expect(run.status, run.stderr).to.equal(0);
    expect(run.stdout).to.contain('exists: "a lighthouse"').and.to.contain('looked for "a lighthouse"');
  });

  it("abstains, with a reason, and exits with 0", () => {
    const said = ask("Why does the sun rise?");
    expect(said).to.deep.include({ answer: null, abstained: true, evidence: [] });
    expect(said.reason).to.contain("reason").and.to.contain("Is there a dog?");
    const strict = ask("Is there a lighthouse?", "--false-alarm", "0.0000001");
    expect(strict.answer).to.not.equal("yes");
  });

  it("says what is wrong with a request, and exits with 2 or 1", () => {
    const noQuestion = kinodex("ask", "a dog on a beach");
    expect(noQuestion.status).to.equal(2);
    expect(noQuestion.stderr).to.contain("a dog on a beach").and.to.contain("When does a train arrive?");
    const unbalanced = kinodex("ask", "When does (a dog run?");
    expect(unbalanced.status).to.equal(2);
    expect(unbalanced.stderr).to.contain("^").and.to.contain("never closed");
    const noVideo = kinodex("ask", "Is there a dog?", "--video", "nowhere.mp4");
    expect(noVideo.status).to.equal(1);
    expect(noVideo.stderr).to.contain("nowhere.mp4");
    expect(kinodex("ask", "What is it?", "--choice", "a dog").status).to.equal(2);
  });
});
