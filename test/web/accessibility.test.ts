import { expect } from "chai";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { openWatchedPage, until } from "./browser.js";
import { findAbsent, findAnswer, findFound } from "./samples.js";
import { describeInChromium, setStage } from "./stage.js";

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const query = encodeURIComponent("an orange cat then a snowman");

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

describeInChromium("the pages, for everybody", function (chromium) {
  const { stage } = setStage(chromium, { withSamples: true });

  /** Each view, and what is opened in it. */
  const views: Readonly<
    Record<string, () => Promise<readonly [path: string, prepare: (page: Page) => Promise<void>]>>
  > = {
    start: async () => ["/", (page) => page.getByText("How to ask").click()],
    results: async () => {
      const found = await findFound(stage().server.client);
      return [`/?q=${encodeURIComponent(found.query)}`, (page) => page.locator("details.export summary").click()];
    },
    "nothing found": async () => {
      const absent = await findAbsent(stage().server.client);
      return [`/?q=${encodeURIComponent(absent.query)}`, (page) => page.getByText("Narrow down").click()];
    },
    "what is selected": async () => {
      const found = await findFound(stage().server.client);
      return [
        `/?q=${encodeURIComponent(found.query)}`,
        async (page) => {
          await page.locator(".tick input").first().check();
          await page.locator(".selection-bar .collect summary").click();
          await page.getByRole("textbox", { name: "Name of a new collection" }).waitFor();
        },
      ];
    },
    "saved searches": async () => {
      await stage().server.client.saveSearch("Dogs on a beach", { query: "a dog on a beach" });
      return ["/", (page) => page.getByRole("button", { name: "Rename Dogs on a beach" }).click()];
    },
    collections: async () => {
      await stage().server.client.createCollection({ name: "Trailer" });
      return ["/collections", (page) => page.getByRole("link", { name: "Trailer" }).first().waitFor()];
    },
    collection: async () => {
      const { client } = stage().server;
      const { videos } = await client.listVideos({ limit: 3 });
      const moments = videos.map(({ videoId }) => ({ videoId, startSeconds: 1, endSeconds: 6, note: "the best take" }));
      const { collectionId } = await client.createCollection({ name: "Opening", moments });
      return [`/collections/${collectionId}`, (page) => page.getByRole("button", { name: "Play all" }).click()];
    },
    fault: async () => ["/?q=a%20dog%20then%20(", (page) => page.getByRole("alert").waitFor()],
    player: async () => {
      const { moments } = await stage().server.client.search({ query: decodeURIComponent(query) });
      const [moment] = moments;
      return [
        `/videos/${moment?.videoId}?t=${moment?.startSeconds}&q=${query}`,
        (page) => page.locator(".lane.parts .bar").first().waitFor(),
      ];
    },
    subtitles: async () => {
      const { videos } = await stage().server.client.listVideos();
      const reef = videos.find(({ path }) => path.endsWith("reef.mp4"));
      return [`/videos/${reef?.videoId}`, (page) => page.getByRole("region", { name: "Said" }).waitFor()];
    },
    ask: async () => {
      const { question } = await findAnswer(stage().server.client, true);
      return [
        `/ask?q=${encodeURIComponent(question)}`,
        (page) => page.getByRole("list", { name: "Evidence" }).waitFor(),
      ];
    },
    judge: async () => {
      const { client } = stage().server;
      await client.saveSearch("Cats", { query: decodeURIComponent(query) });
      return [
        "/judge",
        async (page) => {
          await page
            .getByRole("button", { name: /^Right: / })
            .first()
            .click();
          await page.getByText("Marked as right.").waitFor();
        },
      ];
    },
    "nothing to judge": async () => {
      const { client } = stage().server;
      for (const { searchId } of await client.listSavedSearches()) await client.deleteSavedSearch(searchId);
      for (const { markId } of (await client.listMarks()).marks) await client.removeMark(markId);
      return ["/judge", (page) => page.getByText("There is nothing to judge yet").waitFor()];
    },
    library: async () => ["/library", (page) => page.getByRole("article").first().waitFor()],
    help: async () => [
      "/library",
      async (page) => {
        await page.getByRole("button", { name: "Help" }).click();
        await page.getByRole("dialog").waitFor();
      },
    ],
    "not found": async () => ["/nowhere", (page) => page.getByRole("heading", { level: 1 }).waitFor()],
  };

  for (const [name, find] of Object.entries(views)) {
    it(`have no fault that axe knows of, in light and dark, wide and narrow: ${name}`, async () => {
      const { browser, server } = stage();
      const [path, prepare] = await find();
      await using opened = await openWatchedPage(browser, server.url, { expected: /40[04]/ });
      const { page } = opened;
      await page.addInitScript({ path: axePath });
      await page.goto(path);
      await page.locator("h1").waitFor({ state: "attached" });
      await prepare(page);
      await page.waitForLoadState("networkidle");
      expect(await page.locator("h1").count()).to.equal(1);
      for (const [width, height] of [
        [1280, 800],
        [360, 740],
      ] as const) {
        await page.setViewportSize({ width, height });
        expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "fits").to.equal(true);
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          // what is dark is the same page in other colours
          const rules =
            colorScheme === "dark"
              ? `{ runOnly: ["cat.color"], rules: { "color-contrast-enhanced": { enabled: false } } }`
              : "{}";
          const violations = await page.evaluate<Violation[]>(`axe.run(${rules}).then((report) => report.violations)`);
          const faults = violations.flatMap(({ id, nodes }) =>
            nodes.map((node) => `${id}: ${node.failureSummary} ${node.html}`),
          );
          expect(faults, `${colorScheme}, ${width} wide`).to.deep.equal([]);
        }
      }
      expect(opened.faults).to.deep.equal([]);
    });
  }

  it("move the focus to what a link leads to, and show where it is", async () => {
    const { browser, server } = stage();
    await using opened = await openWatchedPage(browser, server.url);
    const { page } = opened;
    await page.goto("/");
    await page.getByRole("link", { name: "Library" }).first().focus();
    const outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
    expect(outline).to.equal("solid");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Library" }).waitFor();
    await until(page, "document.activeElement.textContent === 'Library'");
    await until(page, "document.title.includes('Library')");
    await page.getByRole("link", { name: "Search", exact: true }).click();
    await until(page, "document.activeElement.id === 'query'");
  });

  it("play nothing by themselves for people who want no motion", async () => {
    const { browser, server } = stage();
    await using opened = await openWatchedPage(browser, server.url, { reducedMotion: "reduce" });
    const { page } = opened;
    await page.goto(`/?q=${query}`);
    const card = page.locator("ul.moments a.moment").first();
    await card.hover();
    await card.focus();
    await card.click();
    await page.locator("video[controls]").waitFor();
    expect(await page.locator("video.preview").count()).to.equal(0);
    expect(await page.evaluate("document.querySelector('video').paused")).to.equal(true);
  });
});
