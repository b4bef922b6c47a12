import { expect } from "chai";
import { join } from "node:path";
import { openSqlite } from "../../src/core/sqlite.js";
import { createLeaseGuard } from "../../src/jobs/sqlite/leaseGuard.js";
import { openSqliteJobQueue } from "../../src/jobs/sqlite/sqliteJobQueue.js";
import { catalogs } from "../../src/store/catalog/registry.js";
import { openStore } from "../../src/store/store.js";
import { conformsToCatalog, type RunningJob } from "../conformance/catalog.js";
import { addVideo, failureOf, model, randomUnit, temporaryFolder, videoIdOf, videoOf } from "./fixtures.js";
import { createRandom } from "../../src/core/random.js";

/** A job of the queue in the file of a catalog. */
async function startJob(directory: string): Promise<RunningJob> {
  const catalog = join(directory, "catalog.sqlite");
  await using queue = openSqliteJobQueue(catalog);
  await queue.add([{ kind: "index", path: "/videos/1.mp4", pipeline: "archive", source: "path" }]);
  const job = await queue.claim("one", 0);
  if (!job) throw new Error("nothing to claim");
  return {
    lease: job.lease,
    async lose() {
      await using other = openSqliteJobQueue(catalog);
      expect((await other.claim("another", 60_000))?.jobId).to.equal(job.jobId);
    },
    async state() {
      await using other = openSqliteJobQueue(catalog);
      return (await other.find(job.jobId))?.state ?? "";
    },
  };
}

for (const name of catalogs.names)
  conformsToCatalog(name, async () => {
    const folder = temporaryFolder();
    const directory = join(folder.path, "index");
    return {
      place: catalogs.create({ name }, directory, createLeaseGuard),
      startJob: () => startJob(directory),
      [Symbol.asyncDispose]: async () => folder.remove(),
    };
  });

describe("a store", () => {
  const random = createRandom(31);
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  it("refuses a lease where nothing checks leases", async () => {
    await using store = await openStore({ directory: folder.path, model, access: "write" });
    const write = () => store.beginVideo(videoOf(1), { lease: { jobId: "1", token: 1n } });
    expect(await failureOf(write)).to.have.property("code", "usage");
    expect(await store.videos()).to.deep.equal([]);
  });

  it("goes on beyond ids of 32 bits", async () => {
    const vector = randomUnit(random);
    {
      await using store = await openStore({ directory: folder.path, model, access: "write" });
      await addVideo(store, 1, [randomUnit(random)]);
    }
    const direct = openSqlite(join(folder.path, "catalog.sqlite"));
    direct.exec(`INSERT INTO operations (action, kind, first_id, count) VALUES
      ('add', 'frames', ${2 ** 33}, 5), ('remove', 'frames', ${2 ** 33}, 5)`);
    direct.close();
    await using store = await openStore({ directory: folder.path, model, access: "write" });
    await addVideo(store, 2, [vector]);
    const [best] = await store.searchFrames(vector, 1);
    expect(best).to.include({ videoId: videoIdOf(2), frameId: 2 ** 33 + 5 });
  });
});
