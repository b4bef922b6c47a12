import { join } from "node:path";
import { jobQueues } from "../../src/jobs/registry.js";
import { conformsToJobQueue } from "../conformance/jobQueue.js";
import { temporaryFolder } from "../store/fixtures.js";

describe("every job queue of the registry", () => {
  const folder = temporaryFolder();
  after(() => folder.remove());
  for (const name of jobQueues.names)
    conformsToJobQueue(name, async (place, options) =>
      jobQueues.create({ name, ...options }, join(folder.path, place)),
    );
});
