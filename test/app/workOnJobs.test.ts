import { expect } from "chai";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { workOnJobs, type Working, type WorkOptions } from "../../src/app/worker/workOnJobs.js";
import type { Job, JobQueue, JobResult, NewJob } from "../../src/jobs/jobQueue.js";
import { openSqliteJobQueue } from "../../src/jobs/sqlite/sqliteJobQueue.js";
import { until } from "../api/serveProcess.js";
import { temporaryFolder } from "../store/fixtures.js";

const leaseMs = 150;
const result: JobResult = { type: "indexed", videoId: "a1", problems: [] };
const jobOf = (n: number): NewJob => ({ kind: "index", path: `/videos/${n}.mp4`, pipeline: "archive", source: "path" });

/** Work that goes on until it is let go, or stopped. */
function createWork() {
  const started: string[] = [];
  let finish = (): void => {};
  const finished = new Promise<void>((resolve) => (finish = resolve));
  return {
    started,
    finish,
    work: ({ path }: Job, signal: AbortSignal): Promise<JobResult> =>
      new Promise((resolve, reject) => {
        started.push(path);
        void finished.then(() => resolve(result));
        signal.addEventListener("abort", () => reject(new Error("left")));
      }),
  };
}

describe("workOnJobs", () => {
  const folder = temporaryFolder();
  after(() => folder.remove());
  let count = 0;
  let queue: JobQueue;
  let other: JobQueue;
  let working: Working | undefined;

  const start = (options: Pick<WorkOptions, "work"> & Partial<WorkOptions>) =>
    (working = workOnJobs({
      queue,
      worker: "test",
      maxJobs: 2,
      leaseMs,
      pollMs: 20,
      onClaimed: () => {},
      onEnding: async () => {},
      onEnded: () => {},
      onError: (error) => expect.fail(String(error)),
      ...options,
    }));
  const stateOf = async (jobId: string) => (await queue.find(jobId))?.state;

  beforeEach(() => {
    const path = join(folder.path, `queue-${(count += 1)}`);
    queue = openSqliteJobQueue(path);
    other = openSqliteJobQueue(path);
  });
  afterEach(async () => {
    await working?.[Symbol.asyncDispose]();
    for (const each of [queue, other]) await each[Symbol.asyncDispose]();
  });

  it("does so many jobs at a time, in order, and all of them in the end", async () => {
    const added = await queue.add([1, 2, 3].map(jobOf));
    const { work, started, finish } = createWork();
    start({ work });
    await until(() => started.length === 2);
    await delay(60);
    expect(started).to.deep.equal(["/videos/1.mp4", "/videos/2.mp4"]);
    finish();
    await until(async () => (await queue.counts()).done === 3);
    expect(await queue.find(added[2]?.jobId ?? "")).to.deep.include({ state: "done", result });
  });

  it("keeps what it works on for longer than a lease, and finds what others add", async () => {
    const { work, started, finish } = createWork();
    start({ work });
    const [job] = await other.add([jobOf(1)]);
    await until(() => started.length === 1);
    await delay(3 * leaseMs);
    expect(await other.claim("thief", leaseMs)).to.equal(undefined);
    finish();
    await until(async () => (await stateOf(job?.jobId ?? "")) === "done");
    expect(await queue.find(job?.jobId ?? "")).to.include({ attempts: 1 });
  });

  it("does not take its own job for that of a lost worker when it was asleep for longer than a lease", async () => {
    const [job] = await queue.add([jobOf(1)]);
    const { work, started, finish } = createWork();
    start({ work });
    await until(() => started.length === 1);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 * leaseMs);
    await delay(60);
    finish();
    await until(async () => (await stateOf(job?.jobId ?? "")) === "done");
    expect(await queue.find(job?.jobId ?? "")).to.include({ attempts: 1 });
    expect(started).to.have.length(1);
  });

  it("stops a job that somebody cancels in another process", async () => {
    const [job] = await queue.add([jobOf(1)]);
    const { work, started } = createWork();
    start({ work });
    await until(() => started.length === 1);
    await other.request(job?.jobId ?? "", "cancel");
    await until(async () => (await stateOf(job?.jobId ?? "")) === "cancelled");
  });

  it("leaves a job whose lease it lost to whoever has it, and says nothing more of it", async () => {
    const [job] = await queue.add([jobOf(1)]);
    const jobId = job?.jobId ?? "";
    const { work, started } = createWork();
    const ended: Job[] = [];
    const onEnding: WorkOptions["onEnding"] = async (each) => void ended.push(each);
    start({ work, pollMs: 60_000, onEnding, onEnded: (each) => void ended.push(each) });
    await until(() => started.length === 1);
    await delay(2 * leaseMs); // as if the machine slept
    const claimed = await other.claim("other", 60_000);
    expect(claimed).to.include({ jobId, attempts: 2 });
    working?.look();
    await until(() => working?.runningCount === 0);
    expect(ended).to.deep.equal([]);
    expect(await stateOf(jobId)).to.equal("running");
  });

  it("has tidied up after a job before anybody can see that it ended", async () => {
    const [done, failed] = await queue.add([1, 2].map(jobOf));
    const seen: unknown[] = [];
    start({
      maxJobs: 1,
      work: async ({ path }) => {
        if (path.endsWith("2.mp4")) throw new Error("no video at all");
        return result;
      },
      onEnding: async ({ jobId }, { to }) => {
        await delay(20);
        seen.push([jobId, to, await stateOf(jobId)]);
      },
    });
    await until(async () => (await stateOf(failed?.jobId ?? "")) === "failed");
    expect(seen).to.deep.equal([
      [done?.jobId, "done", "running"],
      [failed?.jobId, "failed", "running"],
    ]);
  });

  it("puts back what runs when it is disposed, and counts that as no attempt", async () => {
    const [job] = await queue.add([jobOf(1)]);
    const { work, started } = createWork();
    start({ work });
    await until(() => started.length === 1);
    await working?.[Symbol.asyncDispose]();
    expect(await queue.find(job?.jobId ?? "")).to.include({ state: "queued", attempts: 0 });
  });

  it("fails a job with what its work rejects with, and goes on with the next", async () => {
    const [bad, good] = await queue.add([1, 2].map(jobOf));
    start({
      maxJobs: 1,
      work: async ({ path }) => {
        if (path.endsWith("1.mp4")) throw new Error("no video at all");
        return result;
      },
    });
    await until(async () => (await stateOf(good?.jobId ?? "")) === "done");
    expect(await queue.find(bad?.jobId ?? "")).to.include({ state: "failed", error: "no video at all" });
  });
});
