import { openSqlite } from "../../src/core/sqlite.js";
import { createRandom } from "../../src/core/random.js";
import { expect } from "chai";
import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openStore } from "../../src/store/store.js";
import { verifyStore } from "../../src/store/verify.js";
import {
  addVideo,
  driftingUnits,
  failureOf,
  model,
  randomUnit,
  temporaryFolder,
  videoIdOf,
  videoOf,
} from "./fixtures.js";
import { segmentsPerSet } from "./segmentSets.js";
import { skip } from "../skip.js";

const writer = fileURLToPath(new URL("writeForever.js", import.meta.url));

interface Acknowledgement {
  readonly video: number;
  readonly frames?: number;
  readonly complete?: boolean;
  /** Lines of subtitles. */
  readonly said?: number;
  readonly captionedBy?: string;
}

/** Lets a process write and kills it with SIGKILL after some acknowledgements; returns what it had acknowledged. */
async function killWhileWriting(directory: string, seed: number, after: number): Promise<Acknowledgement[]> {
  const child = spawn(process.execPath, [writer, directory, String(seed)], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (bytes: Buffer) => {
    text += bytes.toString();
    if (text.split("\n").length > after) child.kill("SIGKILL");
  });
  await new Promise((done) => child.on("close", done));
  const lines = text.split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Acknowledgement);
}

