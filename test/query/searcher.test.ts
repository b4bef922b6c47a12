import { expect } from "chai";
import { setImmediate } from "node:timers/promises";
import { isKinodexError } from "../../src/core/errors.js";
import { createRandom } from "../../src/core/random.js";
import { openSearcher } from "../../src/query/searcher.js";
import { openStore, type Store } from "../../src/store/store.js";
import {
  addVideo,
  driftingUnits,
  failureOf,
  model as identity,
  randomUnit,
  temporaryFolder,
} from "../store/fixtures.js";
import { modelOf, textEncoderOf } from "../fixtures/modelOf.js";

describe("openSearcher", () => {
  const folder = temporaryFolder();
  const random = createRandom(11);
  let store: Store;
  /** Holds the text encoder back until it is called. */
  let release: () => void;
  let held: Promise<void>;
  const encoder = textEncoderOf(identity, async (texts) => (await held, texts.map(() => randomUnit(random))));
  const model = modelOf(identity, { text: encoder });
  const request = { embedding: randomUnit(random), top: 3 };

  before(async () => {
    store = await openStore({ directory: folder.path, access: "write", model: identity });
    for (const n of [1, 2, 3]) await addVideo(store, n, driftingUnits(random, 40));
  });
  beforeEach(() => {
    held = new Promise((resolve) => (release = resolve));
  });
  after(async () => {
    await store[Symbol.asyncDispose]();
    folder.remove();
  });

  it("answers until it is closed, and refuses after", async () => {
    release();
    const searcher = openSearcher({ store, model });
    expect((await searcher.searchEmbedding(request)).moments).to.not.be.empty;
    await searcher[Symbol.asyncDispose]();
    for (const ask of [
      () => searcher.searchEmbedding(request),
      () => searcher.search({ query: "a dog", top: 1 }),
      () => searcher.refresh(store),
    ]) {
      expect(isKinodexError(await failureOf(ask), "interrupted")).to.equal(true);
    }
  });

  it("waits, when it is closed, for what runs, and ends what is being measured", async () => {
    const searcher = openSearcher({ store, model });
    let closed = false;
    const searching = failureOf(() => searcher.searchEmbedding(request));
    const closing = (async () => {
      await searcher[Symbol.asyncDispose]();
      closed = true;
    })();
    for (let turn = 0; turn < 10; turn += 1) await setImmediate();
    expect(closed).to.equal(false);
    release();
    expect(isKinodexError(await searching, "interrupted")).to.equal(true);
    await closing;
  });

  it("lets a search that measures nothing end, however often it is closed", async () => {
    release();
    await using first = openSearcher({ store, model });
    await first.refresh(store);
    held = new Promise((resolve) => (release = resolve));
    const searcher = openSearcher({ store, model });
    const searching = searcher.search({ query: "a dog", top: 3 });
    const closing = [searcher[Symbol.asyncDispose](), searcher[Symbol.asyncDispose]()];
    release();
    expect((await searching).moments).to.not.be.empty;
    await Promise.all(closing);
  });

  it("shares nothing with another searcher of the same store", async () => {
    release();
    let reads = 0;
    const watched: Store = {
      ...store,
      readVideos: (videoIds) => ((reads += videoIds.length), store.readVideos(videoIds)),
    };
    const [one, other] = [openSearcher({ store: watched, model }), openSearcher({ store: watched, model })];
    for (const searcher of [one, one, other, other]) await searcher.searchEmbedding(request);
    expect(reads).to.equal(2 * (await store.counts()).videos);
    for (const searcher of [one, other]) await searcher[Symbol.asyncDispose]();
  });
});
