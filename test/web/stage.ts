import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { packageRoot } from "../../src/core/paths.js";
import { startTestServer, waitForJob, type TestServer } from "../api/testServer.js";
import { copySamples } from "./samples.js";
import { findChromium, launchChromium, openWatchedPage, type WatchedPage, type WatchOptions } from "./browser.js";

const chromiumPath = findChromium();

/** The pages as they are built. */
export const builtPages = join(packageRoot, "dist", "web");

/** A suite in a real browser; skipped, and it says why, where there is none. */
export function describeInChromium(title: string, body: (this: Mocha.Suite, chromium: string) => void): void {
  if (chromiumPath === undefined) {
    describe.skip(`${title} (skipped: no Chromium at $CHROMIUM_PATH or on the PATH)`, () => it("needs Chromium"));
    return;
  }
  describe(title, function () {
    this.timeout(300_000);
    this.slow(20_000);
    body.call(this, chromiumPath);
  });
}

/** What a suite in a browser works with; there from `before` to `after`. */
export interface Stage {
  /** For files of the suite. */
  readonly folder: string;
  readonly server: TestServer;
  readonly browser: Browser;
}

/** How a suite comes to its stage, and to pages on it. */
export interface StageDoor {
  readonly stage: () => Stage;
  /** Opens a page for one test; whatever it did that no page may do is a failure of that test. */
  readonly open: (path: string, options?: WatchOptions) => Promise<Page>;
}

/** Sets a stage for a suite: a browser, and a server on an index of its own, or on that of the samples. */
export function setStage(chromium: string, { withSamples }: { readonly withSamples: boolean }): StageDoor {
  let stage: Stage | undefined;
  let watched: WatchedPage | undefined;
  before(async () => {
    const folder = mkdtempSync(join(tmpdir(), "kinodex-web-"));
    const index = withSamples ? await samplesIndex() : join(folder, "index");
    stage = { folder, server: await startServer(index), browser: await launchChromium(chromium) };
  });
  afterEach(async () => {
    const faults = watched?.faults ?? [];
    await watched?.[Symbol.asyncDispose]();
    watched = undefined;
    expect(faults).to.deep.equal([]);
  });
  after(async () => {
    await stage?.browser.close();
    await stage?.server[Symbol.asyncDispose]();
    if (stage) rmSync(stage.folder, { recursive: true, force: true });
  });
  return {
    stage: () => stage as Stage,
    open: async (path, options = {}) => {
      const { browser, server } = stage as Stage;
      watched = await openWatchedPage(browser, server.url, options);
      await watched.page.goto(path);
      return watched.page;
    },
  };
}

async function startServer(index: string, root = join(packageRoot, "samples")): Promise<TestServer> {
  return startTestServer(index, { model: "kinodex/embedded", pages: builtPages, roots: [root] });
}

let samples: Promise<string> | undefined;

/** The samples as the server itself has indexed them, once for all suites. */
function samplesIndex(): Promise<string> {
  samples ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), "kinodex-web-samples-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    copySamples(join(folder, "samples"));
    const index = join(folder, "index");
    const server = await startServer(index, join(folder, "samples"));
    for (const { jobId } of (await server.client.addPath("samples")).jobs) await waitForJob(server.client, jobId);
    await server[Symbol.asyncDispose]();
    return index;
  })();
  return samples;
}
