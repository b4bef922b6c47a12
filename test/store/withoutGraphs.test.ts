import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "../../src/core/random.js";
import { graphThreshold } from "../../src/store/residentIndex.js";
import { openStore } from "../../src/store/store.js";
import { verifyStore } from "../../src/store/verify.js";
import { withoutPackage } from "../fixtures/breakPackage.js";
import { addVideo, driftingUnits, model, needGraphs, randomUnit, temporaryFolder } from "./fixtures.js";

const framesPerVideo = 500;
const videos = Math.ceil((graphThreshold + 500) / framesPerVideo);

interface Found {
  readonly ids: readonly number[];
  readonly notices: readonly string[];
  readonly isSound: boolean;
}

describe("a large index without hnswlib-node", () => {
  const folder = temporaryFolder();
  const directory = join(folder.path, "index");
  const random = createRandom(29);
  const query = randomUnit(random);
  let nearest: number[] = [];

  before(async () => {
    await using store = await openStore({ directory, model, access: "write" });
    for (let n = 0; n < videos; n += 1) await addVideo(store, n, driftingUnits(random, framesPerVideo));
    const perVideo = await Promise.all(
      (await store.videos()).map(({ videoId }) => store.searchFrames(query, 10, { videoIds: [videoId] })),
    );
    const hits = perVideo.flat().sort((a, b) => b.similarity - a.similarity);
    nearest = hits.slice(0, 10).map((hit) => hit.frameId);
  });
  after(() => folder.remove());

  /** Writes, makes snapshots, searches and verifies in a process in which the package cannot be loaded. */
  function searchWithout(index: string): Found {
    const url = (path: string) => JSON.stringify(new URL(`../../src/store/${path}.js`, import.meta.url));
    const script = `import { openStore } from ${url("store")};
      import { rebuildStore } from ${url("rebuild")};
      import { verifyStore } from ${url("verify")};
      const directory = ${JSON.stringify(index)};
      const notices = [];
      const onNotice = (message) => notices.push(message);
      const store = await openStore({ directory, access: "write", onNotice });
      const hits = await store.searchFrames(Float32Array.from(${JSON.stringify([...query])}), 10);
      await store.saveSnapshots();
      await store[Symbol.asyncDispose]();
      const heard = [...notices];
      await rebuildStore(directory, { onNotice });
      const { ok } = await verifyStore(directory, { deep: true });
      const isSaid = notices.length > heard.length;
      console.log(JSON.stringify({ ids: hits.map((hit) => hit.frameId), notices: heard, isSound: ok && isSaid }));`;
    const env = withoutPackage("hnswlib-node", folder.path);
    const child = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8", env });
    expect(child.status, child.stderr).to.equal(0);
    return JSON.parse(child.stdout) as Found;
  }

  it("finds exactly the nearest, says nothing about it but at rebuild, and is sound", () => {
    expect(searchWithout(directory)).to.deep.equal({ ids: nearest, notices: [], isSound: true });
    expect(readdirSync(directory).filter((name) => name.endsWith(".hnsw"))).to.deep.equal([]);
  });

  it("leaves a graph of before as it is, and one that is built later takes it up again", async function () {
    needGraphs(this);
    const copy = join(folder.path, "copy");
    cpSync(directory, copy, { recursive: true });
    {
      await using store = await openStore({ directory: copy, model, access: "write" });
      await store.saveSnapshots();
    }
    const graphs = readdirSync(copy).filter((name) => name.endsWith(".hnsw"));
    expect(graphs).to.have.length(1);
    expect(searchWithout(copy)).to.deep.equal({ ids: nearest, notices: [], isSound: true });
    expect(readdirSync(copy).filter((name) => name.endsWith(".hnsw"))).to.deep.equal(graphs);
    expect((await verifyStore(copy, { deep: true })).ok).to.equal(true);
  });
});
