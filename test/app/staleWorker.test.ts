import { expect } from "chai";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openKinodex } from "../../src/app/openKinodex.js";
import { openQueue } from "../../src/app/queue.js";
import { openWritingSession } from "../../src/app/session.js";
import { createIndexWork } from "../../src/app/worker/indexWork.js";
import { underLease } from "../../src/app/worker/underLease.js";
import { createRandom } from "../../src/core/random.js";
import type { ClaimedJob, JobQueue, JobResult } from "../../src/jobs/jobQueue.js";
import { createLeaseGuard } from "../../src/jobs/sqlite/leaseGuard.js";
import { openStore, type Store } from "../../src/store/store.js";
import { until } from "../api/serveProcess.js";
import { renderVideo } from "../api/testServer.js";
import { withTinyModels } from "../fixtures/tinyModels.js";
import { captions, chunkOf, driftingUnits, failureOf, model, temporaryFolder, videoOf } from "../store/fixtures.js";

const shortMs = 20;
const leaseMs = 60_000;

/** Two workers hold, one after the other, the job of one video; the first does not know yet that it has lost it. */
describe("a worker whose lease another has taken", () => {
  const folder = temporaryFolder();
  const { videoId, path } = videoOf(1);
  const random = createRandom(3);
  const chunk = (n: number) => chunkOf(driftingUnits(random, 4), 4 * n);
  let store: Store;
  let queues: readonly JobQueue[] = [];
  let first: ClaimedJob;
  let second: ClaimedJob;

  const claim = async (queue: JobQueue | undefined, forMs: number): Promise<ClaimedJob> =>
    (await queue?.claim("worker", forMs)) as ClaimedJob;

  before(async () => {
    const directory = folder.path;
    store = await openStore({ directory, model, access: "write", createLeaseGuard });
    queues = [openQueue(directory), openQueue(directory)];
    await queues[0]?.add([{ kind: "index", path, pipeline: "archive", source: "path" }]);
    first = await claim(queues[0], shortMs);
    const held = underLease(store, first.lease);
    await held.beginVideo(videoOf(1));
    await held.appendChunk(videoId, chunk(0));
    await delay(2 * shortMs);
    await held.appendChunk(videoId, chunk(1)); // its lease has run out, and nobody has taken the job yet
    second = await claim(queues[1], leaseMs);
  });
  after(async () => {
    for (const each of [...queues, store]) await each[Symbol.asyncDispose]();
    folder.remove();
  });

  it("can change nothing", async () => {
    const stale = underLease(store, first.lease);
    const [revision, before] = [await store.revision(), await store.findVideo(videoId)];
    const works: readonly (() => Promise<unknown>)[] = [
      () => stale.beginVideo(videoOf(2)),
      () => stale.appendChunk(videoId, chunk(2)),
      () => stale.finishVideo(videoId, { state: "complete" }),
      () => stale.attachPath(videoId, "/videos/other.mp4", videoOf(1).stamp),
      () => stale.detachPath(path),
      () => stale.removeVideo(videoId),
      () => stale.putAnnotation(videoId, captions([])),
    ];
    for (const work of works) expect(await failureOf(work)).to.include({ code: "stale-job" });
    expect(await store.findVideo(videoId)).to.deep.equal(before);
    expect(await store.counts()).to.include({ videos: 1, frames: 8 });
    expect(await store.revision()).to.equal(revision);
  });

  it("can neither end the job nor keep it, and whoever has it goes on as if nothing had been", async () => {
    const [queue] = queues;
    for (const work of [
      () => queue?.renew(first.lease, leaseMs),
      () => queue?.end(first.lease, { to: "failed", error: "late" }),
    ])
      expect(await failureOf(work)).to.include({ code: "stale-job" });
    const held = underLease(store, second.lease);
    await held.appendChunk(videoId, chunk(2));
    const result: JobResult = { type: "indexed", videoId, problems: [] };
    await store.finishVideo(videoId, { state: "complete" }, { lease: second.lease, result });
    expect(await store.counts()).to.include({ frames: 12 });
    expect(await queue?.find(second.jobId)).to.deep.include({ state: "done", result, attempts: 2 });
    expect(await failureOf(() => held.removeVideo(videoId))).to.include({ code: "stale-job" });
  });

  it("is not what a search asks about: jobs leave the revision of the catalog as it is", async () => {
    const [queue] = queues;
    const revision = await store.revision();
    await queue?.add([{ kind: "index", path: "/videos/3.mp4", pipeline: "archive", source: "path" }]);
    const { lease } = await claim(queue, leaseMs);
    await queue?.renew(lease, leaseMs);
    await queue?.end(lease, { to: "cancelled" });
    expect(await store.revision()).to.equal(revision);
  });
});

describe("indexing a file under a lease that is lost on the way", function () {
  this.timeout(60_000);
  withTinyModels();
  const folder = temporaryFolder();
  after(() => folder.remove());

  it("stops with stale-job, and whoever has the job then goes on from what was stored", async () => {
    const directory = join(folder.path, "index");
    const path = renderVideo(join(folder.path, "long.mp4"), 240);
    await (await openKinodex({ index: directory, model: "test/tiny" }))[Symbol.asyncDispose]();
    await using session = await openWritingSession(directory, () => {});
    await using queue = openQueue(directory);
    await using others = openQueue(directory);
    await queue.add([{ kind: "index", path, pipeline: "archive", source: "path" }]);
    const work = createIndexWork(session, () => {});
    const [videoOfFile, { signal }] = [() => session.store.findVideo(path), new AbortController()];

    let second: ClaimedJob | undefined;
    const first = (await queue.claim("first", leaseMs)) as ClaimedJob;
    const lost = failureOf(() => work.index(first, signal, () => {}));
    await until(async () => ((await videoOfFile())?.frameCount ?? 0) > 0);
    await queue.renew(first.lease, 0);
    await until(async () => (second = await others.claim("second", leaseMs)) !== undefined);
    expect(await lost).to.include({ code: "stale-job" });
    const stored = await videoOfFile();
    expect(stored).to.include({ state: "indexing" });

    const result = await work.index(second as ClaimedJob, signal, () => {});
    expect(result).to.deep.include({ type: "indexed", videoId: stored?.videoId });
    expect(await others.end((second as ClaimedJob).lease, { to: "done", result })).to.include({
      state: "done",
      attempts: 2,
    });
    expect(await videoOfFile()).to.include({ state: "complete" });
    expect((await videoOfFile())?.frameCount).to.be.above(stored?.frameCount ?? 0);
  });
});
