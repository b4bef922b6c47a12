import { expect } from "chai";
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { packageRoot } from "../../../src/core/paths.js";
import { createRandom } from "../../../src/core/random.js";
import type { UsedHub } from "../../models/hub/useHub.js";
import { temporaryFolder } from "../../store/fixtures.js";
import { drawVideos, first, second, useBothModels } from "./reindexing.js";

/** More of them by hand: `KINODEX_KILLS=40 npx mocha …`. */
const kills = Number(process.env["KINODEX_KILLS"] ?? "4");
const main = join(packageRoot, "dist/src/cli/main.js");

describe("a reindexing that is killed", () => {
  let hub: UsedHub;
  let folder: ReturnType<typeof temporaryFolder>;
  before(async () => {
    folder = temporaryFolder();
    hub = await useBothModels();
  });
  after(async () => {
    await hub[Symbol.asyncDispose]();
    folder.remove();
  });

  it("leaves an index of one model or the other, whole, and goes on from there", async function () {
    this.timeout(60_000 + kills * 20_000);
    const random = createRandom(20_261_129);
    const index = join(folder.path, "index");
    const paths = drawVideos(folder.path, 6, 6);
    const run = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args, "--index", index, "--json"], {
        encoding: "utf8",
      });
      expect(status, stderr).to.equal(0);
      return JSON.parse(stdout) as { model: string; moments: unknown[]; videos: { state: string }[] };
    };
    run("index", ...paths, "--model", first);
    let to: readonly string[] = ["--model", second];
    let interrupted = 0;
    for (let n = 0; n < kills; n += 1) {
      const child = spawn(process.execPath, [main, "reindex", ...to, "--index", index, "--quiet"], { stdio: "ignore" });
      const ended = new Promise<number | null>((done) => child.on("close", done));
      await sleep(300 + random() * 5000);
      child.kill("SIGKILL");
      interrupted += Number((await ended) === null);
      run("verify", "--deep");
      expect(run("videos").videos.map(({ state }) => state)).to.deep.equal(paths.map(() => "complete"));
      const { model, moments } = run("search", "a red car");
      expect([first, second]).to.include(model);
      expect(moments).to.not.have.length(0);
      to = model === first ? ["--model", second] : ["--back"];
    }
    run("reindex", ...to);
    run("verify", "--deep");
    expect(run("search", "a red car").model).to.equal(to[0] === "--back" ? first : second);
    expect(interrupted).to.be.above(0);
  });
});
