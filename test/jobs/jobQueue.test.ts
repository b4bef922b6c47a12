import { expect } from "chai";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jobQueues } from "../../src/jobs/registry.js";
import { openSqliteJobQueue } from "../../src/jobs/sqlite/sqliteJobQueue.js";
import { conformsToJobQueue } from "../conformance/jobQueue.js";
import { failureOf, temporaryFolder } from "../store/fixtures.js";

describe("every job queue of the registry", () => {
  const folder = temporaryFolder();
  after(() => folder.remove());
  for (const name of jobQueues.names)
    conformsToJobQueue(name, async (place, options) =>
      jobQueues.create({ name, ...options }, join(folder.path, place)),
    );
});

describe("openSqliteJobQueue", () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  it("says what to do about a file that is none of SQLite's, and leaves it as it is", async () => {
    const path = join(folder.path, "catalog.sqlite");
    writeFileSync(path, "not a database, and long enough to be looked at as one ".repeat(40));
    const failure = await failureOf(() => openSqliteJobQueue(path));
    expect(failure).to.include({ code: "index-damaged" });
    expect(failure.message).to.contain(path).and.to.contain("Restore a copy");
    expect(readFileSync(path, "utf8")).to.match(/^not a database/);
  });
});
