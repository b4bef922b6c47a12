import { expect } from "chai";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { problemSchema } from "../../src/api/problem.js";
import { markListSchema, nextToJudgeSchema } from "../../src/api/schemas/marks.js";
import { createClient, type NewMarkInput, type Video } from "../../src/client/client.js";
import { temporaryFolder } from "../media/renderClip.js";
import { renderVideo, startTestServer, waitForJob, type TestServer } from "./testServer.js";

describe("accepting and rejecting over HTTP", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const root = join(folder, "videos");
  const index = join(folder, "index");
  let server: TestServer;
  let boat: Video;
  let set: Video;

  const send = (method: string, path: string, body?: object) =>
    fetch(`${server.url}${path}`, {
      method,
      ...(body && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
    });
  const problemOf = async (answer: Promise<Response>) => problemSchema.parse(await (await answer).json());
  const markOf = ({ videoId }: Pick<Video, "videoId">, changes: Partial<NewMarkInput> = {}): NewMarkInput => ({
    videoId,
    startSeconds: 0.5,
    endSeconds: 1.5,
    text: "a boat",
    verdict: "accepted",
    ...changes,
  });
  const indexAll = async (): Promise<void> => {
    for (const { jobId } of (await server.client.addPath("videos")).jobs) await waitForJob(server.client, jobId);
    [boat, set] = (await server.client.listVideos({ sort: "name" })).videos as [Video, Video];
  };

  before(async () => {
    mkdirSync(root);
    renderVideo(join(root, "boat.mp4"), 3);
    renderVideo(join(root, "set.mp4"), 2, "mandelbrot");
    server = await startTestServer(index, { roots: [root] });
    await indexAll();
  });
  after(() => server[Symbol.asyncDispose]());
  afterEach(async () => {
    for (const { markId } of (await server.client.listMarks({ limit: 1000 })).marks)
      await server.client.removeMark(markId);
  });

  it("marks are added, listed by text and by video, replaced and taken back", async () => {
    const { client } = server;
    const [first, second] = await client.addMarks([markOf(boat), markOf(set, { about: "caption", text: "a set" })]);
    expect(first).to.include({ about: "query", verdict: "accepted", path: "videos/boat.mp4", client: null });
    expect(first).to.include({ confidence: null, drawn: false });
    const listed = markListSchema.parse(await client.listMarks());
    expect(listed).to.deep.equal({ marks: [second, first] });
    expect((await client.listMarks({ text: "a  boat" })).marks).to.deep.equal([first]);
    expect((await client.listMarks({ videoId: set.videoId })).marks).to.deep.equal([second]);
    expect((await client.listMarks({ about: "concept" })).marks).to.deep.equal([]);
    const [again] = await client.addMarks([markOf(boat, { verdict: "rejected", confidence: 0.97 })]);
    expect(again).to.include({ markId: first?.markId, verdict: "rejected", confidence: 0.97 });
    expect((await client.listMarks({ text: "a boat" })).marks).to.deep.equal([again]);
    await client.removeMark(again?.markId ?? "");
    expect((await client.listMarks({ text: "a boat" })).marks).to.deep.equal([]);
    expect(await problemOf(send("DELETE", `/v1/marks/${again?.markId}`))).to.include({ status: 404 });
  });

  it("long lists come in pages", async () => {
    const many = Array.from({ length: 5 }, (_, n) => markOf(boat, { text: `boat ${n}` }));
    await server.client.addMarks(many);
    const first = await server.client.listMarks({ limit: 3 });
    expect(first.marks.map(({ text }) => text)).to.deep.equal(["boat 4", "boat 3", "boat 2"]);
    const second = await server.client.listMarks({ limit: 3, before: first.nextBefore ?? 0 });
    expect(second.marks.map(({ text }) => text)).to.deep.equal(["boat 1", "boat 0"]);
    expect(second).to.not.have.property("nextBefore");
  });

  it("marks that say nothing clear are refused, all of them together, with what is wrong", async () => {
    const faults: readonly (readonly [object, RegExp])[] = [
      [markOf(boat, { startSeconds: 2 }), /must be after startSeconds/],
      [markOf(boat, { text: "  " }), /text.*must not be empty/],
      [markOf(boat, { text: "x".repeat(4001) }), /text.*at most 4000/],
      [{ ...markOf(boat), verdict: "maybe" }, /verdict.*accepted, rejected/],
      [{ ...markOf(boat), about: "mood" }, /about.*query, concept, caption, answer/],
      [markOf(boat, { confidence: 2 }), /confidence.*at most 1/],
      [markOf({ videoId: "boat" }), /64 hexadecimal digits/],
      [{ ...markOf(boat), note: "x" }, /note/],
      [markOf(boat, { endSeconds: 60 }), /ends at 60 s, and the video at 3 s/],
    ];
    for (const [mark, reason] of faults) {
      const problem = await problemOf(send("POST", "/v1/marks", { marks: [markOf(set), mark] }));
      expect(problem.status, problem.detail).to.equal(400);
      expect(problem.detail).to.match(reason);
    }
    const unknown = markOf({ videoId: "0".repeat(64) });
    expect(await problemOf(send("POST", "/v1/marks", { marks: [unknown] }))).to.include({ status: 404 });
    expect(await problemOf(send("POST", "/v1/marks", { marks: [] }))).to.include({ status: 400 });
    expect(await problemOf(send("GET", "/v1/marks?limit=0"))).to.include({ status: 400 });
    expect(await problemOf(send("DELETE", "/v1/marks/nonsense"))).to.include({ status: 400 });
    expect((await server.client.listMarks()).marks).to.deep.equal([]);
  });

  it("what to judge next is what the queries find that people marked or saved, until it is judged", async () => {
    const nothing = nextToJudgeSchema.parse(await server.client.nextToJudge());
    expect(nothing).to.deep.equal({ hits: [], hitCount: 0, judgedCount: 0, leastCount: 20 });
    const found = await server.client.search({ query: "a boat", top: 100 });
    const hits = found.moments.filter(({ confidence }) => confidence >= found.foundFrom);
    const { searchId } = await server.client.saveSearch("boats", { query: "a boat" });
    const next = nextToJudgeSchema.parse(await server.client.nextToJudge(100));
    expect(next).to.include({ hitCount: hits.length, judgedCount: 0 });
    expect(next.hits).to.have.length(hits.length);
    for (const { query: text, videoId, startSeconds, endSeconds } of next.hits.slice(0, 1)) {
      await server.client.addMarks([{ videoId, startSeconds, endSeconds, text, verdict: "accepted", drawn: true }]);
      expect(await server.client.nextToJudge(100)).to.include({ hitCount: hits.length, judgedCount: 1 });
    }
    await server.client.deleteSavedSearch(searchId);
  });

  it("marks outlive a video that is removed, and are there when it comes back", async () => {
    const [mark] = await server.client.addMarks([markOf(set)]);
    await server.client.removeVideo(set.videoId);
    expect((await server.client.listMarks({ videoId: set.videoId })).marks).to.have.length(1);
    expect((await server.client.nextToJudge()).judgedCount).to.equal(0);
    await server[Symbol.asyncDispose]();
    server = await startTestServer(index, { roots: [root] });
    await indexAll();
    expect((await server.client.listMarks({ videoId: set.videoId })).marks).to.deep.equal([mark]);
  });

  it("a key that only reads may not mark; of another it is known who marked", async () => {
    await using guarded = await startTestServer(index, { roots: [root], requireKey: true, ...keyed(server) });
    const clientOf = (key: string) => createClient({ url: guarded.url, key });
    const { key } = server.context.keys.create("alice", "ingest");
    const { key: reading } = server.context.keys.create("bob", "read");
    const [mark] = await clientOf(key).addMarks([markOf(boat)]);
    expect(mark?.client).to.equal("alice");
    expect((await clientOf(reading).listMarks()).marks).to.have.length(1);
    const refused = await clientOf(reading)
      .addMarks([markOf(boat)])
      .catch((error: unknown) => error);
    expect(refused).to.have.nested.property("problem.status", 403);
  });
});

/** A key is needed before a server starts that asks for one. */
function keyed({ context }: TestServer): object {
  context.keys.create("first", "admin");
  return {};
}
