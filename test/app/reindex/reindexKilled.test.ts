import { expect } from "chai";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lastValueFrom } from "rxjs";
import { openKinodex } from "../../../src/app/openKinodex.js";
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
    this.timeout(120_000 + kills * 60_000);
    const random = createRandom(20_261_129);
    const index = join(folder.path, "index");
    const paths = drawVideos(folder.path, 4, 5);
    {
      await using kinodex = await openKinodex({ index, model: first });
      await lastValueFrom(kinodex.index(paths));
    }
    /** Looks at the index from a new process's point of view, and gives the model that it is of. */
    const look = async () => {
      await using kinodex = await openKinodex({ index, create: false });
      expect((await kinodex.verify({ deep: true })).checks.filter(({ ok }) => !ok)).to.deep.equal([]);
      const { videos } = await kinodex.videos();
      expect(videos.map(({ state }) => state)).to.deep.equal(paths.map(() => "complete"));
      const { model, moments } = await kinodex.search("a red car");
      expect(moments).to.not.have.length(0);
      return model;
    };
    const reindexing = (model: string) => {
      const to = model === first ? ["--model", second] : ["--back"];
      const child = spawn(process.execPath, [main, "reindex", ...to, "--index", index, "--quiet"], { stdio: "ignore" });
      return { child, ended: new Promise<number | null>((done) => child.on("close", done)) };
    };
    expect(await look()).to.equal(first);
    let wholeMs = Infinity;
    const whole = async (from: string) => {
      const startedMs = performance.now();
      expect(await reindexing(from).ended).to.equal(0);
      wholeMs = Math.min(wholeMs, performance.now() - startedMs);
    };
    await whole(first);
    await whole(second); // the first of all reads from the disk what the next ones have in memory
    let model = await look();
    expect(model).to.equal(first);
    let interrupted = 0;
    for (let n = 0; n < kills; n += 1) {
      const { child, ended } = reindexing(model);
      await sleep(((n + random()) / kills) * wholeMs);
      child.kill("SIGKILL");
      interrupted += Number((await ended) === null);
      model = await look();
      expect([first, second]).to.include(model);
    }
    await whole(model);
    expect(await look()).to.equal(model === first ? second : first);
    expect(interrupted).to.be.above(0);
  });
});
