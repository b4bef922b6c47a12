import { expect } from "chai";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lastValueFrom } from "rxjs";
import { openKinodex, type Kinodex } from "../../src/app/openKinodex.js";
import { packageRoot } from "../../src/core/paths.js";
import { pullModel } from "../../src/models/hub/pull.js";
import { doublesFolder, useHub, type UsedHub } from "../models/hub/useHub.js";
import { temporaryFolder } from "../media/renderClip.js";

const errorOf = (promise: Promise<unknown>) => promise.catch((reason: unknown) => reason) as Promise<Error>;

describe("an index with a model that judges pictures and texts together", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const index = join(folder, "index");
  let hub: UsedHub;
  let kinodex: Kinodex;

  before(async () => {
    hub = await useHub({ folder: doublesFolder });
    await pullModel("double/flava", { precision: "fp32" });
    mkdirSync(join(folder, "films"));
    for (const name of ["reef.mp4", "balloon.mp4"])
      cpSync(join(packageRoot, "samples", name), join(folder, "films", name));
    const pipeline = join(folder, "odd.yaml");
    const annotators = ["annotators:", "  - name: surprise", "    model: double/flava", "    framesPerSecond: 0.5"];
    writeFileSync(pipeline, ["sampler: iframes", ...annotators].join("\n"));
    kinodex = await openKinodex({ index, matcher: "double/flava" });
    await lastValueFrom(kinodex.index([join(folder, "films")], { pipeline }), { defaultValue: undefined });
  });

  after(async () => {
    await kinodex[Symbol.asyncDispose]();
    await hub[Symbol.asyncDispose]();
  });

  it("re-ranks the best moments, says by what and how long it took, and knows them the second time", async () => {
    const plain = await kinodex.search("a fish");
    const { reranked, moments, foundFrom } = await kinodex.search("a fish", { rerank: 3 });
    expect(reranked).to.include({ model: "double/flava", momentCount: Math.min(3, plain.moments.length) });
    expect(reranked?.tookMs).to.be.above(0);
    expect(moments).to.have.length(plain.moments.length);
    const judged = moments.filter(({ matchLogOdds }) => matchLogOdds !== undefined);
    expect(judged).to.have.length(reranked?.momentCount as number);
    for (const moment of judged) {
      const before_ = plain.moments.find(({ startSeconds }) => startSeconds === moment.startSeconds);
      expect(moment.confidence).to.be.at.most(before_?.confidence as number);
    }
    const inOrder = moments.toSorted((a, b) => Number(b.confidence >= foundFrom) - Number(a.confidence >= foundFrom));
    expect(moments).to.deep.equal(inOrder);
    expect((await kinodex.search("a fish", { rerank: 3 })).moments).to.deep.equal(moments);
  });

  it("re-ranks nothing unasked, and nothing that is found by a picture", async () => {
    expect(await kinodex.search("a fish")).to.not.have.property("reranked");
    const like = { like: { video: "reef.mp4", timeSeconds: 1 } };
    expect(await kinodex.search(like, { rerank: 3 })).to.not.have.property("reranked");
  });

  it("tells the pages of a re-ranked list without repeating a moment", async () => {
    const first = await kinodex.search("a fish", { rerank: 2, top: 1 });
    expect(first.moments).to.have.length(1);
    const second = await kinodex.search("a fish", { rerank: 2, top: 1, cursor: first.nextCursor });
    const keys = [...first.moments, ...second.moments].map(({ startSeconds }) => startSeconds);
    expect(new Set(keys).size).to.equal(keys.length);
  });

  it("stops re-ranking on request", async () => {
    const search = kinodex.search("a turtle that nobody asked for", { rerank: 3, signal: AbortSignal.abort() });
    expect(await errorOf(search)).to.have.property("code", "interrupted");
  });

  it("looks at the gap in which answers differ, and says what it made of it", async () => {
    for (const [question, choices] of [
      ["Is it a fish or a boat?", undefined],
      ["There is a ___ in the water", ["fish", "fire engine"]],
    ] as const) {
      const { steps, evidence, answer } = await kinodex.ask(question, { video: "reef.mp4", choices });
      expect(steps.find(({ did }) => did.startsWith("double/flava looked at"))?.did, question).to.include("___");
      if (answer !== null) expect(evidence, question).to.not.be.empty;
    }
  });

  it("keeps how surprising its pictures are over the video's time", async () => {
    const curve = await kinodex.curve("reef.mp4", "surprise");
    expect(curve?.timesSeconds.length).to.be.above(3);
    expect(curve?.timesSeconds).to.have.length(curve?.values.length as number);
    for (const nats of curve?.values ?? []) expect(nats).to.be.above(0);
    expect(await kinodex.curve("reef.mp4", "concepts")).to.equal(undefined);
    expect((await kinodex.annotations("reef.mp4", { source: "screen" })).segments).to.deep.equal([]);
  });

  it("finds what is new by that, and says so where nobody has measured it", async () => {
    const { moments, surprise, answered } = await kinodex.search("something new happens", { rerank: 3 });
    expect(surprise).to.deep.equal({ videoCount: 2, unmeasuredCount: 0 });
    expect(moments).to.not.be.empty;
    expect(answered, "two videos tell nothing of chance").to.equal(false);
    const rises = moments.map(({ riseNats }) => riseNats as number);
    expect(rises).to.deep.equal(rises.toSorted((a, b) => b - a));
    const { moments: described } = await kinodex.search('"something new happens"');
    expect(described[0]).to.not.have.property("riseNats");
    await using other = await openKinodex({ index: join(folder, "unmeasured") });
    await lastValueFrom(other.index([join(folder, "films", "reef.mp4")], { pipeline: "fast" }), {
      defaultValue: undefined,
    });
    const error = await errorOf(other.search("something odd happens", { video: "reef.mp4" }));
    expect(error).to.have.property("code", "usage");
    expect(error.message).to.match(/nobody has measured .*this video.*lists "surprise"/);
  });

  it("takes the only model that can where none is named, and does not ask it for answers", async () => {
    await using unnamed = await openKinodex({ index });
    expect((await unnamed.search("a fish", { rerank: 2 })).reranked).to.include({ model: "double/flava" });
    const { steps } = await unnamed.ask("Is it a fish or a boat?", { video: "reef.mp4" });
    expect(steps.some(({ did }) => did.includes("looked at"))).to.equal(false);
  });

  it("re-ranks unasked where the index's pipeline says so, and not where another one does", async () => {
    const pipeline = join(folder, "ranked.yaml");
    writeFileSync(pipeline, ["sampler: iframes", "rerank:", "  count: 2", "  model: double/flava"].join("\n"));
    const indexBy = (file: string) =>
      lastValueFrom(kinodex.index([join(folder, "films")], { pipeline: file }), { defaultValue: undefined });
    await indexBy(pipeline);
    {
      await using unnamed = await openKinodex({ index });
      await lastValueFrom(unnamed.index([join(folder, "films")]), { defaultValue: undefined });
      expect((await unnamed.search("a fish")).reranked).to.include({ model: "double/flava", momentCount: 2 });
      expect(await unnamed.search("a fish", { rerank: 0 })).to.not.have.property("reranked");
      const like = { like: { video: "reef.mp4", timeSeconds: 1 } };
      expect(await unnamed.search(like)).to.not.have.property("reranked");
    }
    {
      await using wrong = await openKinodex({ index, matcher: "nobody/nothing" });
      expect((await errorOf(wrong.search("a fish"))).message).to.match(
        /pipeline .* re-ranks.*--rerank 0.*unknown model/,
      );
    }
    writeFileSync(pipeline, "rerank: {count: 2, model: kinodex/embedded}");
    expect((await errorOf(indexBy(pipeline))).message).to.match(/no capability "matching"/);
    expect((await kinodex.search("a fish")).reranked, "what was refused changed nothing").to.not.equal(undefined);
    writeFileSync(pipeline, "sampler: iframes");
    await indexBy(pipeline);
    expect(await kinodex.search("a fish")).to.not.have.property("reranked");
  });

  it("says who can where a model cannot, and which there are where several could be meant", async () => {
    await using wrong = await openKinodex({ index, matcher: "kinodex/embedded" });
    const error = await errorOf(wrong.search("a fish", { rerank: 2 }));
    expect(error).to.have.property("code", "usage");
    expect(error.message).to.match(/no capability "matching".*Models that have it: kinodex\/matcher, double\/flava/);
    await pullModel("double/vilt", { precision: "fp32" });
    await using unnamed = await openKinodex({ index });
    const several = await errorOf(unnamed.search("a fish", { rerank: 2 }));
    expect(several.message).to.match(/several models.*double\/flava, double\/vilt/);
  });
});
