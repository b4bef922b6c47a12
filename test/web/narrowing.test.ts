import { expect } from "chai";
import type { Page } from "playwright-core";
import { findFound } from "./samples.js";
import { eventually } from "./eventually.js";
import { describeInChromium, setStage } from "./stage.js";

const cards = (page: Page) => page.locator("ul.moments a.moment");
const namesOn = async (page: Page) => {
  await cards(page).first().waitFor();
  return page.locator("ul.moments .name").allTextContents();
};

describeInChromium("the pages, narrowing, repeating and saving a search", function (chromium) {
  const { stage, open } = setStage(chromium, { withSamples: true });

  it("finds by what is said alone, and a link shows the same again", async () => {
    const page = await open("/?q=tickets%20upstairs");
    await page.getByText("Narrow down").click();
    await page.getByLabel("Found by").selectOption("what is said");
    await page.waitForURL((url) => url.searchParams.get("by") === "said");
    await page.locator("ul.moments .sources", { hasNotText: "said" }).first().waitFor({ state: "detached" });
    expect(new Set(await namesOn(page))).to.deep.equal(new Set(["reef.mp4"]));
    await page.goto(page.url());
    expect(new Set(await namesOn(page))).to.deep.equal(new Set(["reef.mp4"]));
    expect(await page.getByLabel("Found by").inputValue()).to.equal("said");
    await cards(page).first().click();
    await page.getByRole("link", { name: "All moments" }).click();
    await page.waitForURL((url) => url.pathname === "/" && url.searchParams.get("by") === "said");
  });

  it("keeps to a folder and to the length of videos, and says so where nothing is left", async () => {
    const { client } = stage().server;
    const [folder] = await client.folders();
    const page = await open("/?q=a%20boat");
    await page.getByText("Narrow down").click();
    await page.locator("select[name=folder]").selectOption(folder?.folder ?? "");
    await page.waitForURL((url) => url.searchParams.get("folder") === folder?.folder);
    await cards(page).first().waitFor();
    const field = page.getByRole("textbox", { name: "Video longer than" });
    await field.fill("1:00:00");
    await field.press("Enter");
    await page.waitForURL((url) => url.searchParams.get("longer") === "3600");
    await page.getByRole("heading", { name: "Nothing found" }).waitFor();
    expect(await cards(page).count()).to.equal(0);
    await field.fill("an hour");
    await field.press("Enter");
    expect(await field.evaluate((input) => (input as unknown as { validity: { valid: boolean } }).validity.valid))
      .to //
      .equal(false);
    expect(new URL(page.url()).searchParams.get("longer")).to.equal("3600");
  });

  it("shows moments in the order of their videos where that is chosen", async () => {
    const page = await open("/?q=the%20sky&order=video");
    expect(await namesOn(page)).to.have.length.above(2);
    for (const list of await page.locator("ul.moments").all()) {
      const names = await list.locator(".name").allTextContents();
      expect(names).to.deep.equal(names.toSorted((a, b) => a.localeCompare(b)));
    }
  });

  it("finds more like a moment, from the results and from its video", async () => {
    const { query, moments } = await findFound(stage().server.client);
    const [moment] = moments;
    const page = await open(`/?q=${encodeURIComponent(query)}`);
    await page
      .getByRole("link", { name: /^More like this/ })
      .first()
      .click();
    await page.waitForURL((url) => url.searchParams.get("like")?.startsWith(`${moment?.videoId}@`) === true);
    await page.getByText("Moments like").waitFor();
    await cards(page).first().waitFor();
    await page.locator(".like-note a").click();
    await page.waitForURL((url) => url.pathname === `/videos/${moment?.videoId}`);
    await page.getByRole("button", { name: "More like this" }).click();
    await page.waitForURL((url) => url.pathname === "/" && url.searchParams.has("like"));
    await cards(page).first().waitFor();
  });

  it("saves a search with all that narrows it, and opens, renames and deletes it", async () => {
    const { client } = stage().server;
    const { videos } = await client.listVideos();
    const asked = `/?q=the+sea&video=${videos[0]?.videoId}&from=1&longer=2&by=seen`;
    const page = await open(asked);
    await page.locator("summary", { hasText: "Save search" }).click();
    const name = page.getByRole("textbox", { name: "Name of the search" });
    expect(await name.inputValue()).to.equal("the sea");
    await name.fill("The sea, early");
    await name.evaluate((box) => {
      const { form } = box as unknown as { readonly form: { requestSubmit(): void } };
      form.requestSubmit();
      form.requestSubmit(); // as by a key that is pressed twice
    });
    await page.locator("summary", { hasText: /^Saved$/ }).waitFor();
    await page.goto("/?q=a+dog");
    await page.getByText("Saved searches").click(); // near the box
    await page.getByRole("link", { name: "The sea, early" }).click();
    await page.waitForURL((url) => url.searchParams.get("q") === "the sea");
    const opened = new URL(page.url()).searchParams;
    for (const [key, value] of new URL(asked, page.url()).searchParams) expect(opened.get(key), key).to.equal(value);
    await page.goto("/");
    await page.getByRole("button", { name: "Rename The sea, early" }).click();
    await page.getByRole("textbox", { name: "Name of the search" }).fill("Sea");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Sea", exact: true }).waitFor();
    await page.getByRole("button", { name: "Delete Sea" }).click();
    await page.getByText("Sea was deleted.").waitFor();
    const names = async () => (await client.listSavedSearches()).map((saved) => saved.name);
    await eventually(async () => expect(await names()).to.not.include("Sea"));
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("link", { name: "Sea", exact: true }).waitFor();
    await eventually(async () => expect(await names()).to.include("Sea"));
    const saved = (await client.listSavedSearches()).find(({ name: known }) => known === "Sea");
    expect(saved?.search).to.include({ query: "the sea", fromSeconds: 1, minDurationSeconds: 2 });
    await client.deleteSavedSearch(saved?.searchId ?? "");
  });

  it("lists a search that a program saved and that no address can hold, without a link", async () => {
    const { client } = stage().server;
    const { videos } = await client.listVideos({ limit: 2 });
    const search = { query: "a dog", videoIds: videos.map(({ videoId }) => videoId) };
    const { searchId } = await client.saveSearch("From a script", search);
    const page = await open("/");
    await page.getByText("only programs can make it").waitFor();
    expect(await page.getByRole("link", { name: "From a script" }).count()).to.equal(0);
    await client.deleteSavedSearch(searchId);
  });
});