describe("store durability", () => {
  const random = createRandom(5);
  let folder: ReturnType<typeof temporaryFolder>;
  let directory: string;
  let catalog: string;

  beforeEach(() => {
    folder = temporaryFolder();
    directory = join(folder.path, "index");
    catalog = join(directory, "catalog.sqlite");
  });
  afterEach(() => folder.remove());

  async function fill(videos: number): Promise<void> {
    await using store = await openStore({ directory, model, access: "write" });
    for (let n = 0; n < videos; n += 1) await addVideo(store, n, driftingUnits(random, 20));
  }

  function overwrite(path: string, position: number, bytes: Uint8Array): void {
    const descriptor = openSync(path, "r+");
    writeSync(descriptor, bytes, 0, bytes.length, position);
    closeSync(descriptor);
  }

  it("keeps everything acknowledged when the writer is killed, again and again", async () => {
    const acknowledged = new Map<number, { frames: number; complete: boolean }>();
    for (let round = 0; round < 6; round += 1) {
      for (const { video, frames = 0, complete = false } of await killWhileWriting(directory, round, 3 + 7 * round)) {
        const before = acknowledged.get(video) ?? { frames: 0, complete: false };
        acknowledged.set(video, { frames: Math.max(before.frames, frames), complete: before.complete || complete });
      }
      const report = await verifyStore(directory, { deep: true });
      expect(report.checks.filter((check) => !check.ok)).to.deep.equal([]);
      await using reader = await openStore({ directory, model, access: "read" });
      for (const [n, { frames, complete }] of acknowledged) {
        const video = await reader.findVideo(videoIdOf(n));
        expect(video?.frameCount).to.be.at.least(frames);
        if (complete) expect(video?.state).to.equal("complete");
        expect(video?.indexedThroughSeconds).to.equal(video?.frameCount);
      }
      const all = (await reader.counts()).frames;
      expect(await reader.searchFrames(randomUnit(random), all + 10)).to.have.length(all);
    }
    expect(acknowledged.size).to.be.at.least(6);
  });

  it("keeps what is said about videos when the writer is killed: whole sets, and their words searchable", async () => {
    const acknowledged = new Map<number, Acknowledgement>();
    for (let round = 0; round < 5; round += 1) {
      for (const news of await killWhileWriting(directory, round, 6 + 5 * round))
        acknowledged.set(news.video, { ...acknowledged.get(news.video), ...news });
      expect((await verifyStore(directory, { deep: true })).ok).to.equal(true);
      await using reader = await openStore({ directory, model, access: "read" });
      for (const [n, { said = 0, captionedBy }] of acknowledged) {
        const segments = await reader.segmentsOf(videoIdOf(n));
        const countOf = (set: string) => segments.filter(({ text }) => text.startsWith(`${set} of`)).length;
        expect(countOf("said")).to.be.oneOf([said, segmentsPerSet]).and.to.be.at.least(said);
        const by = (await reader.findVideo(videoIdOf(n)))?.annotatedBy["concepts"];
        if (captionedBy !== undefined) expect(by).to.be.oneOf([captionedBy, `concepts ${n} again`]);
        expect(countOf(`seen by ${by}`)).to.equal(by === undefined ? 0 : segmentsPerSet);
        expect(segments.length).to.equal(countOf("said") + countOf(`seen by ${by}`));
        expect(await reader.searchSegments([`video${n}`], 1000)).to.have.length(segments.length);
      }
    }
    expect([...acknowledged.values()].filter(({ captionedBy }) => captionedBy !== undefined)).to.not.be.empty;
  });

  it("lets one process write, and others read meanwhile", async () => {
    await fill(2);
    const store = await openStore({ directory, model, access: "write" });
    const error = await failureOf(() => openStore({ directory, model, access: "write" }));
    expect(error).to.have.property("code", "environment");
    expect(error.message).to.include("Another process is writing");
    const script = `import { openStore } from ${JSON.stringify(new URL("../../src/store/store.js", import.meta.url))};
      await openStore({ directory: ${JSON.stringify(directory)}, access: "write" }).catch((error) => console.log(error.code));`;
    const other = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
    expect(other.stdout.trim()).to.equal("environment");
    {
      await using reader = await openStore({ directory, model, access: "read" });
      expect((await reader.counts()).videos).to.equal(2);
    }
    await store[Symbol.asyncDispose]();
    await using next = await openStore({ directory, model, access: "write" });
    expect((await next.counts()).videos).to.equal(2);
  });

  it("says how to make an index where there is none, and makes none by reading", async () => {
    const error = await failureOf(() => openStore({ directory, model, access: "read" }));
    expect(error).to.have.property("code", "not-found");
    expect(error.message).to.include("kinodex index");
    expect(await failureOf(() => openStore({ directory, access: "write", create: false }))).to.have.property(
      "code",
      "not-found",
    );
    expect(existsSync(directory)).to.equal(false);
  });

  it("refuses another model by name, for reading and writing", async () => {
    await fill(1);
    for (const other of [
      { ...model, id: "test/other" },
      { ...model, hash: "0".repeat(60) },
      { ...model, dimension: 32 },
    ])
      for (const access of ["read", "write"] as const) {
        const error = await failureOf(() =>
          access === "read"
            ? openStore({ directory, model: other, access })
            : openStore({ directory, model: other, access }),
        );
        expect(error).to.have.property("code", "index-mismatch");
        expect(error.message).to.include(`test/model (a1b2c3a1b2c3, 16 dimensions)`);
        expect(error.message).to.include(other.id);
      }
    await using store = await openStore({ directory, access: "write" });
    expect(store.model).to.deep.equal(model);
  });

  it("refuses a newer format", async () => {
    await fill(1);
    const database = openSqlite(catalog);
    database.exec("PRAGMA user_version = 99");
    database.close();
    const error = await failureOf(() => openStore({ directory, model, access: "read" }));
    expect(error).to.have.property("code", "index-mismatch");
    expect(error.message).to.include("99");
  });

  describe("with a damaged catalog", () => {
    const damages: [string, () => void][] = [
      ["whose header is overwritten", () => overwrite(catalog, 0, Buffer.from("not a database, not at all"))],
      ["that is empty", () => truncateSync(catalog, 0)],
      ["that was cut in half", () => truncateSync(catalog, Math.floor(readFileSync(catalog).length / 2))],
      ["whose second page is overwritten", () => overwrite(catalog, 4096, Buffer.alloc(4096, 0x5a))],
      [
        "that is another program's",
        () => {
          rmSync(catalog);
          const database = openSqlite(catalog);
          database.exec("CREATE TABLE recipes (name TEXT)");
          database.close();
        },
      ],
      [
        "that lacks a table",
        () => {
          const database = openSqlite(catalog);
          database.exec("DROP TABLE shots");
          database.close();
        },
      ],
    ];
    for (const [what, damage] of damages)
      it(`refuses one ${what}, names it, and changes nothing`, async () => {
        await fill(30);
        damage();
        const before = readFileSync(catalog);
        for (const access of ["read", "write"] as const) {
          const error = await failureOf(() =>
            access === "read" ? openStore({ directory, model, access }) : openStore({ directory, model, access }),
          );
          expect(error, error.message).to.have.property("code", "index-damaged");
          expect(error.message).to.include(catalog).and.to.include("Restore a copy");
        }
        expect(readFileSync(catalog).equals(before)).to.equal(true);
        expect((await verifyStore(directory)).ok).to.equal(false);
      });

    it("notices a changed byte inside a vector before it is searched, and in verify", async () => {
      await fill(30);
      const bytes = readFileSync(catalog);
      const { embeddings } = await (async () => {
        await using reader = await openStore({ directory, model, access: "read" });
        return reader.framesOf(videoIdOf(7));
      })();
      const position = bytes.indexOf(
        Buffer.from(embeddings.buffer, embeddings.byteOffset + 5 * 4 * model.dimension, 64),
      );
      expect(position).to.be.above(0);
      overwrite(catalog, position + 10, Buffer.of((bytes[position + 10] as number) ^ 0x10));
      await using reader = await openStore({ directory, model, access: "read" });
      for (const work of [() => reader.framesOf(videoIdOf(7)), () => reader.searchFrames(randomUnit(random), 3)]) {
        const error = await failureOf(work);
        expect(error).to.have.property("code", "index-damaged");
        expect(error.message).to.include(videoIdOf(7).slice(0, 12));
      }
      const report = await verifyStore(directory);
      expect(report.checks.find((check) => !check.ok)?.name).to.equal("frames vectors");
      await using store = await openStore({ directory, model, access: "write" });
      expect(await store.removeVideo(videoIdOf(7))).to.equal(true);
      expect(await store.searchFrames(randomUnit(random), 1000)).to.have.length(29 * 20);
    });

    it("does not make a new catalog over the log of a missing one", async () => {
      await fill(1);
      rmSync(catalog);
      writeFileSync(`${catalog}-wal`, "what the last run had not folded in yet");
      const error = await failureOf(() => openStore({ directory, model, access: "write" }));
      expect(error).to.have.property("code", "index-damaged");
      expect(existsSync(catalog)).to.equal(false);
    });
  });

  it("reports a full disk, and keeps what was acknowledged before it", async function () {
    if (process.platform === "win32") skip(this, "no limit on the size of files");
    // A limit on the size of files stands in for a disk that is full.
    const child = spawnSync(
      "bash",
      ["-c", 'ulimit -f 600 && exec "$0" "$@"', process.execPath, writer, directory, "1"],
      {
        encoding: "utf8",
      },
    );
    if (child.error) skip(this, "there is no bash");
    const acknowledged = child.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Acknowledgement);
    expect(child.status).to.equal(1);
    expect(child.stderr)
      .to.match(/code: 'environment'/)
      .and.to.match(/disk/);
    expect(acknowledged.length).to.be.above(10);
    expect((await verifyStore(directory, { deep: true })).ok).to.equal(true);
    await using store = await openStore({ directory, model, access: "write" });
    for (const { video, frames = 0 } of acknowledged)
      expect((await store.findVideo(videoIdOf(video)))?.frameCount).to.be.at.least(frames);
    await store.beginVideo(videoOf(99_999));
  });

  it("reads an index in a folder that may not be written", async function () {
    if (process.platform !== "linux" || process.getuid?.() !== 0)
      skip(this, "only root on Linux can become another user");
    await fill(3);
    const script = `import { openStore } from ${JSON.stringify(new URL("../../src/store/store.js", import.meta.url))};
      const directory = ${JSON.stringify(directory)};
      const reader = await openStore({ directory, access: "read" });
      console.log(JSON.stringify(await reader.counts()));
      await openStore({ directory, access: "write" }).catch((error) => console.log(error.code, error.message));`;
    const command = ["--reuid=65534", "--clear-groups", process.execPath, "--input-type=module", "-e", script];
    spawnSync("chmod", ["755", folder.path]);
    const child = spawnSync("setpriv", command, { encoding: "utf8" });
    if (child.error || /ERR_MODULE_NOT_FOUND|EACCES: permission denied, open .*store\.js/.test(child.stderr))
      skip(this, "another user cannot read this checkout, or there is no setpriv");
    const [counts, refusal] = child.stdout.split("\n");
    expect(counts, child.stderr).to.equal(JSON.stringify({ videos: 3, frames: 60, clips: 3 }));
    expect(refusal).to.match(/^environment .*permissions/);
  });
});
