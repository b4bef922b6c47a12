import { expect } from "chai";
import { setTimeout as delay } from "node:timers/promises";
import type { ClaimedJob, Job, JobQueue, JobQueueOptions, JobResult, NewJob } from "../../src/jobs/jobQueue.js";

/** Opens a queue on `place`, as a process does; others may have the same place open. */
export type OpenJobQueue = (place: string, options: JobQueueOptions) => Promise<JobQueue>;

const maxOpen = 5;
const leaseMs = 60_000;
/** A lease that has run out when {@link runOut} resolves. */
const shortMs = 50;
const runOut = () => delay(2 * shortMs);

const jobOf = (n: number): NewJob => ({ kind: "index", path: `/videos/${n}.mp4`, pipeline: "archive", source: "path" });
const resultOf = (n: number): JobResult => ({ type: "indexed", videoId: `video ${n}`, problems: ["cut short"] });
const idsOf = (jobs: readonly Job[]) => jobs.map(({ jobId }) => jobId);

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: { readonly code?: unknown }) => error.code,
  );
}

/** The behaviour that every `JobQueue` owes its callers. */
export function conformsToJobQueue(name: string, openQueue: OpenJobQueue): void {
  describe(`job queue "${name}"`, () => {
    let opened: JobQueue[] = [];
    let place = "";
    let count = 0;
    let queue: JobQueue;
    /** The queue as another process opens it. */
    const open = async (options: JobQueueOptions = { maxOpen }): Promise<JobQueue> => {
      const another = await openQueue(place, options);
      opened.push(another);
      return another;
    };
    const add = async (...numbers: number[]): Promise<string[]> => idsOf(await queue.add(numbers.map(jobOf)));
    const claim = async (from = queue, forMs = leaseMs): Promise<ClaimedJob> => {
      const job = await from.claim("worker", forMs);
      if (!job) throw new Error("nothing to claim");
      return job;
    };

    beforeEach(async () => {
      count += 1;
      place = `place-${count}`;
      queue = await open();
    });
    afterEach(async () => {
      for (const each of opened) await each[Symbol.asyncDispose]();
      opened = [];
    });

    describe("as a line", () => {
      it("gives jobs in the order in which they came, each once", async () => {
        const ids = await add(1, 2);
        expect(idsOf([await claim(), await claim()])).to.deep.equal(ids);
        expect(await queue.claim("worker", leaseMs)).to.equal(undefined);
      });

      it("gives the open job for a file that waits or runs already, and a new one for a file whose job has ended", async () => {
        const [first] = await add(1);
        expect(await add(1, 1)).to.deep.equal([first, first]);
        const { lease } = await claim();
        expect(await add(1)).to.deep.equal([first]);
        await queue.end(lease, { to: "cancelled" });
        expect(await add(1)).not.to.deep.equal([first]);
      });

      it("takes all of a batch or, when it is too full, nothing of it", async () => {
        await add(1, 2, 3);
        expect(await codeOf(queue.add([4, 5, 6].map(jobOf)))).to.equal("queue-full");
        expect(await queue.counts()).to.include({ queued: 3 });
        await add(3, 4, 5);
        expect(await queue.counts()).to.include({ queued: 5 });
      });

      it("lists the newest first, page by page, and by state", async () => {
        const ids = await add(1, 2, 3);
        const first = idsOf(await queue.list({ limit: 2 }));
        const rest = idsOf(await queue.list({ limit: 2, before: first[1] }));
        expect([...first, ...rest]).to.deep.equal(ids.toReversed());
        await claim();
        expect(idsOf(await queue.list({ limit: 9, state: "running" }))).to.deep.equal([ids[0]]);
      });

      it("counts jobs by state", async () => {
        await add(1, 2, 3);
        const { lease } = await claim();
        await queue.end(lease, { to: "failed", error: "not a video" });
        await claim();
        expect(await queue.counts()).to.deep.equal({ queued: 1, running: 1, done: 0, failed: 1, cancelled: 0 });
      });

      it("remembers jobs, and how they ended, when it is opened again", async () => {
        const [one = "", two = "", three = ""] = await add(1, 2, 3);
        await queue.end((await claim()).lease, { to: "done", result: resultOf(1) });
        await queue.end((await claim()).lease, { to: "failed", error: "not a video" });
        const reopened = await open();
        expect(await reopened.find(one)).to.deep.include({ ...jobOf(1), state: "done", result: resultOf(1) });
        expect(await reopened.find(two)).to.include({ state: "failed", error: "not a video" });
        expect(await reopened.find(three)).to.include({ state: "queued", attempts: 0 });
        expect(await reopened.find("nope")).to.equal(undefined);
      });
    });

    describe("as the keeper of leases", () => {
      it("gives each job to one of several workers that ask at once", async () => {
        const ids = await add(1, 2, 3, 4, 5);
        const others = [queue, await open(), await open()];
        const claims = await Promise.all(
          Array.from({ length: 9 }, (_, n) => (others[n % 3] as JobQueue).claim(`worker ${n}`, leaseMs)),
        );
        const claimed = claims.filter((job) => job !== undefined);
        expect(idsOf(claimed)).to.have.members(ids);
      });

      it("gives a token that grows with every claim of a job", async () => {
        await add(1);
        const tokens: bigint[] = [];
        for (let n = 0; n < 3; n += 1) {
          const { lease } = await claim();
          tokens.push(lease.token);
          await queue.end(lease, { to: "queued", because: "stopped" });
        }
        const [first = 0n, second = 0n, third = 0n] = tokens;
        expect(first < second && second < third, tokens.join()).to.equal(true);
      });

      it("gives a job to another worker when its lease has run out, and not before", async () => {
        const [jobId] = await add(1);
        const first = await claim(queue, shortMs);
        await runOut();
        const second = await claim(await open());
        expect(second).to.include({ jobId, attempts: 2 });
        expect(second.lease.token > first.lease.token).to.equal(true);
        expect(await queue.claim("worker", leaseMs)).to.equal(undefined);
      });

      it("keeps a lease that is renewed", async () => {
        await add(1);
        const { lease } = await claim(queue, shortMs);
        expect(await queue.renew(lease, leaseMs)).to.deep.equal({ cancel: false });
        await runOut();
        expect(await queue.claim("other", leaseMs)).to.equal(undefined);
      });

      it("lets a holder whose lease has run out go on for as long as nobody else has claimed the job", async () => {
        const [one = ""] = await add(1, 2);
        const first = await claim();
        const second = await claim();
        for (const { lease } of [first, second]) await queue.renew(lease, shortMs);
        await runOut();
        await queue.renew(second.lease, leaseMs);
        await queue.end(first.lease, { to: "done", result: resultOf(1) });
        expect(await queue.find(one)).to.include({ state: "done" });
      });

      it("refuses whoever has lost a lease, and changes nothing", async () => {
        const [jobId = ""] = await add(1);
        const { lease: stale } = await claim(queue, shortMs);
        await runOut();
        const { lease } = await claim();
        expect(await codeOf(queue.renew(stale, leaseMs))).to.equal("stale-job");
        expect(await codeOf(queue.end(stale, { to: "done", result: resultOf(1) }))).to.equal("stale-job");
        expect(await codeOf(queue.end(stale, { to: "queued", because: "crashed" }))).to.equal("stale-job");
        expect(await queue.find(jobId)).to.include({ state: "running", attempts: 2 });
        await queue.end(lease, { to: "done", result: resultOf(2) });
        expect(await queue.find(jobId)).to.deep.include({ state: "done", result: resultOf(2) });
        expect(await codeOf(queue.renew(lease, leaseMs))).to.equal("stale-job");
        expect(await codeOf(queue.end(lease, { to: "failed", error: "late" }))).to.equal("stale-job");
      });
    });

    describe("for jobs that are put back", () => {
      it("keeps their place in the line", async () => {
        const ids = await add(1, 2);
        await queue.end((await claim()).lease, { to: "queued", because: "stopped" });
        expect(idsOf([await claim(), await claim()])).to.deep.equal(ids);
      });

      it("waits as long as it is told, and gives others meanwhile", async () => {
        const [one, two] = await add(1, 2);
        await queue.end((await claim()).lease, { to: "queued", because: "stopped", waitMs: 200 });
        expect(await claim()).to.include({ jobId: two });
        expect(await queue.claim("worker", leaseMs)).to.equal(undefined);
        await delay(300);
        expect(await claim()).to.include({ jobId: one });
      });

      it("counts a crash as an attempt, and stopping as none", async () => {
        const [jobId = ""] = await add(1);
        await queue.end((await claim()).lease, { to: "queued", because: "stopped" });
        expect(await queue.find(jobId)).to.include({ attempts: 0 });
        await queue.end((await claim()).lease, { to: "queued", because: "crashed" });
        expect(await queue.find(jobId)).to.include({ attempts: 1 });
      });

      it("fails one whose worker was lost three times, told or not, and says so", async () => {
        const [told = "", untold = ""] = await add(1, 2);
        for (let n = 0; n < 3; n += 1) {
          const { lease } = await claim();
          await claim(queue, shortMs);
          await queue.end(lease, { to: "queued", because: "crashed" });
          await runOut();
        }
        expect(await queue.claim("worker", leaseMs)).to.equal(undefined);
        for (const jobId of [told, untold]) {
          const { state, attempts, error } = (await queue.find(jobId)) as Job;
          expect({ state, attempts }).to.deep.equal({ state: "failed", attempts: 3 });
          expect(error).to.contain("each of the 3 times");
          expect(await queue.request(jobId, "retry")).to.include({ state: "queued", attempts: 0, error: undefined });
        }
      });
    });

    describe("for people", () => {
      it("cancels what waits at once, and tells the worker of what runs", async () => {
        const [waits = "", runs = ""] = await add(1, 2);
        await queue.end((await claim()).lease, { to: "queued", because: "stopped", waitMs: leaseMs });
        const { lease } = await claim();
        expect(await queue.request(waits, "cancel")).to.include({ state: "cancelled" });
        const other = await open();
        expect(await other.request(runs, "cancel")).to.include({ state: "running", cancelRequested: true });
        expect(await queue.renew(lease, leaseMs)).to.deep.equal({ cancel: true });
        expect(await queue.end(lease, { to: "cancelled" })).to.include({ state: "cancelled", cancelRequested: false });
      });

      it("does not give a job again that should stop, whatever became of its worker", async () => {
        const ids = await add(1, 2);
        const { lease } = await claim();
        await claim(queue, shortMs);
        for (const jobId of ids) await queue.request(jobId, "cancel");
        await queue.end(lease, { to: "queued", because: "crashed" });
        await runOut();
        expect(await queue.claim("worker", leaseMs)).to.equal(undefined);
        expect(await queue.counts()).to.include({ cancelled: 2, queued: 0, running: 0 });
      });

      it("takes up again what failed or was cancelled, with its token growing on", async () => {
        const [jobId = ""] = await add(1);
        const { lease: before } = await claim();
        await queue.end(before, { to: "failed", error: "no ffmpeg" });
        expect(await queue.request(jobId, "retry")).to.include({ state: "queued", error: undefined });
        const { lease } = await claim();
        expect(lease.token > before.token).to.equal(true);
        expect(await codeOf(queue.renew(before, leaseMs))).to.equal("stale-job");
      });

      it("forgets what has ended when asked to, one by one or all of a kind, and nothing else", async () => {
        const [failed = "", cancelled = "", runs = "", waits = ""] = await add(1, 2, 3, 4);
        await queue.end((await claim()).lease, { to: "failed", error: "not a video" });
        await queue.end((await claim()).lease, { to: "cancelled" });
        const { lease } = await claim();
        for (const jobId of [runs, waits]) expect(await codeOf(queue.dismiss({ jobId }))).to.equal("job-state");
        expect(await codeOf(queue.dismiss({ jobId: "nope" }))).to.equal("not-found");
        expect(idsOf(await queue.dismiss({ state: "done" }))).to.deep.equal([]);
        expect(idsOf(await queue.dismiss({ state: "failed" }))).to.deep.equal([failed]);
        expect(idsOf(await (await open()).dismiss({ jobId: cancelled }))).to.deep.equal([cancelled]);
        for (const jobId of [failed, cancelled]) expect(await queue.find(jobId)).to.equal(undefined);
        expect(await codeOf(queue.request(failed, "retry"))).to.equal("not-found");
        expect(await queue.counts()).to.deep.equal({ queued: 1, running: 1, done: 0, failed: 0, cancelled: 0 });
        await queue.end(lease, { to: "done", result: resultOf(3) });
        expect(idsOf(await queue.dismiss({ state: "done" }))).to.deep.equal([runs]);
      });

      it("refuses what a job's state does not allow, and jobs that do not exist", async () => {
        const [jobId = ""] = await add(1);
        expect(await codeOf(queue.request(jobId, "retry"))).to.equal("job-state");
        await queue.request(jobId, "cancel");
        expect(await codeOf(queue.request(jobId, "cancel"))).to.equal("job-state");
        await add(1);
        expect(await codeOf(queue.request(jobId, "retry")), "its file is open under another job").to.equal("job-state");
        expect(await codeOf(queue.request("nope", "cancel"))).to.equal("not-found");
      });
    });
  });
}
