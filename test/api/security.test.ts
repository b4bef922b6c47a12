import { expect } from "chai";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSqlite } from "../../src/core/sqlite.js";
import { createGate } from "../../src/api/gate.js";
import { withoutFolders } from "../../src/api/problem.js";
import { createAllowedRoots } from "../../src/api/security/allowedRoots.js";
import { checkJsonDepth } from "../../src/api/security/jsonDepth.js";
import { allows, createKeyStore } from "../../src/api/security/keys.js";
import { createRateLimit } from "../../src/api/security/rateLimit.js";
import { failureOf, temporaryFolder } from "../store/fixtures.js";

describe("createAllowedRoots", () => {
  const folder = temporaryFolder();
  const root = join(folder.path, "videos");
  before(() => {
    mkdirSync(join(root, "inner"), { recursive: true });
    writeFileSync(join(folder.path, "secret.mp4"), "");
    writeFileSync(join(root, "inner", "a.mp4"), "");
    mkdirSync(join(folder.path, "outside"));
    writeFileSync(join(folder.path, "outside", "a.mp4"), "");
    // Junctions need no rights on Windows; elsewhere they are links like others.
    symlinkSync(join(folder.path, "outside"), join(root, "link"), "junction");
    symlinkSync(join(root, "inner"), join(root, "within"), "junction");
  });
  after(() => folder.remove());

  it("takes what it shows, and absolute paths, and follows links that stay inside", async () => {
    const roots = createAllowedRoots([root]);
    const file = join(root, "inner", "a.mp4");
    expect(roots.show(file)).to.equal("videos/inner/a.mp4");
    for (const path of [file, "videos/inner/a.mp4", "videos/within/a.mp4"])
      expect(await roots.resolve(path)).to.equal(file);
  });

  it("refuses whatever leads outside, and tells no folder of what is outside", async () => {
    const roots = createAllowedRoots([root]);
    for (const path of [
      join(folder.path, "secret.mp4"),
      "videos/../secret.mp4",
      "videos/link/a.mp4",
      join(root, "..", "secret.mp4"),
      `${root}-beside/a.mp4`,
      "/etc/passwd",
      "videos/inner/a.mp4\0",
    ])
      expect(await failureOf(() => roots.resolve(path)), path).to.include({ status: 403 });
    expect(roots.show("/srv/elsewhere/b.mp4")).to.equal("b.mp4");
  });

  it("says what to do about a root that is not there", () => {
    expect(() => createAllowedRoots([join(folder.path, "nowhere")])).to.throw(
      "there is no such folder; check the name",
    );
  });

  it("says 404 for what is not there", async () => {
    const roots = createAllowedRoots([root]);
    // The last is there where the file system takes both spellings for one, and is refused in words where it does not.
    const other = join(folder.path, "VIDEOS", "none.mp4");
    for (const path of ["videos/none.mp4", join(root, "none.mp4"), other])
      expect(await failureOf(() => roots.resolve(path)), path).to.include({ status: 404 });
  });
});

describe("createKeyStore", () => {
  it("knows a key again, by its scope, and keeps nothing that opens anything", () => {
    const database = openSqlite(":memory:");
    const keys = createKeyStore(database);
    const { key, keyId } = keys.create("player", "ingest");
    expect(keys.find(key)).to.include({ keyId, scope: "ingest" });
    expect(keys.find(`${key.slice(0, -1)}${key.endsWith("A") ? "B" : "A"}`)).to.equal(undefined);
    const stored = JSON.stringify(database.prepare("SELECT *, hex(hash) AS hex FROM keys").all());
    expect(stored).not.to.contain(key.slice(-43));
    expect([allows("ingest", "read"), allows("ingest", "ingest"), allows("ingest", "admin")]).to.deep.equal([
      true,
      true,
      false,
    ]);
    expect(keys.remove(keyId)).to.equal(true);
    expect(keys.find(key)).to.equal(undefined);
  });
});

describe("createRateLimit", () => {
  it("lets a burst through, then as many as the rate, for each caller", async () => {
    let nowMs = 0;
    const take = createRateLimit(10, 3, () => nowMs);
    for (let n = 0; n < 3; n += 1) take("a");
    expect(await failureOf(() => take("a"))).to.include({ status: 429 });
    take("b");
    nowMs = 100;
    take("a");
    expect(await failureOf(() => take("a"))).to.include({ status: 429 });
  });
});

describe("checkJsonDepth", () => {
  const depthOf = (json: string) => failureOf(() => checkJsonDepth(Buffer.from(json), 3));
  it("counts brackets outside of strings only", async () => {
    checkJsonDepth(Buffer.from('{"a":[{"b":"[[[[\\"[[[["}],"c":[[]]}'), 3);
    expect(await depthOf("[[[[]]]]")).to.include({ status: 400, code: "too-deep" });
    expect(await depthOf('{"a":{"b":{"c":{}}}}')).to.include({ status: 400 });
  });
});

describe("createGate", () => {
  it("runs so many at a time, lets so many wait, and refuses the rest", async () => {
    const gate = createGate("works", 1, 1);
    const { signal } = new AbortController();
    let finish = (): void => {};
    const first = gate.run(() => new Promise<void>((resolve) => (finish = resolve)), signal);
    const second = gate.run(async () => "second", signal);
    expect(await failureOf(() => gate.run(async () => "third", signal))).to.include({ status: 503 });
    finish();
    await first;
    expect(await second).to.equal("second");
    expect([gate.running, gate.waiting]).to.deep.equal([0, 0]);
  });

  it("forgets who left while waiting", async () => {
    const gate = createGate("works", 1, 5);
    const leave = new AbortController();
    let finish = (): void => {};
    const first = gate.run(() => new Promise<void>((resolve) => (finish = resolve)), new AbortController().signal);
    const waiting = failureOf(() => gate.run(async () => "never", leave.signal));
    leave.abort(new Error("left"));
    expect((await waiting).message).to.equal("left");
    finish();
    await first;
    expect([gate.running, gate.waiting]).to.deep.equal([0, 0]);
  });
});

describe("withoutFolders", () => {
  it("leaves the last name of a path and everything that is no path", () => {
    expect(withoutFolders("cannot read /srv/videos/a.mp4: gone")).to.equal("cannot read a.mp4: gone");
    expect(withoutFolders('"/a/b c" and C:\\Users\\me\\x.mp4')).to.equal('"b c" and x.mp4');
    expect(withoutFolders("24/7 at http://localhost/x and 3/4")).to.equal("24/7 at http://localhost/x and 3/4");
  });
});
