import { expect } from "chai";
import { isKinodexError } from "../../src/core/errors.js";
import { createDecoderSlots } from "../../src/pipeline/decoderSlots.js";

describe("Decoder slots", () => {
  const { signal } = new AbortController();

  it("give all processors to one alone, and share them among those who ask together", async () => {
    const slots = createDecoderSlots(6);
    expect(slots.count).to.equal(4);
    const alone = await slots.take(signal);
    expect(alone.threads).to.equal(6);
    alone[Symbol.dispose]();
    const two = await Promise.all([slots.take(signal), slots.take(signal)]);
    expect(two.map(({ threads }) => threads)).to.deep.equal([3, 3]);
    expect((await slots.take(signal)).threads).to.equal(2);
  });

  it("are handed on in the order of asking, and not to those who left", async () => {
    const slots = createDecoderSlots(1);
    const first = await slots.take(signal);
    const order: string[] = [];
    const leaving = new AbortController();
    const left = slots.take(leaving.signal).catch((error: unknown) => error);
    const second = slots.take(signal).then((slot) => (order.push("second"), slot));
    const third = slots.take(signal).then((slot) => (order.push("third"), slot));
    await new Promise((resolve) => setTimeout(resolve, 10));
    leaving.abort();
    expect(isKinodexError(await left, "interrupted")).to.equal(true);
    expect(order).to.deep.equal([]);
    first[Symbol.dispose]();
    (await second)[Symbol.dispose]();
    (await third)[Symbol.dispose]();
    expect(order).to.deep.equal(["second", "third"]);
    expect((await slots.take(signal)).threads).to.equal(1);
  });
});
