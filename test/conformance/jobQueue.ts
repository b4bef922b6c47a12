import { expect } from "chai";
import type { JobQueue, NewJob } from "../../src/api/jobs/jobQueue.js";
import { failureOf } from "../store/fixtures.js";

/** How to open queues for the suite. */
export interface JobQueueKind {
  readonly name: string;
  /** Opens a queue on `place`, as a process does that starts; the one opened before is not used any more. */
  readonly open: (place: string, openAtMost: number) => JobQueue;
}

const jobOf = (n: number): NewJob => ({ path: `/videos/${n}.mp4`, pipeline: "archive", source: "path" });

/** What every {@link JobQueue} does. */
export function itIsAJobQueue({ name, open }: JobQueueKind): void {
  describe(`${name} as a job queue`, () => {
    let count = 0;
    let place = "";
    let queue: JobQueue;
    beforeEach(() => {
      count += 1;
      place = `place-${count}`;
      queue = open(place, 5);
    });

    it("gives jobs in the order in which they came, each once", () => {
      const added = queue.add([jobOf(1), jobOf(2)]);
      expect([queue.claim()?.jobId, queue.claim()?.jobId]).to.deep.equal(added.map(({ jobId }) => jobId));
      expect(queue.claim()).to.equal(undefined);
    });

    it("gives the open job for a file that waits already", () => {
      const [first] = queue.add([jobOf(1)]);
      const [again] = queue.add([jobOf(1)]);
      expect(again?.jobId).to.equal(first?.jobId);
      queue.claim();
      queue.change(first?.jobId ?? "", { to: "cancelled" });
      expect(queue.add([jobOf(1)])[0]?.jobId).not.to.equal(first?.jobId);
    });

    it("takes all of a batch or, when it is too full, nothing of it", async () => {
      queue.add([jobOf(1), jobOf(2), jobOf(3)]);
      const failure = await failureOf(() => queue.add([jobOf(4), jobOf(5), jobOf(6)]));
      expect(failure).to.include({ status: 503, code: "queue-full" });
      expect(queue.counts()).to.include({ queued: 3 });
      queue.add([jobOf(4), jobOf(5)]);
      expect(queue.counts()).to.include({ queued: 5 });
    });

    it("remembers how a job ended", () => {
      const [one, two] = queue.add([jobOf(1), jobOf(2)]);
      queue.claim();
      queue.claim();
      const result = { type: "indexed", videoId: "a1", problems: ["cut short"] } as const;
      queue.change(one?.jobId ?? "", { to: "done", result });
      queue.change(two?.jobId ?? "", { to: "failed", error: "not a video" });
      const reopened = open(place, 5);
      expect(reopened.find(one?.jobId ?? "")).to.deep.include({ state: "done", result });
      expect(reopened.find(two?.jobId ?? "")).to.include({ state: "failed", error: "not a video" });
    });

    it("refuses what a job's state does not allow, and jobs that do not exist", async () => {
      const [job] = queue.add([jobOf(1)]);
      const jobId = job?.jobId ?? "";
      const done = { to: "done", result: { type: "indexed", videoId: "a", problems: [] } } as const;
      expect(await failureOf(() => queue.change(jobId, done))).to.include({ status: 409 });
      expect(await failureOf(() => queue.change(jobId, { to: "queued", because: "retry" }))).to.include({
        status: 409,
      });
      queue.change(jobId, { to: "cancelled" });
      expect(await failureOf(() => queue.change(jobId, { to: "cancelled" }))).to.include({ status: 409 });
      expect(await failureOf(() => queue.change("nope", { to: "cancelled" }))).to.include({ status: 404 });
    });

    it("puts back what was running when its process ended, with its place in the line", () => {
      const [one] = queue.add([jobOf(1), jobOf(2)]);
      queue.claim();
      const reopened = open(place, 5);
      expect(reopened.counts()).to.include({ queued: 2, running: 0 });
      expect(reopened.claim()).to.include({ jobId: one?.jobId, attempts: 2 });
    });

    it("marks a job that was running each time its process ended", () => {
      const [job] = queue.add([jobOf(1)]);
      for (let n = 0; n < 3; n += 1) {
        queue.claim();
        queue = open(place, 5);
      }
      expect(queue.find(job?.jobId ?? "")).to.include({ state: "failed" });
      expect(queue.change(job?.jobId ?? "", { to: "queued", because: "retry" })).to.include({ attempts: 0 });
    });

    it("counts a crash as an attempt, and stopping as none", () => {
      const [job] = queue.add([jobOf(1)]);
      queue.claim();
      expect(queue.change(job?.jobId ?? "", { to: "queued", because: "stopped" })).to.include({ attempts: 0 });
      queue.claim();
      expect(queue.change(job?.jobId ?? "", { to: "queued", because: "crashed" })).to.include({ attempts: 1 });
    });

    it("lists the newest first, page by page, and by state", () => {
      const ids = queue.add([jobOf(1), jobOf(2), jobOf(3)]).map(({ jobId }) => jobId);
      const first = queue.list({ limit: 2 }).map(({ jobId }) => jobId);
      const rest = queue.list({ limit: 2, before: first[1] }).map(({ jobId }) => jobId);
      expect([...first, ...rest]).to.deep.equal(ids.toReversed());
      queue.claim();
      expect(queue.list({ limit: 9, state: "running" }).map(({ jobId }) => jobId)).to.deep.equal([ids[0]]);
    });
  });
}
