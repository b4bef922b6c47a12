import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lastValueFrom } from "rxjs";
import sharp from "sharp";
import { openKinodex, type Kinodex } from "../../src/app/openKinodex.js";
import { packageRoot } from "../../src/core/paths.js";
import { pullModel } from "../../src/models/hub/pull.js";
import { doublesFolder, useHub, type UsedHub } from "../models/hub/useHub.js";
import { temporaryFolder } from "../media/renderClip.js";

const main = join(packageRoot, "dist/src/cli/main.js");
const run = (args: readonly string[]) => spawnSync(process.execPath, [main, ...args], { encoding: "utf8" });
const errorOf = (promise: Promise<unknown>) => promise.catch((reason: unknown) => reason) as Promise<Error>;

describe("painting what is searched for", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const index = join(folder, "index");
  let hub: UsedHub;
  let kinodex: Kinodex;

  before(async () => {
    hub = await useHub({ folder: doublesFolder });
    mkdirSync(join(folder, "films"));
    cpSync(join(packageRoot, "samples", "reef.mp4"), join(folder, "films", "reef.mp4"));
    kinodex = await openKinodex({ index });
    await lastValueFrom(kinodex.index([join(folder, "films")], { pipeline: "fast" }), { defaultValue: undefined });
  });

  after(async () => {
    await kinodex[Symbol.asyncDispose]();
    await hub[Symbol.asyncDispose]();
  });

  it("says which models paint where none is here", async () => {
    const error = await errorOf(kinodex.paint("a fish"));
    expect(error).to.have.property("code", "usage");
    expect(error.message).to.include("Janus");
  });

  describe("with a model that paints", () => {
    before(() => pullModel("double/janus", { precision: "fp32" }));

    it("gives the same picture for the same words and seed, and another for another seed", async () => {
      const first = await kinodex.paint("a fish", { seed: 1 });
      expect(await kinodex.paint("a fish", { seed: 1 })).to.deep.equal(first);
      const others = await Promise.all([2, 3, 4, 5, 6].map((seed) => kinodex.paint("a fish", { seed })));
      expect(others.some((other) => !Buffer.from(first).equals(other))).to.equal(true); // a double has few pictures
      expect(await sharp(first).metadata()).to.include({ format: "png", channels: 3 });
    });

    it("is searched by as any other picture", async () => {
      const { moments } = await kinodex.search({ image: await kinodex.paint("a fish") });
      expect(moments).to.not.be.empty;
    });

    it("refuses an empty text, a seed out of range, and a model that cannot paint", async () => {
      for (const refused of [
        kinodex.paint(" "),
        kinodex.paint("a fish", { seed: 2 ** 32 }),
        kinodex.paint("a fish", { seed: 0.5 }),
        kinodex.paint("a fish", { model: "kinodex/embedded" }),
      ])
        expect(await errorOf(refused)).to.have.property("code", "usage");
    });

    it("stops on request", async () => {
      expect(await errorOf(kinodex.paint("a fish", { signal: AbortSignal.abort() }))).to.have.property(
        "code",
        "interrupted",
      );
    });

    it("is kept in a file by the command, which writes over none", async () => {
      const file = join(folder, "fish.png");
      const args = ["search", "a fish", "--paint", file, "--index", index, "--json"];
      const { status, stdout, stderr } = run(args);
      expect(status, stderr).to.equal(0);
      expect(JSON.parse(stdout)).to.have.property("query", file);
      expect(Buffer.from(await kinodex.paint("a fish")).equals(readFileSync(file))).to.equal(true);
      expect(run(args).status).to.equal(2);
    });

    it("needs words", () => {
      const file = join(folder, "none.png");
      const { status, stderr } = run(["search", "--like", "reef.mp4@1", "--paint", file, "--index", index]);
      expect(status).to.equal(2);
      expect(stderr).to.include("--paint needs words");
      expect(existsSync(file)).to.equal(false);
    });
  });
});
