import { expect } from "chai";
import { join } from "node:path";
import { lastValueFrom, toArray } from "rxjs";
import { z } from "zod";
import type { Annotator } from "../../src/annotators/annotator.js";
import { toSubRip } from "../../src/annotators/formats/writeCues.js";
import { createRegistry, toEntry } from "../../src/core/registry.js";
import { createModel } from "../../src/models/createModel.js";
import type { Model } from "../../src/models/model.js";
import { indexFiles } from "../../src/pipeline/indexFiles.js";
import { loadPreset } from "../../src/pipeline/preset.js";
import { openSearcher, type Searcher } from "../../src/query/searcher.js";
import { openStore, type Store } from "../../src/store/store.js";
import { itIsAnAnnotator } from "../conformance/annotator.js";
import { videoOfShots } from "../annotators/concepts/spokenWorld.js";
import { readTinyManifest, tinyFolder } from "../inference/fixtures.js";
import { ffmpeg, temporaryFolder } from "../media/renderClip.js";

/** Reads the same sign everywhere: all that an annotator has to be. */
function createSignReader({ sign }: { readonly sign: string }): Annotator {
  return {
    name: "signs",
    fingerprint: `signs-1-${sign.replaceAll(" ", "-")}`,
    source: "screen",
    needs: "embeddings",
    async *annotate({ shots }, signal) {
      for (const shot of shots) {
        signal.throwIfAborted();
        yield { ...shot, text: sign, confidence: 0.99, phrases: [] };
      }
    },
  };
}

const withSigns = createRegistry("annotator", {
  signs: toEntry(z.strictObject({ sign: z.string() }), createSignReader),
});

describe("an annotator that is one function and one line in a registry", () => {
  const folder = temporaryFolder();
  const path = join(folder, "film.mp4");
  let model: Model;
  let store: Store;
  let searcher: Searcher;

  itIsAnAnnotator(
    () => createSignReader({ sign: "keep out" }),
    async () => ({ "of two shots": videoOfShots([5, 3].map((seconds) => ({ seconds, shows: ["a cat"] }))) }),
  );

  before(async () => {
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=96x64:r=10:d=4", "-pix_fmt", "yuv420p", path);
    model = createModel(
      { manifest: readTinyManifest(), folder: tinyFolder },
      { providers: ["cpu"], intraOpThreads: 1 },
    );
    store = await openStore({ directory: join(folder, "index"), model: model.identity, access: "write" });
    searcher = openSearcher({ store, model });
  });
  after(async () => {
    for (const part of [searcher, store, model]) await part[Symbol.asyncDispose]();
  });

  const index = (sign: string) => {
    const annotators = [withSigns.create({ name: "signs", sign })];
    const options = { store, model, preset: loadPreset("fast"), annotators, reindexOnOtherPreset: false };
    return lastValueFrom(indexFiles([path], options).pipe(toArray()));
  };
  const find = async (query: string) => {
    const { moments } = await searcher.search({ query, top: 5 });
    return moments.filter(({ sources }) => sources.includes("screen"));
  };
  const written = async () => toSubRip(await store.segmentsOf((await store.findVideo(path))?.videoId ?? ""));

  it("puts words on what is indexed, which searches find, with the source that they come from", async () => {
    const events = await index("zeppelin harbour");
    expect(events.at(-1)).to.deep.include({ type: "annotated", annotator: "signs", source: "screen", failed: false });
    const [moment] = await find("zeppelin harbour");
    expect(moment).to.deep.include({ path, startSeconds: 0 });
    expect(moment?.confidence).to.be.within(0.9, 0.999);
    expect(await find("an unrelated thing")).to.deep.equal([]);
  });

  it("has its words in files of captions", async () => {
    expect(await written()).to.match(/^1\n00:00:00,000 --> 00:00:0\d,\d{3}\nzeppelin harbour\P{ASCII}{3}\n$/u);
  });

  it("has them replaced when it would say something else, and only then", async () => {
    expect((await index("zeppelin harbour")).map(({ type }) => type)).to.deep.equal(["unchanged"]);
    expect((await index("lighthouse")).map(({ type }) => type)).to.deep.equal(["unchanged", "annotated"]);
    expect(await find("zeppelin harbour")).to.deep.equal([]);
    expect(await find("lighthouse")).to.have.length(1);
    expect(await written())
      .to.contain("lighthouse")
      .and.not.to.contain("zeppelin");
  });
});
