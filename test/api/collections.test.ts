import { expect } from "chai";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { formatNames } from "../../src/app/exportFormats.js";
import { problemSchema } from "../../src/api/problem.js";
import { collectionContentsSchema } from "../../src/api/schemas/collections.js";
import { searchAnswerSchema } from "../../src/api/schemas/search.js";
import type { CollectionContentsView, Video } from "../../src/client/client.js";
import { temporaryFolder } from "../media/renderClip.js";
import { renderVideo, startTestServer, waitForJob, type TestServer } from "./testServer.js";

describe("collections and saved searches over HTTP", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const root = join(folder, "videos");
  const index = join(folder, "index");
  let server: TestServer;
  let boat: Video;
  let set: Video;

  const notesOf = ({ moments }: CollectionContentsView) => moments.map(({ note }) => note);
  const send = (method: string, path: string, body?: object) =>
    fetch(`${server.url}${path}`, {
      method,
      ...(body && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
    });
  const problemOf = async (answer: Promise<Response>) => problemSchema.parse(await (await answer).json());
  const indexAll = async (): Promise<void> => {
    for (const { jobId } of (await server.client.addPath("videos")).jobs) await waitForJob(server.client, jobId);
    [boat, set] = (await server.client.listVideos({ sort: "name" })).videos as [Video, Video];
  };
  const takes = () => [
    { videoId: boat.videoId, startSeconds: 1, endSeconds: 2, note: "first" },
    { videoId: set.videoId, startSeconds: 0.5, endSeconds: 1.5, note: "second" },
    { videoId: boat.videoId, startSeconds: 0, endSeconds: 1, note: "third" },
  ];

  before(async () => {
    mkdirSync(root);
    renderVideo(join(root, "boat.mp4"), 3);
    renderVideo(join(root, "set.mp4"), 2, "mandelbrot");
    server = await startTestServer(index, { roots: [root] });
    await indexAll();
  });
  after(() => server[Symbol.asyncDispose]());

  it("are made, listed, renamed and deleted", async () => {
    const { collectionId } = await server.client.createCollection({ name: " Boats " });
    expect(await server.client.renameCollection(collectionId, "All boats")).to.include({ name: "All boats" });
    expect((await server.client.listCollections()).map(({ name }) => name)).to.include("All boats");
    await server.client.deleteCollection(collectionId);
    expect(await problemOf(send("GET", `/v1/collections/${collectionId}`))).to.include({ status: 404 });
    expect(await problemOf(send("DELETE", `/v1/collections/${collectionId}`))).to.include({ status: 404 });
  });

  it("take moments, also as a search tells them, and keep the order that people give", async () => {
    const { collectionId } = await server.client.createCollection({ name: "takes" });
    const { moments } = await server.client.collectMoments(collectionId, takes());
    const ids = moments.map(({ momentId }) => momentId);
    const reversed = await server.client.orderMoments(collectionId, ids.toReversed());
    expect(notesOf(reversed)).to.deep.equal(["third", "second", "first"]);
    expect(notesOf(await server.client.dropMoment(collectionId, ids[1] ?? ""))).to.deep.equal(["third", "first"]);
    expect(reversed.moments[0]).to.include({ path: "videos/boat.mp4", isIndexed: true, keyframeSeconds: 0 });
    const [found] = searchAnswerSchema.parse(await server.client.search({ query: "a boat" })).moments;
    const { videoId = "", startSeconds = 0, endSeconds = 0, keyframeSeconds = 0, similarity = 0 } = found ?? {};
    const moment = { videoId, startSeconds, endSeconds, keyframeSeconds, similarity, sources: found?.sources ?? [] };
    const added = await server.client.collectMoments(collectionId, [moment]);
    expect(added.moments.at(-1)).to.deep.include(moment);
    expect(collectionContentsSchema.parse(await server.client.collection(collectionId))).to.deep.equal(added);
    expect((await problemOf(send("PUT", `/v1/collections/${collectionId}/order`, { momentIds: ids }))).status).to.equal(
      400,
    );
  });

  it("refuse moments that are none, and keep nothing of the rest", async () => {
    const unknown = { videoId: "0".repeat(64), startSeconds: 0, endSeconds: 1 };
    const before = await server.client.listCollections();
    const refused = await problemOf(send("POST", "/v1/collections", { name: "x", moments: [...takes(), unknown] }));
    expect(refused).to.include({ status: 404 });
    expect(await server.client.listCollections()).to.deep.equal(before);
    const backwards = { name: "x", moments: [{ ...unknown, startSeconds: 2 }] };
    expect((await problemOf(send("POST", "/v1/collections", backwards))).detail).to.contain(
      "must be after startSeconds",
    );
    expect((await problemOf(send("POST", "/v1/collections", { name: " " }))).detail).to.contain("must not be empty");
  });

  it("are exported in every format, in their order", async () => {
    const { collectionId } = await server.client.createCollection({ name: "for the cut", moments: takes() });
    for (const format of formatNames) {
      const answer = await fetch(server.client.collectionExportUrl(collectionId, format));
      expect(answer.status, format).to.equal(200);
      expect(answer.headers.get("content-disposition")).to.contain(`.${format}`);
      const text = await answer.text();
      const places = ["boat.mp4", "set.mp4"].map((name) => text.indexOf(name));
      expect(places[0], format).to.be.above(-1);
      expect(places[1], `${format} keeps the order`).to.be.above(places[0] as number);
    }
    const csv = await (await fetch(server.client.collectionExportUrl(collectionId, "csv"))).text();
    expect(csv).not.to.contain(folder);
    const { collectionId: empty } = await server.client.createCollection({ name: "empty" });
    expect(await problemOf(fetch(server.client.collectionExportUrl(empty, "csv")))).to.include({ status: 422 });
  });

  it("chosen moments are exported without a collection, in the order given, found or not", async () => {
    const moments = takes().map((take) => ({ ...take, confidence: 0.01 }));
    for (const format of formatNames) {
      const text = await (await server.client.exportChosen({ moments, format, title: "rough cut" })).text();
      expect(text.indexOf("set.mp4"), format).to.be.above(text.indexOf("boat.mp4"));
    }
    const edl = await (await server.client.exportChosen({ moments, format: "edl", title: "rough cut" })).text();
    expect(edl).to.match(/^TITLE: rough cut/i);
    const unknown = { videoId: "0".repeat(64), startSeconds: 0, endSeconds: 1 };
    const refused = await problemOf(send("POST", "/v1/export/moments", { moments: [unknown], format: "csv" }));
    expect(refused).to.include({ status: 404 });
  });

  it("outlive a video that is removed, an index that is rebuilt, and the server, and find it again", async () => {
    const { collectionId } = await server.client.createCollection({ name: "lasting", moments: takes() });
    await server.client.removeVideo(set.videoId);
    await server.client.rebuildIndex();
    await server[Symbol.asyncDispose]();
    server = await startTestServer(index, { roots: [root] });
    const gone = await server.client.collection(collectionId);
    expect(gone.moments.map(({ isIndexed }) => isIndexed)).to.deep.equal([true, false, true]);
    expect(gone.moments[1]).to.include({ path: "videos/set.mp4", note: "second" });
    expect((await fetch(server.client.collectionExportUrl(collectionId, "otio"))).status).to.equal(200);
    await indexAll();
    const back = await server.client.collection(collectionId);
    expect(back.moments.map(({ isIndexed }) => isIndexed)).to.deep.equal([true, true, true]);
  });

  it("searches are saved whole, made again as they are, renamed and deleted", async () => {
    const search = { query: "a boat", top: 3, sources: ["frame" as const], folder: "videos" };
    const saved = await server.client.saveSearch("boats", search);
    expect(saved.search).to.deep.include(search);
    const again = await send("POST", "/v1/search", saved.search);
    expect(again.status).to.equal(200);
    expect(await server.client.renameSavedSearch(saved.searchId, "Boats")).to.include({ name: "Boats" });
    expect((await server.client.listSavedSearches()).map(({ name }) => name)).to.deep.equal(["Boats"]);
    await server.client.deleteSavedSearch(saved.searchId);
    expect(await problemOf(send("GET", `/v1/searches/${saved.searchId}`))).to.include({ status: 404 });
    expect((await problemOf(send("POST", "/v1/searches", { name: "x", search: { top: 3 } }))).status).to.equal(400);
  });
});
