import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSqlite, sqliteCodeOf, type SqliteDatabase } from "../../src/core/sqlite.js";
import { failureOf, temporaryFolder } from "../store/fixtures.js";

describe("openSqlite", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let path: string;
  let database: SqliteDatabase;

  beforeEach(() => {
    folder = temporaryFolder();
    path = join(folder.path, "some.sqlite");
    database = openSqlite(path);
    database.exec("PRAGMA journal_mode = WAL; CREATE TABLE numbers (n INTEGER UNIQUE, bytes BLOB) STRICT");
  });
  afterEach(() => {
    database.close();
    folder.remove();
  });

  const put = (n: number | bigint) => database.prepare("INSERT INTO numbers (n) VALUES (?)").run(n);
  const numbers = () => database.prepare("SELECT n FROM numbers ORDER BY n").pluck().all();

  it("keeps bytes, and whole numbers of 64 bits where they are asked for", () => {
    const largest = 2n ** 63n - 1n;
    database
      .prepare("INSERT INTO numbers VALUES (@n, @bytes)")
      .run({ n: largest, bytes: Uint8Array.of(0, 255, 7).subarray(1) });
    const select = "SELECT n, bytes FROM numbers";
    expect(database.prepare(select).bigints().get()).to.deep.include({ n: largest, bytes: Uint8Array.of(255, 7) });
    expect(() => database.prepare(select).get()).to.throw(RangeError);
  });

  it("says how many rows a statement changed, and gives no row where there is none", () => {
    for (const n of [1, 2, 3]) expect(put(n)).to.deep.equal({ changes: 1 });
    expect(database.prepare("DELETE FROM numbers WHERE n > ?").run(1)).to.deep.equal({ changes: 2 });
    expect(database.prepare("SELECT n FROM numbers WHERE n = 9").get()).to.equal(undefined);
    expect(database.prepare("SELECT n FROM numbers WHERE n = 9").pluck().get()).to.equal(undefined);
  });

  it("stores a transaction all or not at all, and lets one that is part of another fail alone", () => {
    const putAll = database.transaction((...values: number[]) => {
      for (const n of values) put(n);
      return values.length;
    });
    expect(putAll(1, 2)).to.equal(2);
    expect(() => putAll(3, 1)).to.throw("UNIQUE");
    expect(numbers()).to.deep.equal([1, 2]);
    database.transaction(() => {
      put(4);
      expect(() => putAll(5, 4)).to.throw("UNIQUE");
      putAll(6);
    })();
    expect(numbers()).to.deep.equal([1, 2, 4, 6]);
  });

  it("ends a transaction that is open when it is closed, and leaves no log to be read", () => {
    const select = database.prepare("SELECT n FROM numbers"); // a statement that outlives its database
    put(1);
    database.exec("BEGIN");
    put(2);
    database.close();
    database.close();
    expect(() => select.all()).to.throw();
    const logs = readdirSync(folder.path).filter((name) => name.endsWith("-wal"));
    expect(logs.map((name) => statSync(join(folder.path, name)).size)).to.deep.equal(logs.map(() => 0));
    database = openSqlite(path);
    expect(numbers()).to.deep.equal([1]);
  });

  it("names what SQLite refused, and nothing else", async () => {
    put(1);
    const other = openSqlite(path);
    other.exec("BEGIN IMMEDIATE");
    expect(sqliteCodeOf(await failureOf(() => put(2)))).to.equal("BUSY");
    other.close();
    expect(sqliteCodeOf(await failureOf(() => put(1)))).to.equal("CONSTRAINT");
    expect(sqliteCodeOf(await failureOf(() => database.exec("SELEC 1")))).to.equal("ERROR");
    expect(sqliteCodeOf(await failureOf(() => openSqlite(join(folder.path, "no/file"))))).to.equal("CANTOPEN");
    expect(sqliteCodeOf(new Error("something else"))).to.equal(undefined);
  });

  it("neither makes nor changes a file that is opened for reading", async () => {
    const missing = join(folder.path, "missing.sqlite");
    expect(sqliteCodeOf(await failureOf(() => openSqlite(missing, { readOnly: true })))).to.equal("CANTOPEN");
    const reader = openSqlite(path, { readOnly: true });
    expect(sqliteCodeOf(await failureOf(() => reader.exec("DELETE FROM numbers")))).to.equal("READONLY");
    reader.close();
    writeFileSync(missing, "not a database, whatever its name says ".repeat(30));
    const before = readFileSync(missing);
    const foreign = openSqlite(missing, { readOnly: true });
    expect(sqliteCodeOf(await failureOf(() => foreign.prepare("SELECT * FROM sqlite_schema").all()))).to.equal(
      "NOTADB",
    );
    foreign.close();
    expect(readFileSync(missing).equals(before)).to.equal(true);
  });

  it("finds words by any three letters of them", () => {
    database.exec("CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'trigram')");
    database.prepare("INSERT INTO words VALUES (?)").run("photosynthesis");
    expect(database.prepare("SELECT text FROM words WHERE words MATCH ?").pluck().all("synth")).to.have.length(1);
  });

  it("is silent about Node's own SQLite being new, and lets other warnings be heard", () => {
    const script = `import { openSqlite } from ${JSON.stringify(new URL("../../src/core/sqlite.js", import.meta.url))};
      openSqlite(":memory:").close();
      process.emitWarning("heard");`;
    const child = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
    expect(child.status, child.stderr).to.equal(0);
    expect(child.stderr).to.contain("Warning: heard").and.not.to.contain("SQLite");
  });
});
