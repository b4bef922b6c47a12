import { expect } from "chai";
import { setImmediate } from "node:timers/promises";
import { createSemaphore } from "../../src/core/semaphore.js";

const never = new AbortController().signal;

describe("createSemaphore", () => {
  it("lets so many run, and the others in the order in which they came", async () => {
    const semaphore = createSemaphore(2);
    const permits = [await semaphore.acquire(never), await semaphore.acquire(never)];
    const started: string[] = [];
    for (const name of ["third", "fourth"]) {
      void semaphore.acquire(never).then((permit) => {
        started.push(name);
        permits.push(permit);
      });
    }
    await setImmediate();
    expect([started, semaphore.running, semaphore.waiting]).to.deep.equal([[], 2, 2]);
    permits[1]?.[Symbol.dispose]();
    await setImmediate();
    expect([started, semaphore.running, semaphore.waiting]).to.deep.equal([["third"], 2, 1]);
    permits[0]?.[Symbol.dispose]();
    await setImmediate();
    expect(started).to.deep.equal(["third", "fourth"]);
    for (const permit of permits) permit[Symbol.dispose]();
    expect([semaphore.running, semaphore.waiting]).to.deep.equal([0, 0]);
  });

  it("counts what is given back twice once", async () => {
    const semaphore = createSemaphore(2);
    const [one] = [await semaphore.acquire(never), await semaphore.acquire(never)];
    one?.[Symbol.dispose]();
    one?.[Symbol.dispose]();
    expect(semaphore.running).to.equal(1);
  });

  it("lets who waits give up, with the reason, and nobody else lose their place", async () => {
    const semaphore = createSemaphore(1);
    const first = await semaphore.acquire(never);
    const leaving = new AbortController();
    const left = semaphore.acquire(leaving.signal).catch((error: unknown) => error);
    const next = semaphore.acquire(never);
    const reason = new Error("gone");
    leaving.abort(reason);
    expect(await left).to.equal(reason);
    expect(semaphore.waiting).to.equal(1);
    first[Symbol.dispose]();
    await next;
    expect([semaphore.running, semaphore.waiting]).to.deep.equal([1, 0]);
  });

  it("refuses who has given up already, though there is room", async () => {
    const semaphore = createSemaphore(1);
    const reason = new Error("gone");
    expect(await semaphore.acquire(AbortSignal.abort(reason)).catch((error: unknown) => error)).to.equal(reason);
    expect(semaphore.running).to.equal(0);
  });
});
