import type { Browser } from "playwright-core";
import { toFigure, type Figure } from "../src/evaluation/figure.js";
import { openModel } from "../src/models/openModel.js";
import { openStore } from "../src/store/store.js";
import { cached, nameIndex } from "./inputs.js";
import { serveIndex } from "./served.js";
import { inventId, inventVideo } from "./inventVideo.js";

const videoCount = 5_000;
const maxScrollMs = 120_000;

/** How soon the library of a large index shows, and what the longest stall is while all of it is scrolled through. */
export async function measureLibrary(browser: Browser): Promise<Figure> {
  await using served = await serveIndex(await largeIndex());
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.addInitScript({ content: stopwatch });
    await page.goto(`${served.url}/library`);
    await page.locator(".video-row").first().waitFor();
    const shownMs = await page.evaluate<number>("globalThis.kinodexShownMs");
    const deadline = Date.now() + maxScrollMs;
    for (let rows = 0; rows < videoCount;) {
      if (Date.now() > deadline) throw new Error(`only ${rows} of ${videoCount} videos were shown in time`);
      await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
      await new Promise((resolve) => setTimeout(resolve, 50));
      rows = await page.locator(".video-row").count();
    }
    const longestMs = await page.evaluate<number>("globalThis.kinodexLongestMs");
    const overflowPixels = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    return toFigure({
      name: "page-library-stall",
      what: `the longest task of the page while all of ${videoCount} videos with long names are scrolled through`,
      value: longestMs,
      unit: "ms",
      target: { atMost: 500 },
      detail: { shownMs, overflowPixels },
    });
  } finally {
    await context.close();
  }
}

/** Runs in the page. */
const stopwatch = `
  globalThis.kinodexLongestMs = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries())
      globalThis.kinodexLongestMs = Math.max(globalThis.kinodexLongestMs, duration);
  }).observe({ type: "longtask" });
  new MutationObserver((_, watch) => {
    if (!document.querySelector(".video-row")) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => (globalThis.kinodexShownMs = performance.now())));
  }).observe(document, { subtree: true, childList: true });
`;

/** An index of many videos without frames. */
async function largeIndex(): Promise<string> {
  const { identity } = await openModel();
  return cached(nameIndex(`library-${videoCount}`, identity), async (directory) => {
    await using store = await openStore({ directory, model: identity, access: "write" });
    for (let n = 0; n < videoCount; n += 1) {
      const path = `/archive/${n % 40}/2026-03-${n}_${"a-recording-with-a-long-name_".repeat(1 + (n % 5))}${"x".repeat(n % 90)}.mp4`;
      await store.beginVideo(inventVideo(n, { path, durationSeconds: 10 + (n % 3000) }));
      await store.finishVideo(inventId(n), { state: "complete", problems: [] });
    }
  });
}
