import { expect } from "chai";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { problemSchema } from "../../src/api/problem.js";
import { searchAnswerSchema } from "../../src/api/schemas/search.js";
import type { MomentView, SearchInput } from "../../src/client/client.js";
import { createRandom } from "../../src/core/random.js";
import { openModel } from "../../src/models/openModel.js";
import { openStore, type Store } from "../../src/store/store.js";
import { tinyFolder } from "../inference/fixtures.js";
import { temporaryFolder } from "../media/renderClip.js";
import { chunkOf, driftingUnits, subtitles, videoIdOf, videoOf } from "../store/fixtures.js";
import { startTestServer, type TestServer } from "./testServer.js";

const videoCount = 60;

describe("searching over HTTP, narrowed and page by page", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const index = join(folder, "index");
  const root = join(folder, "films");
  const random = createRandom(41);
  let server: TestServer;
  let writer: Store;

  const search = async (input: SearchInput) => searchAnswerSchema.parse(await server.client.search(input));
  const idsOf = (moments: readonly MomentView[]) => new Set(moments.map(({ videoId }) => videoId));
  const keyOf = ({ videoId, startSeconds }: MomentView) => `${videoId} ${startSeconds}`;
  const problemOf = async (body: object) => {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(`${server.url}/v1/search`, { method: "POST", headers, body: JSON.stringify(body) });
    return problemSchema.parse(await response.json());
  };

  before(async () => {
    process.env["KINODEX_MODELS"] = tinyFolder;
    mkdirSync(root);
    const { identity } = await openModel("test/tiny");
    writer = await openStore({ directory: index, model: identity, access: "write" });
    for (let n = 1; n <= videoCount; n += 1) {
      const { info } = videoOf(n);
      const path = join(root, n % 2 ? "odd" : "even", `${n}.mp4`);
      const recordedAt = new Date(Date.UTC(2024, 0, n, 12)).toISOString();
      await writer.beginVideo(videoOf(n, { path, info: { ...info, durationSeconds: 20 + n, recordedAt } }));
      await writer.appendChunk(videoIdOf(n), chunkOf(driftingUnits(random, 20, identity.dimension)));
      await writer.finishVideo(videoIdOf(n), { state: "complete" });
    }
    const line = { startSeconds: 3, endSeconds: 6, text: "land ahead", confidence: 1, phrases: [] };
    await writer.putAnnotation(videoIdOf(7), subtitles([line]));
    server = await startTestServer(index, { roots: [root] });
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    await writer[Symbol.asyncDispose]();
  });

  it("tells every moment on one page, whatever the size of a page", async () => {
    const lists: MomentView[][] = [];
    for (const top of [7, 20]) {
      const { moments: whole, nextCursor } = await search({ query: "a red car", top });
      const met = [...whole];
      for (let cursor = nextCursor; cursor !== undefined;) {
        const page = await search({ query: "a red car", top, cursor });
        expect(page.moments.length).to.be.at.most(top);
        met.push(...page.moments);
        cursor = page.nextCursor;
      }
      expect(new Set(met.map(keyOf)).size, "none is told twice").to.equal(met.length);
      expect(idsOf(met).size, "each video is reached").to.equal(videoCount);
      lists.push(met);
    }
    const [one = [], other = []] = lists;
    expect(new Set(one.map(keyOf))).to.deep.equal(new Set(other.map(keyOf)));
    const again = await search({ query: "a red car", top: 7 });
    expect(again.moments).to.deep.equal(one.slice(0, 7));
  });

  it("refuses a cursor of another search", async () => {
    const { nextCursor: cursor = "" } = await search({ query: "a red car", top: 7 });
    expect((await problemOf({ query: "a blue car", top: 7, cursor })).detail).to.contain("another search");
    expect((await problemOf({ query: "a red car", top: 8, cursor })).status).to.equal(400);
    expect((await problemOf({ query: "a red car", top: 7, cursor: "9" })).status).to.equal(400);
  });

  it("looks where it is told to, and finds all that there is", async () => {
    const scopes: readonly (readonly [Omit<SearchInput, "query" | "like">, (n: number) => boolean])[] = [
      [{ folder: "films/odd" }, (n) => n % 2 === 1],
      [{ folder: "films" }, () => true],
      [{ videoIds: [3, 4, 5].map(videoIdOf) }, (n) => n >= 3 && n <= 5],
      [{ minDurationSeconds: 30, maxDurationSeconds: 32 }, (n) => n >= 10 && n <= 12],
      [{ recordedFrom: "2024-01-05T00:00:00Z", recordedTo: "2024-01-06T23:00:00Z" }, (n) => n === 5 || n === 6],
      [{ folder: "films/even", videoIds: [3, 4].map(videoIdOf) }, (n) => n === 4],
      [{ folder: "films/even", videoId: videoIdOf(3) }, () => false],
      [{ folder: "films/odd", videoId: videoIdOf(3) }, (n) => n === 3],
    ];
    for (const [scope, passes] of scopes) {
      const found = (await search({ query: "a red car", top: 100, ...scope })).moments;
      const wanted = Array.from({ length: videoCount }, (_, n) => n + 1).filter(passes);
      expect(idsOf(found), JSON.stringify(scope)).to.deep.equal(new Set(wanted.map(videoIdOf)));
    }
    expect(await problemOf({ query: "x", folder: "films/none" })).to.include({ status: 404 });
    expect(await problemOf({ query: "x", videoIds: [videoIdOf(999)] })).to.include({ status: 404 });
  });

  it("goes by the sources that are asked for", async () => {
    const said = await search({ query: "land ahead", sources: ["subtitle"] });
    expect(said.moments.map(({ videoId, sources }) => ({ videoId, sources }))).to.deep.equal([
      { videoId: videoIdOf(7), sources: ["subtitle"] },
    ]);
    expect((await search({ query: "land ahead", sources: ["speech"] })).moments).to.deep.equal([]);
    const byClips = await search({ query: "a red car", sources: ["clip"] });
    for (const { sources } of byClips.moments) expect(sources).to.deep.equal(["clip"]);
    const composed = await problemOf({ query: "a dog then a cat", sources: ["subtitle"] });
    expect(composed.detail).to.contain("several parts");
  });

  it("finds what is like a moment, and not the moment itself", async () => {
    const like = { videoId: videoIdOf(9), timeSeconds: 5.2 };
    const { moments, query, nextCursor } = await search({ like, top: 5 });
    expect(query).to.contain("5.2 s");
    expect(moments).to.have.length(5);
    const isItself = ({ videoId, startSeconds, endSeconds }: MomentView) =>
      videoId === like.videoId && startSeconds <= 5.2 && 5.2 < endSeconds;
    const next = await search({ like, top: 5, ...(nextCursor === undefined ? {} : { cursor: nextCursor }) });
    expect([...moments, ...next.moments].some(isItself)).to.equal(false);
    const [best] = moments;
    expect(best?.similarity).to.be.above(moments.at(-1)?.similarity ?? 1);
    expect(await problemOf({ like: { ...like, timeSeconds: 500 } })).to.include({ status: 400 });
    expect(await problemOf({ like: { ...like, videoId: videoIdOf(999) } })).to.include({ status: 404 });
    expect((await problemOf({ like, query: "a dog" })).detail).to.contain("not both");
    expect((await problemOf({})).detail).to.contain("query");
  });

  it("takes the same in the address of a search by a picture", async () => {
    const jpeg = new Blob([new Uint8Array(await pictureBytes())], { type: "image/png" });
    const scope = { folder: "films/odd", sources: ["frame" as const], minDurationSeconds: 40, top: 100 };
    const { moments } = searchAnswerSchema.parse(await server.client.searchByPicture(jpeg, scope));
    expect(idsOf(moments)).to.deep.equal(
      new Set([21, 23, 25, 27, 29, 31, 33, 35, 37, 39].flatMap((n) => [n, n + 20]).map(videoIdOf)),
    );
    const ofThese = { videoIds: [2, 4].map(videoIdOf) };
    expect(idsOf((await server.client.searchByPicture(jpeg, ofThese)).moments)).to.deep.equal(
      new Set(ofThese.videoIds),
    );
  });
});

async function pictureBytes(): Promise<Buffer> {
  const { default: sharp } = await import("sharp");
  return sharp({ create: { width: 60, height: 40, channels: 3, background: "#246" } })
    .png()
    .toBuffer();
}
