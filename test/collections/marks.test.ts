import { expect } from "chai";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { KeptThings } from "../../src/collections/collections.js";
import { openKeptThings } from "../../src/collections/sqlite/openKeptThings.js";
import { openSqlite } from "../../src/core/sqlite.js";
import { failureOf, temporaryFolder, videoIdOf } from "../store/fixtures.js";
import { markOf } from "./markOf.js";

const writer = fileURLToPath(new URL("markForever.js", import.meta.url));

describe("what people accept and reject", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let kept: KeptThings;

  beforeEach(() => {
    folder = temporaryFolder();
    kept = openKeptThings(folder.path);
  });
  afterEach(async () => {
    await kept[Symbol.asyncDispose]();
    folder.remove();
  });

  it("is nothing at first, and is kept as it was said when it is opened again", async () => {
    expect(await kept.marks.list()).to.deep.equal([]);
    expect(await kept.marks.remove("none")).to.equal(false);
    const said = markOf(1, { client: "alice", drawn: true, confidence: null });
    const [added] = await kept.marks.add([said]);
    expect(added).to.deep.include(said);
    expect(added?.createdAt).to.match(/^20\d\d-.*Z$/);
    await kept[Symbol.asyncDispose]();
    kept = openKeptThings(folder.path);
    expect(await kept.marks.list()).to.deep.equal([added]);
  });

  it("is replaced by what is said later of the same span and text, whoever says it and however it is spaced", async () => {
    const [first] = await kept.marks.add([markOf(1), markOf(2)]);
    const again = { text: " a \n dog ", startSeconds: 1.0001, verdict: "rejected", client: "bob" } as const;
    const [second] = await kept.marks.add([markOf(1, again)]);
    expect(second?.markId).to.equal(first?.markId);
    const shown = (await kept.marks.list()).map(({ videoId, text, verdict }) => [videoId, text, verdict]);
    expect(shown).to.deep.equal([
      [videoIdOf(1), "a dog", "rejected"],
      [videoIdOf(2), "a dog", "accepted"],
    ]);
  });

  it("stands beside what is said of another span, text or kind of text", async () => {
    const others = [{ endSeconds: 4 }, { text: "A dog" }, { about: "caption" as const }];
    await kept.marks.add([markOf(1), ...others.map((other) => markOf(1, other))]);
    expect(await kept.marks.list()).to.have.length(4);
  });

  it("can be taken back, and said again; what was drawn at random stays so", async () => {
    const [{ markId } = { markId: "" }] = await kept.marks.add([markOf(1, { drawn: true })]);
    expect(await kept.marks.remove(markId)).to.equal(true);
    expect(await kept.marks.list()).to.deep.equal([]);
    expect(await kept.marks.remove(markId)).to.equal(false);
    const [again] = await kept.marks.add([markOf(1, { verdict: "rejected" })]);
    expect(again).to.include({ markId, verdict: "rejected", drawn: true });
  });

  it("is listed by text, kind and video, page by page, the latest first", async () => {
    await kept.marks.add([1, 2, 3].map((n) => markOf(n)));
    await kept.marks.add([markOf(2, { text: "a cat" }), markOf(2, { about: "caption" })]);
    const videosOf = async (filter: Parameters<typeof kept.marks.list>[0]) =>
      (await kept.marks.list(filter)).map(({ videoId }) => Number.parseInt(videoId.slice(0, 8), 16));
    expect(await videosOf({ text: " a  dog", about: "query" })).to.deep.equal([3, 2, 1]);
    expect(await videosOf({ about: "caption" })).to.deep.equal([2]);
    expect(await videosOf({ videoId: videoIdOf(2) })).to.deep.equal([2, 2, 2]);
    const page = await kept.marks.list({ limit: 2 });
    expect(page.map(({ sequence }) => sequence)).to.deep.equal([5, 4]);
    expect(await videosOf({ before: 4, limit: 2 })).to.deep.equal([3, 2]);
  });

  it("adds all of several marks or none", async () => {
    await failureOf(() => kept.marks.add([markOf(1), markOf(2, { endSeconds: 0 })]));
    await failureOf(() => kept.marks.add([markOf(1), markOf(2, { text: "" })]));
    expect(await kept.marks.list()).to.deep.equal([]);
  });

  it("writes over nothing in its file", async () => {
    await kept.marks.add([markOf(1)]);
    await kept[Symbol.asyncDispose]();
    const direct = openSqlite(join(folder.path, "collections.sqlite"));
    expect(() => direct.exec("UPDATE marks SET verdict = 'rejected'")).to.throw(/never changed/);
    expect(() => direct.exec("DELETE FROM marks")).to.throw(/never deleted/);
    direct.close();
    kept = openKeptThings(folder.path);
  });

  it("comes into a file of before, beside what that holds", async () => {
    const { collectionId } = await kept.collections.create("takes");
    await kept[Symbol.asyncDispose]();
    const direct = openSqlite(join(folder.path, "collections.sqlite"));
    direct.exec("DROP TABLE marks; PRAGMA user_version = 1");
    direct.close();
    kept = openKeptThings(folder.path);
    await kept.marks.add([markOf(1)]);
    expect(await kept.collections.find(collectionId)).to.include({ name: "takes" });
  });

  it("keeps all that was acknowledged when processes that mark at once are killed, again and again", async function () {
    this.timeout(120_000);
    const acknowledged = new Set<number>();
    for (let round = 0; round < 3; round += 1)
      for (const news of await Promise.all(
        [0, 1].map((n) => killWhileMarking(folder.path, 1000 * (2 * round + n), 5 + round)),
      ))
        for (const n of news) acknowledged.add(n);
    const videos = new Set((await kept.marks.list()).map(({ videoId }) => videoId));
    expect(acknowledged.size).to.be.at.least(30);
    for (const n of acknowledged) expect(videos.has(videoIdOf(n)), `mark ${n}`).to.equal(true);
  });
});

/** Lets a process mark videos from `first` on, kills it after some acknowledgements, and gives what it acknowledged. */
async function killWhileMarking(directory: string, first: number, after: number): Promise<number[]> {
  const child = spawn(process.execPath, [writer, directory, String(first)], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (bytes: Buffer) => {
    text += bytes.toString();
    if (text.split("\n").length > after) child.kill("SIGKILL");
  });
  await new Promise((done) => child.on("close", done));
  return text.split("\n").slice(0, -1).map(Number);
}
