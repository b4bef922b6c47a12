import { expect } from "chai";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lastValueFrom, toArray } from "rxjs";
import { openKeptThings } from "../../../src/app/keptThings.js";
import { openKinodex, type Kinodex, type ReindexEvent } from "../../../src/app/openKinodex.js";
import { openServedIndex } from "../../../src/app/servedIndex.js";
import { usualQueries } from "../../../src/app/reindex/usualQueries.js";
import type { UsedHub } from "../../models/hub/useHub.js";
import { failureOf, temporaryFolder } from "../../store/fixtures.js";
import { drawVideos, first, reindex, second, useBothModels } from "./reindexing.js";

describe("reindexing with another model", function () {
  this.timeout(120_000);
  let hub: UsedHub;
  let folder: ReturnType<typeof temporaryFolder>;
  let directory: string;
  let paths: string[];
  let kinodex: Kinodex;
  const index = (...files: string[]) => lastValueFrom(kinodex.index(files).pipe(toArray()));
  const only = (events: readonly ReindexEvent[], type: ReindexEvent["type"]) =>
    events.filter((event) => event.type === type);
  const framesOf = async () => (await kinodex.videos()).videos.map(({ frameCount }) => frameCount);

  before(async () => {
    hub = await useBothModels();
  });
  after(() => hub[Symbol.asyncDispose]());

  beforeEach(async () => {
    folder = temporaryFolder();
    directory = join(folder.path, "index");
    mkdirSync(join(folder.path, "videos"));
    paths = drawVideos(join(folder.path, "videos"), 3);
    writeFileSync(join(folder.path, "videos", "0.srt"), "1\n00:00:00,500 --> 00:00:02,000\nMind the gap.\n");
    kinodex = await openKinodex({ index: directory, model: first });
    await index(...paths);
  });
  afterEach(async () => {
    await kinodex[Symbol.asyncDispose]();
    folder.remove();
  });

  it("goes on with the old one until the switch, then with the next, and what was known stays", async () => {
    await using served = await openServedIndex({ directory, modelId: first, onNotice: () => {} });
    await kinodex.jobs.add([paths[0] as string]);
    const during: string[] = [];
    const events = await reindex(kinodex, { model: second }, (event) => {
      if (event.type !== "indexed") return;
      void kinodex.search("a red car").then(({ model }) => during.push(model));
    });
    expect(new Set(during)).to.deep.equal(new Set([first]));
    expect(only(events, "indexed")).to.have.length(3);
    expect(only(events, "compared")[0]).to.include({ queries: "concepts", queryCount: 50 });
    expect(only(events, "switched")[0]).to.deep.include({ from: first, to: second, missing: [] });
    for (const one of [kinodex, served]) expect((await one.search("a red car")).model).to.equal(second);
    expect(kinodex.model.id).to.equal(second);
    expect(served.modelId).to.equal(second);
    expect((await kinodex.search("gap", { sources: ["subtitle"] })).moments).to.have.length(1);
    expect(await kinodex.jobs.list()).to.have.length(1);
    expect((await kinodex.verify({ deep: true })).ok).to.equal(true);
    await kinodex.jobs.dismiss({ state: "cancelled" }).catch(() => {});
  });

  it("goes back without decoding, and encodes what came since", async () => {
    const before = await kinodex.search("a red car");
    await reindex(kinodex, { model: second });
    const [later = ""] = drawVideos(join(folder.path, "videos"), 1, 2);
    await index(later);
    const events = await reindex(kinodex, { back: true });
    expect(only(events, "indexed")).to.have.length(1);
    expect(kinodex.model.id).to.equal(first);
    const after = await kinodex.search("a red car");
    expect(after.model).to.equal(first);
    expect(before.moments.length).to.be.above(0);
    expect((await kinodex.videos()).videos.every(({ state }) => state === "complete")).to.equal(true);
  });

  it("makes all ready and compares without a switch, and does not encode it twice", async () => {
    const prepared = await reindex(kinodex, { model: second, switches: false });
    expect(prepared.map(({ type }) => type))
      .to.include("compared")
      .and.not.include("switched");
    expect((await kinodex.search("a red car")).model).to.equal(first);
    const events = await reindex(kinodex, { model: second });
    expect(only(events, "indexed")).to.have.length(0);
    expect(only(events, "switched")).to.have.length(1);
  });

  it("does not switch where files are missing, unless it is told to; words find these then", async () => {
    const [gone = ""] = paths;
    renameSync(gone, `${gone}.away`);
    const failure = await failureOf(() => reindex(kinodex, { model: second }));
    expect(failure).to.include({ code: "input" });
    expect(failure.message).to.contain(gone).and.contain("--without-missing");
    expect((await kinodex.search("a red car")).model).to.equal(first);
    const events = await reindex(kinodex, { model: second, withoutMissing: true });
    expect(only(events, "switched")[0]).to.deep.include({ missing: [gone] });
    expect((await kinodex.search("gap", { sources: ["subtitle"] })).moments).to.have.length(1);
    expect((await framesOf()).filter((count) => count === 0)).to.have.length(1);
    renameSync(`${gone}.away`, gone);
    await index(gone);
    expect((await framesOf()).every((count) => count > 0)).to.equal(true);
  });

  it("takes in what was indexed while it encoded", async () => {
    const late = join(folder.path, "late");
    mkdirSync(late);
    const [path = ""] = drawVideos(late, 1, 2);
    let added: Promise<unknown> | undefined;
    await using other = await openKinodex({ index: directory });
    const events = await reindex(kinodex, { model: second }, (event) => {
      if (event.type === "started") added ??= lastValueFrom(other.index([path]).pipe(toArray()));
    });
    await added;
    expect(only(events, "indexed")).to.have.length(4);
    expect(await framesOf()).to.have.length(4);
    expect((await framesOf()).every((count) => count > 0)).to.equal(true);
  });

  it("asks the searches that people saved", async () => {
    {
      await using kept = openKeptThings(directory);
      for (const word of ["red", "blue", "green", "dog then cat", "night"])
        await kept.searches.create(word, { query: word });
      await kept.searches.create("broken", { query: "then then (" });
      await kept.searches.create("new", { query: "something new happens" });
    }
    const { queries, kind } = await usualQueries(directory);
    expect(kind).to.equal("saved");
    expect(queries).to.have.members(["red", "blue", "green", "dog then cat", "night"]);
  });

  for (const [what, options, code] of [
    ["a model that nobody knows", { model: "nobody/knows" }, "environment"],
    ["the model that it has", { model: first }, "usage"],
    ["a way back where there is none", { back: true }, "not-found"],
    ["neither a model nor a way back", {}, "usage"],
    ["a pipeline that is not there", { model: second, pipeline: "nowhere.yaml" }, "usage"],
  ] as const)
    it(`refuses ${what}, and touches nothing`, async () => {
      expect(await failureOf(() => reindex(kinodex, options))).to.include({ code });
      expect((await kinodex.search("a red car")).model).to.equal(first);
      expect(existsSync(join(directory, "generations", "x"))).to.equal(false);
    });
});
