import { join } from "node:path";
import { createSqliteJobQueue } from "../../src/api/jobs/sqliteJobQueue.js";
import { openServiceDatabase } from "../../src/api/serviceDatabase.js";
import { itIsAJobQueue } from "../conformance/jobQueue.js";
import { temporaryFolder } from "../store/fixtures.js";

describe("createSqliteJobQueue", () => {
  const folder = temporaryFolder();
  after(() => folder.remove());
  itIsAJobQueue({
    name: "SQLite",
    open: (place, openAtMost) => createSqliteJobQueue(openServiceDatabase(join(folder.path, place)), { openAtMost }),
  });
});
