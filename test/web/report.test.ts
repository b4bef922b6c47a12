import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { writePage } from "../../src/evaluation/report/html/page.js";
import { toReport, toShownExamples } from "../../src/evaluation/report/toReport.js";
import { toViewerData } from "../../src/evaluation/report/viewerData.js";
import { toWebp } from "../../src/media/webp.js";
import { hostile, toldRun } from "../evaluation/report/toldRun.js";
import { launchChromium, openWatchedPage } from "./browser.js";
import { describeInChromium } from "./stage.js";

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

describeInChromium("the page of a report", (chromium) => {
  const folder = mkdtempSync(join(tmpdir(), "kinodex-report-"));
  const url = pathToFileURL(join(folder, "report.html")).href;
  let browser: Browser;
  before(async () => {
    const pixels = new Uint8Array(16 * 32 * 18 * 3).map((_, n) => n % 251);
    const picture = await toWebp({ timeSeconds: 0, width: 16 * 32, height: 18, pixels });
    const shown = toShownExamples(toldRun);
    const strips = new Map(
      shown.media
        .filter(({ file }) => file === "b.mp4" || file === "pictures/1.jpg")
        .map((medium) => [medium, { picture, width: 32, height: 18, frameCount: medium.frames.length }]),
    );
    const report = toReport(toldRun, { shown, strips, faults: ["Something is missing."] });
    writeFileSync(join(folder, "report.html"), writePage(report, toViewerData(shown)));
    browser = await launchChromium(chromium);
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  for (const [width, height] of [
    [1440, 900],
    [360, 740],
  ] as const)
    it(`fits, and has no fault that axe knows of, in light and dark, ${width} wide`, async () => {
      await using opened = await openWatchedPage(browser, url, { viewport: { width, height } });
      const { page } = opened;
      await page.addInitScript({ path: axePath });
      await page.goto(url);
      for (const isOpen of [false, true]) {
        await page.evaluate(`for (const one of document.querySelectorAll("details")) one.open = ${isOpen}`);
        expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "fits").to.equal(true);
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          const faults = await page.evaluate<readonly string[]>(
            "axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${failureSummary} ${html}`)))",
          );
          expect(faults, colorScheme).to.deep.equal([]);
        }
      }
      expect(opened.faults).to.deep.equal([]);
    });

  it("opens the examples behind a number by the keyboard, the worst first, and closes them", async () => {
    await using opened = await openWatchedPage(browser, url);
    const { page } = opened;
    await page.goto(url);
    const number = page.locator('a[href="#examples/time-order/pairwise_acc"]').first();
    await number.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "time-order: pairwise_acc" });
    await dialog.waitFor();
    expect(await dialog.getByText("24 of 40 examples, the worst first").count()).to.equal(1);
    const verdicts = await dialog.locator("h3 span:last-child").allTextContents();
    expect(verdicts).to.deep.equal([...Array<string>(10).fill("wrong"), ...Array<string>(14).fill("right")]);
    expect(
      await dialog.getByText(`Right: ${hostile.replace("\u202E", String.raw`\u202e`)}`, { exact: true }).count(),
    ).to.be.above(0);
    expect(await dialog.getByRole("img", { name: "b.mp4 at 1.75 s" }).count()).to.be.above(0);
    expect(await dialog.getByRole("row").filter({ hasText: "backwards" }).count()).to.equal(24);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await page.keyboard.press("Enter");
    await dialog.waitFor();
    expect(opened.faults).to.deep.equal([]);
  });

  it("opens everything where it is printed, light and as wide as the paper, and closes it again", async () => {
    await using opened = await openWatchedPage(browser, url, {
      viewport: { width: 680, height: 960 },
      colorScheme: "dark",
    });
    const { page } = opened;
    await page.goto(url);
    await page.emulateMedia({ media: "print" });
    const openCount = () => page.evaluate<number>("document.querySelectorAll('details[open]').length");
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await openCount()).to.equal(await page.locator("details").count());
    const cut = await page.evaluate<readonly string[]>(
      "[...document.querySelectorAll('table')].filter((table) => table.getBoundingClientRect().right > innerWidth).map(({ caption }) => caption.textContent)",
    );
    expect(cut).to.deep.equal([]);
    expect(await page.evaluate("getComputedStyle(document.body).color")).to.equal("rgb(28, 25, 23)");
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await openCount()).to.equal(0);
  });

  it("orders examples by what was clicked, and shows examples at their own address", async () => {
    await using opened = await openWatchedPage(browser, url);
    const { page } = opened;
    await page.goto(`${url}#examples/time-order/reversed`);
    const ofReversed = await page.getByRole("dialog").locator("h3 span:last-child").allTextContents();
    expect(ofReversed.indexOf("right")).to.equal(14);
    await page.goto(`${url}#examples/classify/${encodeURIComponent("cat taken for dog")}`);
    const dialog = page.getByRole("dialog", { name: "classify: cat taken for dog" });
    await dialog.waitFor();
    expect(await dialog.getByText("Wrong, chosen: dog").count()).to.equal(await dialog.locator("h3").count());
    await page.goto(`${url}#examples/classify/acc`);
    await page.getByRole("dialog", { name: "classify: acc" }).waitFor();
    const framed = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "picture 1 " }) });
    expect(await framed.getByRole("img", { name: "pictures/1.jpg", exact: true }).count()).to.equal(1);
    expect(opened.faults).to.deep.equal([]);
  });
});
