import { expect } from "chai";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { problemSchema } from "../../src/api/problem.js";
import { videoPageSchema } from "../../src/api/schemas/videos.js";
import type { VideoListInput } from "../../src/client/client.js";
import { createRandom } from "../../src/core/random.js";
import { openModel } from "../../src/models/openModel.js";
import { openStore, type Store } from "../../src/store/store.js";
import { withTinyModels } from "../fixtures/tinyModels.js";
import { temporaryFolder } from "../media/renderClip.js";
import { addVideo, driftingUnits, videoIdOf, videoOf } from "../store/fixtures.js";
import { startTestServer, type TestServer } from "./testServer.js";

describe("the list of videos over HTTP", function () {
  this.timeout(60_000);
  withTinyModels();
  const folder = temporaryFolder();
  const index = join(folder, "index");
  const root = join(folder, "films");
  let server: TestServer;

  const openWriter = async (): Promise<Store> =>
    openStore({ directory: index, model: (await openModel("test/tiny")).identity, access: "write" });
  const add = async (store: Store, n: number, path: string, changes: object = {}): Promise<void> => {
    const { info } = videoOf(n);
    await store.beginVideo(videoOf(n, { path, info: { ...info, ...changes } }));
  };
  const namesOf = async (query: VideoListInput): Promise<string[]> => {
    const { videos } = videoPageSchema.parse(await server.client.listVideos(query));
    return videos.map(({ path }) => path.split("/").at(-1) ?? "");
  };
  const problemOf = async (query: string) => {
    const response = await fetch(`${server.url}/v1/videos?${query}`);
    return problemSchema.parse(await response.json());
  };

  before(async () => {
    mkdirSync(root);
    const store = await openWriter();
    await add(store, 1, join(root, "2023", "b 10.mp4"), { durationSeconds: 5, recordedAt: "2023-06-01T12:00:00.000Z" });
    await add(store, 2, join(root, "2023", "May", "B 9.mp4"), { durationSeconds: 50 });
    await add(store, 3, join(root, "a.mp4"), { durationSeconds: 500, recordedAt: "2022-01-01T12:00:00.000Z" });
    await add(store, 4, "/elsewhere/holidays/c.mp4");
    await store[Symbol.asyncDispose]();
    server = await startTestServer(index, { roots: [root] });
  });
  after(() => server[Symbol.asyncDispose]());

  it("is sorted by what is asked for, either way", async () => {
    expect(await namesOf({})).to.deep.equal(["b 10.mp4", "B 9.mp4", "a.mp4", "c.mp4"]);
    expect(await namesOf({ sort: "name" })).to.deep.equal(["a.mp4", "B 9.mp4", "b 10.mp4", "c.mp4"]);
    expect(await namesOf({ sort: "duration", order: "desc", limit: 2 })).to.deep.equal(["a.mp4", "c.mp4"]);
    expect(await namesOf({ sort: "recorded", limit: 2 })).to.deep.equal(["a.mp4", "b 10.mp4"]);
  });

  it("is narrowed by folder, name, length and the time of recording", async () => {
    expect(await namesOf({ folder: "films/2023", sort: "name" })).to.deep.equal(["B 9.mp4", "b 10.mp4"]);
    expect(await namesOf({ folder: "films/2023/May/" })).to.deep.equal(["B 9.mp4"]);
    expect(await namesOf({ folder: "holidays" }), "outside of all roots").to.deep.equal(["c.mp4"]);
    expect(await namesOf({ name: "b" })).to.deep.equal(["b 10.mp4", "B 9.mp4"]);
    expect(await namesOf({ minDurationSeconds: 50, maxDurationSeconds: 60 })).to.deep.equal(["B 9.mp4", "c.mp4"]);
    expect(await namesOf({ recordedFrom: "2023-05-30", recordedTo: "2023-06-02" })).to.deep.equal(["b 10.mp4"]);
    expect(await server.client.folders()).to.deep.equal([
      { folder: "films", videoCount: 1 },
      { folder: "films/2023", videoCount: 1 },
      { folder: "films/2023/May", videoCount: 1 },
      { folder: "holidays", videoCount: 1 },
    ]);
  });

  it("is followed page by page while videos come and go", async () => {
    const query = { sort: "name", limit: 1 } as const;
    const names: string[] = [];
    for (let cursor: string | undefined = ""; cursor !== undefined;) {
      const page = await server.client.listVideos({ ...query, ...(cursor && { cursor }) });
      names.push(...page.videos.map(({ path }) => path.split("/").at(-1) ?? ""));
      cursor = page.nextCursor;
      await using writer = await openWriter();
      const n = 100 + names.length;
      await addVideo(writer, n, driftingUnits(createRandom(n), 1, writer.model.dimension)); // named 101.mp4, before all
      await writer.removeVideo(videoIdOf(n - 1));
    }
    expect(names).to.deep.equal(["a.mp4", "B 9.mp4", "b 10.mp4", "c.mp4"]);
  });

  it("refuses what it does not know, and says what there is", async () => {
    expect(await problemOf("folder=films/2021")).to.include({ status: 404, code: "not-found" });
    expect((await problemOf("cursor=x")).code).to.equal("cursor");
    const { nextCursor = "" } = await server.client.listVideos({ limit: 1, sort: "name" });
    expect((await problemOf(`cursor=${nextCursor}`)).detail).to.contain("sort=name");
    expect((await problemOf("recordedFrom=lately")).detail).to.contain("2024-05-31");
    expect((await problemOf("minDurationSeconds=9&maxDurationSeconds=2")).status).to.equal(400);
  });
});
