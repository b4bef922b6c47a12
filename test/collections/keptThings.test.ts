import { expect } from "chai";
import { join } from "node:path";
import type { KeptThings, NewKeptMoment } from "../../src/collections/collections.js";
import { openKeptThings } from "../../src/collections/sqlite/openKeptThings.js";
import { openSqlite } from "../../src/core/sqlite.js";
import { rebuildStore } from "../../src/store/rebuild.js";
import { openStore } from "../../src/store/store.js";
import { createRandom } from "../../src/core/random.js";
import { addVideo, driftingUnits, failureOf, model, temporaryFolder, videoIdOf } from "../store/fixtures.js";

const momentOf = (n: number): NewKeptMoment => ({
  videoId: videoIdOf(n),
  path: `/videos/${n}.mp4`,
  startSeconds: n,
  endSeconds: n + 2,
  keyframeSeconds: n + 1,
  similarity: 0.3,
  confidence: 0.9,
  sources: ["frame", "clip"],
  note: n % 2 ? "" : `take ${n}`,
});

describe("what people keep beside an index", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let kept: KeptThings;
  const reopen = async (): Promise<void> => {
    await kept[Symbol.asyncDispose]();
    kept = openKeptThings(folder.path);
  };

  beforeEach(() => {
    folder = temporaryFolder();
    kept = openKeptThings(folder.path);
  });
  afterEach(async () => {
    await kept[Symbol.asyncDispose]();
    folder.remove();
  });

  it("is nothing at first, and has nothing for what it does not know", async () => {
    const { collections, searches } = kept;
    expect(await collections.list()).to.deep.equal([]);
    expect(await searches.list()).to.deep.equal([]);
    expect(await collections.find("none")).to.equal(undefined);
    expect(await searches.find("none")).to.equal(undefined);
    expect([await collections.remove("none"), await searches.remove("none")]).to.deep.equal([false, false]);
    for (const work of [
      () => collections.rename("none", "x"),
      () => collections.moments.add("none", [momentOf(1)]),
      () => collections.moments.order("none", []),
      () => collections.moments.remove("none", "x"),
      () => searches.rename("none", "x"),
    ])
      expect(await failureOf(work)).to.have.property("code", "not-found");
  });

  it("keeps collections by their names, with their moments in order, when it is opened again", async () => {
    const second = await kept.collections.create("second");
    const first = await kept.collections.create("First");
    await kept.collections.moments.add(second.collectionId, [3, 1].map(momentOf));
    const { moments } = await kept.collections.moments.add(second.collectionId, [momentOf(2)]);
    for (const [n, moment] of moments.entries()) expect(moment).to.deep.include(momentOf([3, 1, 2][n] ?? 0));
    await reopen();
    expect((await kept.collections.list()).map(({ name, momentCount }) => [name, momentCount])).to.deep.equal([
      ["First", 0],
      ["second", 3],
    ]);
    expect((await kept.collections.find(second.collectionId))?.moments).to.deep.equal(moments);
    expect(await kept.collections.rename(first.collectionId, "zero")).to.include({ name: "zero" });
    expect(await kept.collections.remove(second.collectionId)).to.equal(true);
    expect((await kept.collections.list()).map(({ name }) => name)).to.deep.equal(["zero"]);
  });

  it("puts moments in another order, and takes one away, and adds at the end afterwards", async () => {
    const { collectionId } = await kept.collections.create("takes");
    const { moments } = await kept.collections.moments.add(collectionId, [1, 2, 3].map(momentOf));
    const [one = "", two = "", three = ""] = moments.map(({ momentId }) => momentId);
    const ofCollections = kept.collections.moments;
    const idsOf = (contents: { readonly moments: readonly { readonly momentId: string }[] }) =>
      contents.moments.map(({ momentId }) => momentId);
    expect(idsOf(await ofCollections.order(collectionId, [three, one, two]))).to.deep.equal([three, one, two]);
    expect(idsOf(await ofCollections.remove(collectionId, one))).to.deep.equal([three, two]);
    expect(await failureOf(() => ofCollections.remove(collectionId, one))).to.have.property("code", "not-found");
    expect(idsOf(await ofCollections.add(collectionId, [momentOf(4)])).slice(0, 2)).to.deep.equal([three, two]);
  });

  it("refuses an order that does not name each moment once, and changes nothing", async () => {
    const { collectionId } = await kept.collections.create("takes");
    const before = await kept.collections.moments.add(collectionId, [1, 2].map(momentOf));
    const [one = "", two = ""] = before.moments.map(({ momentId }) => momentId);
    for (const ids of [[one], [one, one], [one, two, "other"], [one, "other"], []])
      expect(await failureOf(() => kept.collections.moments.order(collectionId, ids))).to.have.property(
        "code",
        "usage",
      );
    expect(await kept.collections.find(collectionId)).to.deep.equal(before);
  });

  it("adds all of several moments or none", async () => {
    const { collectionId } = await kept.collections.create("takes");
    const backwards = { ...momentOf(2), endSeconds: 0 };
    await failureOf(() => kept.collections.moments.add(collectionId, [momentOf(1), backwards]));
    expect((await kept.collections.find(collectionId))?.moments).to.deep.equal([]);
  });

  it("keeps searches as they were saved", async () => {
    const search = { query: "a dog", folder: "Videos/2024", sources: ["frame"] };
    const { searchId } = await kept.searches.create("dogs", search);
    await kept.searches.create("Cats", { query: "a cat" });
    await reopen();
    expect(await kept.searches.find(searchId)).to.deep.include({ name: "dogs", search });
    expect((await kept.searches.list()).map(({ name }) => name)).to.deep.equal(["Cats", "dogs"]);
    expect(await kept.searches.rename(searchId, "all dogs")).to.deep.include({ name: "all dogs", search });
    expect(await kept.searches.remove(searchId)).to.equal(true);
    expect(await kept.searches.list()).to.have.length(1);
  });

  it("is shared by processes, and there for whoever reads next", async () => {
    await using other = openKeptThings(folder.path);
    const { collectionId } = await other.collections.create("shared");
    await kept.collections.moments.add(collectionId, [momentOf(1)]);
    expect((await other.collections.find(collectionId))?.moments).to.have.length(1);
  });

  it("outlives the removal of its videos, and the index made anew from its catalog", async () => {
    const { collectionId } = await kept.collections.create("takes");
    const before = await kept.collections.moments.add(collectionId, [momentOf(1)]);
    {
      await using store = await openStore({ directory: folder.path, model, access: "write" });
      await addVideo(store, 1, driftingUnits(createRandom(3), 4));
      await store.removeVideo(videoIdOf(1));
      expect(await kept.collections.find(collectionId)).to.deep.equal(before);
    }
    await rebuildStore(folder.path);
    await reopen();
    expect(await kept.collections.find(collectionId)).to.deep.equal(before);
  });

  it("refuses a file of a newer Kinodex, and leaves it as it is", async () => {
    await kept[Symbol.asyncDispose]();
    const file = join(folder.path, "collections.sqlite");
    const direct = openSqlite(file);
    direct.exec("PRAGMA user_version = 99");
    direct.close();
    const error = await failureOf(() => openKeptThings(folder.path));
    expect(error).to.have.property("code", "index-mismatch");
    expect(error.message).to.contain("format 99");
    const again = openSqlite(file);
    again.exec("PRAGMA user_version = 1");
    again.close();
    kept = openKeptThings(folder.path);
  });
});
