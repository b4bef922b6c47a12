import { expect } from "chai";
import { lastValueFrom, take, tap, toArray } from "rxjs";
import { mapPulled } from "../../src/pipeline/mapPulled.js";

const soon = (ms = 1) => new Promise<void>((done) => setTimeout(done, ms));

/** Counts to `last`, telling how far it was pulled and whether it was closed. */
function createCounter(last: number) {
  const state = { pulled: 0, closed: 0 };
  async function* count(signal?: AbortSignal) {
    try {
      for (let n = 1; n <= last; n += 1) {
        if (signal?.aborted) return;
        state.pulled = n;
        yield n;
      }
    } finally {
      state.closed += 1;
    }
  }
  return { state, count };
}

describe("mapPulled", () => {
  it("keeps the source's order though projections end in another", async () => {
    const { count } = createCounter(20);
    const project = async (n: number) => (await soon((n * 7) % 5), n);
    const values = await lastValueFrom(mapPulled(count, project, { inFlight: 6 }).pipe(toArray()));
    expect(values).to.deep.equal(Array.from({ length: 20 }, (_, n) => n + 1));
  });

  it("does not advance the source past what is under way", async () => {
    const { state, count } = createCounter(1000);
    let furthestAhead = 0;
    let done = 0;
    const project = async (n: number) => {
      furthestAhead = Math.max(furthestAhead, state.pulled - done);
      await soon();
      done += 1;
      return n;
    };
    await lastValueFrom(mapPulled(count, project, { inFlight: 4 }).pipe(take(50)));
    expect(furthestAhead).to.be.at.most(4);
    expect(state.pulled).to.be.below(60);
  });

  it("emits a value as soon as it is ready, while the source still makes the next", async () => {
    let release = () => {};
    const released = new Promise<void>((resume) => (release = resume));
    async function* slow() {
      yield "first";
      await released; // only the first value's arrival lets the source go on
      yield "second";
    }
    const values = mapPulled(slow, async (value) => value, { inFlight: 8 }).pipe(tap(release), toArray());
    expect(await lastValueFrom(values)).to.deep.equal(["first", "second"]);
  });

  it("closes the source when the subscriber leaves", async () => {
    const { state, count } = createCounter(1000);
    await lastValueFrom(mapPulled(count, async (n) => (await soon(), n), { inFlight: 2 }).pipe(take(3)));
    await soon(20);
    expect(state.closed).to.equal(1);
  });

  it("tells the first error once, after the source is closed", async () => {
    const { state, count } = createCounter(1000);
    const project = async (n: number) => {
      await soon();
      if (n === 5) throw new Error("frame 5 is bad");
      return n;
    };
    const errors: unknown[] = [];
    await new Promise<void>((done) =>
      mapPulled(count, project, { inFlight: 3 }).subscribe({
        error: (error: unknown) => {
          errors.push(error);
          expect(state.closed).to.equal(1);
          done();
        },
      }),
    );
    expect(String(errors)).to.contain("frame 5 is bad");
    expect(errors).to.have.length(1);
  });

  it("passes on an error of the source itself", async () => {
    // eslint-disable-next-line require-yield
    async function* broken(): AsyncIterable<number> {
      await soon();
      throw new Error("ffmpeg is gone");
    }
    const outcome = await lastValueFrom(mapPulled(broken, async (n) => n, { inFlight: 2 })).catch(String);
    expect(outcome).to.contain("ffmpeg is gone");
  });
});
