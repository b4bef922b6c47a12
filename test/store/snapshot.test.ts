import { createRandom } from "../../src/core/random.js";
import { expect } from "chai";
import { spawnSync } from "node:child_process";
import {
  closeSync,
  cpSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { graphThreshold } from "../../src/store/residentIndex.js";
import { rebuildStore } from "../../src/store/rebuild.js";
import { openStore, type StoreReader } from "../../src/store/store.js";
import { verifyStore } from "../../src/store/verify.js";
import {
  addVideo,
  driftingUnits,
  failureOf,
  model,
  needGraphs,
  randomUnit,
  temporaryFolder,
  videoIdOf,
} from "./fixtures.js";
import { skip } from "../skip.js";

const framesPerVideo = 500;
const videos = Math.ceil((graphThreshold + 500) / framesPerVideo);

describe("search snapshots", () => {
  const random = createRandom(17);
  const queries = Array.from({ length: 20 }, () => randomUnit(random));
  let made: ReturnType<typeof temporaryFolder> | undefined;
  let folder: ReturnType<typeof temporaryFolder>;
  let directory: string;
  let notices: string[];
  const onNotice = (message: string) => void notices.push(message);

  before(async function () {
    needGraphs(this);
    const { path } = (made = temporaryFolder());
    await using store = await openStore({ directory: join(path, "index"), model, access: "write" });
    for (let n = 0; n < videos; n += 1) await addVideo(store, n, driftingUnits(random, framesPerVideo));
    await store.saveSnapshots();
  });
  after(() => made?.remove());

  beforeEach(() => {
    folder = temporaryFolder();
    directory = join(folder.path, "index");
    cpSync(join(made?.path ?? "", "index"), directory, { recursive: true });
    notices = [];
  });
  afterEach(() => folder.remove());

  const snapshotFile = () => join(directory, readdirSync(directory).find((name) => name.endsWith(".hnsw")) as string);
  const openForReading = () => openStore({ directory, model, access: "read", onNotice });

  /** Share of the ten nearest frames that a store finds, against exact search over its vectors. */
  async function recallOf(reader: StoreReader): Promise<number> {
    let found = 0;
    for (const query of queries) {
      const perVideo = await Promise.all(
        (await reader.videos()).map(({ videoId }) => reader.searchFrames(query, 10, { videoIds: [videoId] })),
      );
      const truth = perVideo
        .flat()
        .sort((a, b) => b.similarity - a.similarity)
        .slice(0, 10);
      const ids = new Set(truth.map((hit) => hit.frameId));
      found += (await reader.searchFrames(query, 10)).filter((hit) => ids.has(hit.frameId)).length;
    }
    return found / (10 * queries.length);
  }

  it("are made from ten thousand vectors of a kind on, and only for that kind", () => {
    expect(readdirSync(directory).filter((name) => name.endsWith(".hnsw"))).to.deep.equal([
      `frames-${2 * videos}.hnsw`,
    ]);
    const manifest = JSON.parse(readFileSync(join(directory, "manifest.json"), "utf8")) as {
      snapshots: { frames: object };
    };
    expect(manifest.snapshots.frames).to.include({ count: videos * framesPerVideo, lastSequence: 2 * videos });
  });

  it("answer as exact search does", async () => {
    await using reader = await openForReading();
    expect(await recallOf(reader)).to.be.at.least(0.98);
    expect(notices).to.deep.equal([]);
    const report = await verifyStore(directory, { deep: true });
    expect(report.checks.filter((check) => !check.ok)).to.deep.equal([]);
    expect(report.checks.find((check) => check.name === "frames snapshot")?.detail).to.match(/finds \d+\.\d %/);
  });

  it("are completed by what came after them, and cleaned of what went", async () => {
    const added = driftingUnits(random, 30);
    {
      await using store = await openStore({ directory, model, access: "write", onNotice });
      await addVideo(store, 1000, added);
      await store.removeVideo(videoIdOf(0));
      await store.removeVideo(videoIdOf(1));
    }
    await using reader = await openForReading();
    const [best] = await reader.searchFrames(added[20] as Float32Array, 1);
    expect(best).to.include({ videoId: videoIdOf(1000), timeSeconds: 20 });
    const hits = await reader.searchFrames(randomUnit(random), 9000);
    expect(hits.some(({ videoId }) => videoId === videoIdOf(0) || videoId === videoIdOf(1))).to.equal(false);
    expect(await recallOf(reader)).to.be.at.least(0.98);
    expect(notices).to.deep.equal([]);
  });

  it("hold while a reader is open and the writer replaces them", async () => {
    await using reader = await openForReading();
    await reader.searchFrames(queries[0] as Float32Array, 1);
    {
      await using store = await openStore({ directory, model, access: "write", onNotice });
      for (let n = 2000; n < 2004; n += 1) await addVideo(store, n, driftingUnits(random, framesPerVideo));
      await store.saveSnapshots();
    }
    expect(readdirSync(directory).filter((name) => name.endsWith(".hnsw"))).to.have.length(1);
    expect(await recallOf(reader)).to.be.at.least(0.98);
    await using fresh = await openForReading();
    expect(await recallOf(fresh)).to.be.at.least(0.98);
    expect(notices).to.deep.equal([]);
  });

  it("know their ids also where earlier vectors had gone when they were made", async () => {
    {
      await using store = await openStore({ directory, model, access: "write", onNotice });
      for (const n of [0, 5]) await store.removeVideo(videoIdOf(n));
      for (const n of [3000, 3001]) await addVideo(store, n, driftingUnits(random, framesPerVideo));
      await store.saveSnapshots({ fromScratch: true });
      await store.removeVideo(videoIdOf(7));
    }
    const manifest = JSON.parse(readFileSync(join(directory, "manifest.json"), "utf8")) as {
      snapshots: { frames: { idRanges: { firstId: number; count: number }[] } };
    };
    expect(manifest.snapshots.frames.idRanges.map(({ firstId }) => firstId)).to.deep.equal([500, 3000]);
    await using reader = await openForReading();
    expect(await recallOf(reader)).to.be.at.least(0.98);
    const hits = await reader.searchFrames(randomUnit(random), 20_000);
    const gone = new Set([0, 5, 7].map(videoIdOf));
    expect(hits.some(({ videoId }) => gone.has(videoId))).to.equal(false);
    const few = await reader.searchFrames(queries[0] as Float32Array, 5, { videoIds: [videoIdOf(3000)] });
    expect(few.map(({ videoId }) => videoId)).to.deep.equal(Array.from({ length: 5 }, () => videoIdOf(3000)));
    expect(notices).to.deep.equal([]);
    expect((await verifyStore(directory, { deep: true })).ok).to.equal(true);
  });

  it("are left alone when little has changed", async () => {
    const before = readFileSync(join(directory, "manifest.json"), "utf8");
    await using store = await openStore({ directory, model, access: "write", onNotice });
    await addVideo(store, 1000, driftingUnits(random, 100));
    await store.saveSnapshots();
    expect(readFileSync(join(directory, "manifest.json"), "utf8")).to.equal(before);
  });

  it("go when the index has become small", async () => {
    await using store = await openStore({ directory, model, access: "write", onNotice });
    for (let n = 0; n < videos / 2; n += 1) await store.removeVideo(videoIdOf(n));
    await store.saveSnapshots();
    expect(readdirSync(directory).filter((name) => name.endsWith(".hnsw"))).to.deep.equal([]);
    expect(await recallOf(store)).to.equal(1);
  });

  it("take a damaged manifest with them when they go", async () => {
    writeFileSync(join(directory, "manifest.json"), "{");
    await using store = await openStore({ directory, model, access: "write", onNotice });
    for (let n = 0; n < videos / 2; n += 1) await store.removeVideo(videoIdOf(n));
    await store.saveSnapshots();
    expect((await verifyStore(directory)).ok).to.equal(true);
    expect(readdirSync(directory).filter((name) => name.endsWith(".hnsw"))).to.deep.equal([]);
  });

  it("can be stopped while they are made, and leave the old ones", async () => {
    const before = readFileSync(join(directory, "manifest.json"), "utf8");
    const stop = new AbortController();
    const onProgress = () => stop.abort(new Error("enough"));
    const error = await failureOf(() => rebuildStore(directory, { signal: stop.signal, onProgress }));
    expect(error.message).to.equal("enough");
    expect(readFileSync(join(directory, "manifest.json"), "utf8")).to.equal(before);
    expect((await verifyStore(directory)).ok).to.equal(true);
  });

  it("let other work run while they are made", async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await rebuildStore(directory);
    clearInterval(timer);
    expect(turns).to.be.above(20); // a graph made in one go leaves a handful
  });

  const damages: [string, () => void][] = [
    ["has a flipped bit in its header", () => flip(snapshotFile(), 17)],
    ["has a flipped bit in its links", () => flip(snapshotFile(), 97)],
    ["was cut short", () => truncateSync(snapshotFile(), readFileSync(snapshotFile()).length - 100)],
    ["is missing", () => rmSync(snapshotFile())],
    ["has a manifest that is no JSON", () => writeFileSync(join(directory, "manifest.json"), "{")],
    [
      "has a manifest that was edited",
      () => {
        const path = join(directory, "manifest.json");
        writeFileSync(path, readFileSync(path, "utf8").replace(/"lastSequence": \d+/, '"lastSequence": 1'));
      },
    ],
    [
      "comes from another index",
      () => {
        const path = join(directory, "manifest.json");
        writeFileSync(path, readFileSync(path, "utf8").replace(/"indexId": "./, '"indexId": "x'));
      },
    ],
  ];
  for (const [what, damage] of damages)
    it(`are not used when one ${what}, and search stays right`, async () => {
      damage();
      await using reader = await openForReading();
      expect(await recallOf(reader)).to.equal(1);
      expect(notices[0]).to.include("snapshot of the frames does not hold");
      const report = await verifyStore(directory);
      expect(report.ok).to.equal(false);
      expect(report.checks.find((check) => check.name === "frames snapshot")?.detail).to.include("kinodex rebuild");
    });

  it("are made anew by the next run when one does not hold", async () => {
    flip(snapshotFile(), 17);
    {
      await using store = await openStore({ directory, model, access: "write", onNotice });
      await store.saveSnapshots();
    }
    expect(notices[0]).to.include("is made anew");
    expect((await verifyStore(directory, { deep: true })).ok).to.equal(true);
    notices = [];
    await using reader = await openForReading();
    expect(await recallOf(reader)).to.be.at.least(0.98);
    expect(notices).to.deep.equal([]);
  });

  it("never crash the process, whichever header bit is flipped", async function () {
    this.timeout(120_000);
    const path = snapshotFile();
    const whole = readFileSync(path);
    for (let bit = 0; bit < 96 * 8; bit += 29) {
      flip(path, bit >> 3, 1 << (bit & 7));
      notices = [];
      await using reader = await openForReading();
      expect(await reader.searchFrames(queries[0] as Float32Array, 5)).to.have.length(5);
      expect(notices[0]).to.include("does not hold");
      writeFileSync(path, whole);
    }
  });

  it("report a full disk, which the graph library does not, and keep the old one", async function () {
    if (process.platform === "win32") skip(this, "no limit on the size of files");
    const before = readFileSync(join(directory, "manifest.json"), "utf8");
    const script = `import { rebuildStore } from ${JSON.stringify(new URL("../../src/store/rebuild.js", import.meta.url))};
      await rebuildStore(${JSON.stringify(directory)}).catch((error) => console.log(error.code, error.message));`;
    // A limit on the size of files, in blocks of 1,024 bytes, stands in for a disk that is full.
    const command = ["-c", 'ulimit -f 1500 && exec "$0" "$@"', process.execPath, "--input-type=module", "-e", script];
    const child = spawnSync("bash", command, { encoding: "utf8" });
    if (child.error) skip(this, "there is no bash");
    expect(child.stdout, child.stderr).to.match(/^environment .*ends early, as on a full disk/);
    expect(readFileSync(join(directory, "manifest.json"), "utf8")).to.equal(before);
    expect(readdirSync(directory).filter((name) => name.endsWith(".new"))).to.deep.equal([]);
    expect((await verifyStore(directory, { deep: true })).ok).to.equal(true);
  });
});

function flip(path: string, position: number, mask = 0x04): void {
  const byte = (readFileSync(path)[position] as number) ^ mask;
  const descriptor = openSync(path, "r+");
  writeSync(descriptor, Buffer.of(byte), 0, 1, position);
  closeSync(descriptor);
}
