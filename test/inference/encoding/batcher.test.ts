import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { createBatcher } from "../../../src/inference/encoding/batcher.js";

describe("createBatcher", () => {
  it("fills batches across callers and keeps their order", async () => {
    const batches: number[][] = [];
    const batcher = createBatcher<number, number>({
      maxBatch: 4,
      maxWaitMs: 5,
      run: async (items) => {
        batches.push([...items]);
        await delay(1);
        return items.map((item) => item * 10);
      },
    });
    const results = await Promise.all(Array.from({ length: 10 }, (_, n) => batcher.encode(n)));
    expect(results).to.deep.equal([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
    expect(batches).to.deep.equal([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
  });

  it("sends a batch that is not full when its first item has waited long enough", async () => {
    const batches: (readonly number[])[] = [];
    const run = async (items: readonly number[]) => (batches.push(items), items);
    const batcher = createBatcher<number, number>({ maxBatch: 100, maxWaitMs: 20, run });
    const both = Promise.all([batcher.encode(1), batcher.encode(2)]);
    await Promise.resolve();
    expect(batches).to.have.length(0);
    await both;
    expect(batches).to.deep.equal([[1, 2]]);
  });

  it("fails the items of a failing batch only", async () => {
    const batcher = createBatcher<number, number>({
      maxBatch: 2,
      maxWaitMs: 1,
      run: async (items) => {
        if (items.includes(3)) throw new Error("three");
        return items;
      },
    });
    const outcomes = await Promise.allSettled([0, 1, 2, 3, 4, 5].map((n) => batcher.encode(n)));
    expect(outcomes.map(({ status }) => status === "fulfilled")).to.deep.equal([true, true, false, false, true, true]);
  });

  it("gathers the next batch while others are in flight, and never runs more than it may", async () => {
    let running = 0;
    let most = 0;
    const batcher = createBatcher<number, number>({
      maxBatch: 2,
      maxWaitMs: 1,
      maxInFlight: 2,
      run: async (items) => {
        running += 1;
        most = Math.max(most, running);
        await delay(5);
        running -= 1;
        return items;
      },
    });
    await Promise.all(Array.from({ length: 20 }, (_, n) => batcher.encode(n)));
    expect(most).to.equal(2);
  });

  it("lets callers wait in order when it is full", async () => {
    const seen: number[] = [];
    let accepted = 0;
    const batcher = createBatcher<number, number>({
      maxBatch: 2,
      maxWaitMs: 1,
      maxPending: 3,
      maxInFlight: 1,
      run: async (items) => {
        accepted = Math.max(accepted, items.length);
        seen.push(...items);
        await delay(2);
        return items;
      },
    });
    const results = await Promise.all(Array.from({ length: 11 }, (_, n) => batcher.encode(n)));
    expect(results).to.deep.equal(seen);
    expect(seen).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(accepted).to.equal(2);
  });

  it("fails a batch whose answers are not as many as its items", async () => {
    const batcher = createBatcher<number, number>({ maxBatch: 2, maxWaitMs: 1, run: async () => [1] });
    const outcomes = await Promise.allSettled([batcher.encode(1), batcher.encode(2)]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(["rejected", "rejected"]);
  });
});
