import { expect } from "chai";
import { inGroups } from "../../src/pipeline/inGroups.js";
import type { Sampled } from "../../src/pipeline/sampleFrames.js";

const frameAt = (timeSeconds: number): Sampled => ({
  type: "frame",
  frame: { timeSeconds, width: 1, height: 1, pixels: new Uint8Array(3) },
});
const cutAt = (timeSeconds: number): Sampled => ({ type: "cut", timeSeconds });
const checkpointAt = (timeSeconds: number): Sampled => ({ type: "checkpoint", timeSeconds });

async function* each(items: readonly Sampled[], waitMs = 0): AsyncGenerator<Sampled> {
  for (const item of items) {
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    yield item;
  }
}

async function groupsOf(items: AsyncIterable<Sampled>, limits = { maxFrames: 3, maxMs: 60_000 }) {
  const groups: (readonly Sampled[])[] = [];
  for await (const group of inGroups(items, limits)) groups.push(group);
  return groups;
}

describe("inGroups", () => {
  it("fills groups with frames, keeps the order, and lets what is left go at the end", async () => {
    const items = [cutAt(0), frameAt(0), frameAt(1), cutAt(2), frameAt(2), frameAt(3)];
    expect(await groupsOf(each(items))).to.deep.equal([items.slice(0, 5), items.slice(5)]);
    expect(await groupsOf(each([]))).to.deep.equal([]);
  });

  it("ends a group at a checkpoint, so that a chunk is stored without waiting for the next one's frames", async () => {
    const items = [frameAt(0), checkpointAt(60), frameAt(61), frameAt(62)];
    expect(await groupsOf(each(items))).to.deep.equal([items.slice(0, 2), items.slice(2)]);
  });

  it("lets an old group go with the next item, so that a slow decoder does not hold frames back", async () => {
    const items = [frameAt(0), frameAt(1), frameAt(2), frameAt(3)];
    const groups = await groupsOf(each(items, 5), { maxFrames: 100, maxMs: 1 });
    expect(groups).to.deep.equal([items.slice(0, 2), items.slice(2)]);
  });
});
