import { expect } from "chai";
import { createMeasurements, writeKept, type Measurement } from "../../../src/query/confidence/measurements.js";
import type { Store } from "../../../src/store/store.js";

/** A store of nothing but kept values, whose revision is what the test says. */
function keepingStore() {
  const kept = new Map<string, Uint8Array>();
  const state = { revision: 1 };
  const store = {
    revision: async () => String(state.revision),
    background: async (key: string) => kept.get(key),
    setBackground: async (key: string, value: Uint8Array) => kept.set(key, value),
  } as unknown as Store;
  return { store, state };
}

/** Measures 1, then 2, and so on; what is at least `least` serves. */
function counting(least: { value: number }, keptAs?: string) {
  const counted = { measured: 0 };
  const measurement: Measurement<number> = {
    keptAs,
    serves: (value) => value >= least.value,
    measure: async () => (counted.measured += 1),
  };
  return { measurement, counted };
}

describe("createMeasurements", () => {
  it("measures once for all who ask, and not again while what was found serves", async () => {
    const { store, state } = keepingStore();
    const find = createMeasurements(store);
    const { measurement, counted } = counting({ value: 0 });
    expect(await Promise.all([find("a", measurement), find("a", measurement)])).to.deep.equal([1, 1]);
    state.revision += 1;
    expect(await find("a", measurement)).to.equal(1);
    expect(counted.measured).to.equal(1);
    expect(await find("b", measurement), "another name").to.equal(2);
  });

  it("measures again what no longer serves, once the catalog has changed", async () => {
    const { store, state } = keepingStore();
    const find = createMeasurements(store);
    const least = { value: 0 };
    const { measurement } = counting(least);
    await find("a", measurement);
    least.value = 2;
    expect(await find("a", measurement), "unchanged").to.equal(1);
    state.revision += 1;
    expect(await find("a", measurement), "changed").to.equal(2);
  });

  it("prefers what is kept with the index, where that serves", async () => {
    const { store, state } = keepingStore();
    const find = createMeasurements(store);
    const least = { value: 7 };
    const { measurement, counted } = counting(least, "key");
    await writeKept(store, "key", 7);
    expect(await find("a", measurement)).to.equal(7);
    expect(counted.measured).to.equal(0);
    [least.value, state.revision] = [8, 2];
    expect(await find("a", measurement)).to.equal(1);
    await writeKept(store, "key", 9);
    state.revision += 1;
    expect(await find("a", measurement)).to.equal(9);
  });

  it("forgets a measurement that failed", async () => {
    const { store } = keepingStore();
    const find = createMeasurements(store);
    const { measurement } = counting({ value: 0 });
    const failing = { ...measurement, measure: () => Promise.reject(new Error("no")) };
    expect(await find("a", failing).catch((error: unknown) => (error as Error).message)).to.equal("no");
    expect(await find("a", measurement)).to.equal(1);
  });
});
