// The pictures of README.md: a page of results, and a search from its first letter to the video, both on the sample videos.
import { join } from "node:path";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { samplesIndex, serveIndex } from "../bench/served.js";
import { packageRoot } from "../src/core/paths.js";
import { findChromium, launchChromium } from "../test/web/browser.js";

const folder = join(packageRoot, "docs", "pictures");
const query = "a green steam train travels from left to right";
/** A screen of a laptop for the still; the moving one is smaller, as every frame counts. */
const [still, moving] = [
  { width: 1280, height: 800 },
  { width: 800, height: 520 },
];

interface Shot {
  readonly picture: Buffer;
  readonly showMs: number;
}

async function openPage(url: string, viewport: typeof still): Promise<Page> {
  const context = await (await browser).newContext({ baseURL: url, viewport, colorScheme: "light" });
  return context.newPage();
}

const boxOf = (page: Page) => page.getByRole("searchbox", { name: "What to look for" });
const firstOf = (page: Page) => page.getByRole("list", { name: "Moments, best first" }).getByRole("link").first();

async function search(page: Page): Promise<void> {
  await page.goto(`/?q=${encodeURIComponent(query)}`);
  await firstOf(page).waitFor();
  await page.waitForLoadState("networkidle");
}

async function record(page: Page): Promise<Shot[]> {
  const shots: Shot[] = [];
  const take = async (showMs: number) => void shots.push({ picture: await page.screenshot(), showMs });
  await search(page); // draws its thumbnails
  await page.goto("/");
  await boxOf(page).waitFor();
  await take(900);
  const words = query.split(" ");
  for (let n = 2; n <= words.length; n += 2) {
    await boxOf(page).fill(words.slice(0, n).join(" "));
    await take(250);
  }
  await boxOf(page).fill(query);
  await boxOf(page).press("Enter");
  await firstOf(page).waitFor();
  await page.waitForLoadState("networkidle");
  await take(1800);
  await firstOf(page).click();
  await page.locator("video").waitFor();
  await page.waitForLoadState("networkidle");
  for (let n = 0; n < 12; n += 1) {
    await take(n === 11 ? 1200 : 300);
    await page.waitForTimeout(300);
  }
  return shots;
}

const chromium = findChromium();
if (chromium === undefined) throw new Error("there is no Chromium at $CHROMIUM_PATH or on the PATH");
const browser = launchChromium(chromium);
await using served = await serveIndex(await samplesIndex());
const stillPage = await openPage(served.url, still);
await search(stillPage);
const results = await stillPage.screenshot();
await sharp(results).webp({ quality: 85 }).toFile(join(folder, "results.webp"));
const shots = await record(await openPage(served.url, moving));
await sharp(
  shots.map(({ picture }) => picture),
  { join: { animated: true } },
)
  .webp({ quality: 60, effort: 6, delay: shots.map(({ showMs }) => showMs), loop: 0, minSize: true })
  .toFile(join(folder, "search.webp"));
await (await browser).close();
