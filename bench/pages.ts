import type { Browser, Page } from "playwright-core";
import { findChromium, launchChromium } from "../test/web/browser.js";
import { toFigure, type Figure } from "../src/evaluation/figure.js";
import { medianOf } from "../src/evaluation/statistics/summary.js";
import { withFolder } from "./inputs.js";
import { measureLibrary } from "./libraryPage.js";
import { note } from "./note.js";
import { copySamplesIndex, samplesIndex, serveIndex } from "./served.js";

/** What the samples show, in words that were used for nothing before: each search draws pictures anew. */
const queries = [
  "an orange fish swims from left to right",
  "a pink flower opens",
  "a red rocket lifts off",
  "a red apple rolls from right to left",
  "a train in the mountains",
  "a flower while a butterfly flies",
  "an orange cat then a snowman",
  "fish under water",
  "a yellow bus drives off to the right",
  "the street lamps light up",
  "night falls over the sea, then the lighthouse turns on",
  "a candle burns on a table",
];

/** What the pages weigh, and how soon they show what was searched for, in a real browser. */
export async function measurePages(rounds: number): Promise<Figure[]> {
  const chromium = findChromium();
  if (chromium === undefined) {
    note("skipped: there is no Chromium at $CHROMIUM_PATH or on the PATH");
    return [];
  }
  await using served = await serveIndex(await samplesIndex());
  const browser = await launchChromium(chromium);
  try {
    return [
      await measureWeight(browser, served.url),
      await measureFirstResult(browser, served.url, rounds),
      await measureClickToPlaying(browser),
      await measureLibrary(browser),
    ];
  } finally {
    await browser.close();
  }
}

async function measureWeight(browser: Browser, url: string): Promise<Figure> {
  const start = await weigh(browser, `${url}/`);
  const results = await weigh(browser, `${url}/?q=${encodeURIComponent(queries[0] as string)}`);
  const total = (bytes: Readonly<Record<string, number>>) => Object.values(bytes).reduce((sum, part) => sum + part, 0);
  return toFigure({
    name: "page-weight",
    what:
      "bytes that Chromium receives, with headers, for the start page or for a page of results, whichever is more, with " +
      "nothing in its cache: document, script, style, icon, answers of the API and all pictures; no video",
    value: Math.max(total(start), total(results)) / 1000,
    unit: "kB",
    target: { atMost: 300 },
    detail: { startBytes: start, resultsBytes: results },
  });
}

/** Bytes received by kind of resource, until nothing more is on its way. */
async function weigh(browser: Browser, url: string): Promise<Record<string, number>> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const kinds = new Map<string, string>();
    const bytes: Record<string, number> = {};
    session.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type));
    session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      const kind = (kinds.get(requestId) ?? "Other").toLowerCase();
      if (kind !== "media") bytes[kind] = (bytes[kind] ?? 0) + encodedDataLength;
    });
    await session.send("Network.enable");
    await page.goto(url, { waitUntil: "networkidle" });
    return bytes;
  } finally {
    await context.close();
  }
}

async function measureFirstResult(browser: Browser, url: string, rounds: number): Promise<Figure> {
  const times: Times[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const query of queries) {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.addInitScript({ content: stopwatch });
      await page.goto(url, { waitUntil: "networkidle" });
      times.push(await timeSearch(page, query));
      await context.close();
    }
  }
  const resultMs = times.map((time) => time.resultMs);
  const pictureMs = times.map((time) => time.pictureMs);
  const firstRound = pictureMs.slice(0, queries.length);
  return toFigure({
    name: "page-first-result",
    what:
      `from the key Enter to the frame in which the first result is painted, on the samples; median of ${times.length} ` +
      "searches in new browser contexts. Its picture, which the server draws when it is first asked for, comes after: in detail",
    value: medianOf(resultMs),
    unit: "ms",
    target: { atMost: 300 },
    detail: {
      resultMs,
      medianPictureMs: medianOf(pictureMs),
      medianPictureFirstDrawnMs: medianOf(firstRound),
    },
  });
}

/** From a click on the first result, while the pictures of all results are being drawn, until its video plays. */
async function measureClickToPlaying(browser: Browser): Promise<Figure> {
  const playingMs = await withFolder(async (folder) => {
    await using served = await serveIndex(await copySamplesIndex(folder)); // which has no pictures
    const times: number[] = [];
    for (const query of queries) times.push(await timeClick(browser, served.url, query));
    return times;
  });
  return toFigure({
    name: "page-click-to-playing",
    what:
      "from a click on the first result, half a second after it appeared, while the server draws the pictures of all " +
      `results, to the event in which its video plays; median of ${queries.length} searches in new browser contexts`,
    value: medianOf(playingMs),
    unit: "ms",
    target: { atMost: 1000 },
    detail: { playingMs },
  });
}

/** Runs in the page: clicks the first result soon after it appears, and notes when its video plays. */
const clicker = `
  let clickedMs;
  const click = () => {
    clickedMs = performance.now();
    document.querySelector(".results a.moment").click();
  };
  new MutationObserver((_, watch) => {
    if (!document.querySelector(".results a.moment")) return;
    watch.disconnect();
    setTimeout(click, 500);
  }).observe(document, { subtree: true, childList: true });
  addEventListener("playing", ({ target }) => {
    if (target.controls) globalThis.kinodexPlayingMs ??= performance.now() - clickedMs;
  }, { capture: true });
`;

async function timeClick(browser: Browser, url: string, query: string): Promise<number> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.addInitScript({ content: clicker });
    await page.goto(url, { waitUntil: "networkidle" });
    await page.locator("#query").fill(query);
    await page.locator("#query").press("Enter");
    for (;;) {
      const playingMs = await page.evaluate<number | undefined>("globalThis.kinodexPlayingMs");
      if (playingMs !== undefined) return playingMs;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    await context.close();
  }
}

interface Times {
  readonly resultMs: number;
  readonly pictureMs: number;
}

/** Runs in the page: a frame after the one in which something appears, it has been painted. */
const stopwatch = `
  addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const began = event.timeStamp;
    const painted = (then) => requestAnimationFrame(() => setTimeout(() => then(performance.now() - began)));
    const times = {};
    const watch = new MutationObserver(() => {
      const card = document.querySelector(".results a.moment");
      if (!card) return;
      watch.disconnect();
      painted((ms) => (times.resultMs = ms));
      const picture = card.querySelector("img");
      const show = () => painted((ms) => (times.pictureMs = ms));
      if (picture.complete && picture.naturalWidth > 0) show();
      else picture.addEventListener("load", show, { once: true });
    });
    watch.observe(document, { subtree: true, childList: true });
    globalThis.kinodexTimes = times;
  }, { capture: true });
`;

async function timeSearch(page: Page, query: string): Promise<Times> {
  await page.locator("#query").fill(query);
  await page.locator("#query").press("Enter");
  for (;;) {
    const times = await page.evaluate<Partial<Times> | undefined>("globalThis.kinodexTimes");
    if (times?.resultMs !== undefined && times.pictureMs !== undefined) return times as Times;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
