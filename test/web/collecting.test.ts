import { expect } from "chai";
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "playwright-core";
import { waitForJob } from "../api/testServer.js";
import { until } from "./browser.js";
import { eventually } from "./eventually.js";
import { findAbsent, findFound } from "./samples.js";
import { describeInChromium, setStage } from "./stage.js";

const bar = (page: Page) => page.getByRole("region", { name: "Selected moments" });
const board = (page: Page) => page.getByRole("list", { name: "Moments, in their order" }).getByRole("listitem");

/** Drags as a browser tells a page of it: a pointer that a test moves loses its drag now and then on a busy machine. */
async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  const dataTransfer = await page.evaluateHandle("new DataTransfer()");
  await from.dispatchEvent("dragstart", { dataTransfer });
  await to.dispatchEvent("dragover", { dataTransfer });
  await to.dispatchEvent("drop", { dataTransfer });
}

describeInChromium("the pages, selecting and collecting", function (chromium) {
  const { stage, open } = setStage(chromium, { withSamples: true });

  /** A collection of three moments of three videos, each a second long; their names in order. */
  const makeCollection = async (name: string) => {
    const { client } = stage().server;
    const { videos } = await client.listVideos({ sort: "name", limit: 3 });
    const moments = videos.map(({ videoId }, n) => ({ videoId, startSeconds: n + 1, endSeconds: n + 2 }));
    const { collectionId } = await client.createCollection({ name, moments });
    return { collectionId, names: videos.map(({ path }) => path.split("/").at(-1) ?? "") };
  };
  const namesOn = (page: Page) => board(page).locator(".name").allTextContents();
  const keptIn = async (collectionId: string) =>
    (await stage().server.client.collection(collectionId)).moments.map(({ path }) => path.split("/").at(-1));

  it("exports the moments that are selected, by pointing and by key, and no others", async () => {
    const { query, moments } = await findAbsent(stage().server.client);
    const page = await open(`/?q=${encodeURIComponent(query)}`);
    const links = page.locator("ul.moments a.moment");
    await links.first().waitFor();
    expect(await bar(page).count()).to.equal(0);
    expect(await page.getByRole("button", { name: "Select all" }).count(), "of misses").to.equal(0);
    await page.locator(".tick input").nth(1).check();
    await links.first().focus();
    await page.keyboard.press("x");
    await bar(page).getByText("2 selected").waitFor();
    await bar(page).locator("summary", { hasText: "Export" }).click();
    const download = page.waitForEvent("download");
    await bar(page)
      .getByRole("button", { name: /^JSON Lines/ })
      .click();
    const lines = (await readFile(await (await download).path(), "utf8")).trim().split("\n");
    const written = lines.map((line) => JSON.parse(line) as { videoId: string; startSeconds: number });
    expect(written.map(({ videoId, startSeconds }) => [videoId, startSeconds])).to.deep.equal(
      [moments[1], moments[0]].map((moment) => [moment?.videoId, moment?.startSeconds]),
    );
    await links.first().press("x");
    await bar(page).getByText("1 selected").waitFor();
    await bar(page).getByRole("button", { name: "Clear" }).click();
    await bar(page).waitFor({ state: "detached" });
    expect(await page.locator(".tick input:checked").count()).to.equal(0);
  });

  it("puts all that was found into a new collection, and leads to it", async () => {
    const { query, moments, foundFrom } = await findFound(stage().server.client);
    const best = moments.find(({ confidence }) => confidence >= foundFrom);
    const page = await open(`/?q=${encodeURIComponent(query)}`);
    await page.getByRole("button", { name: "Select all" }).click();
    await page.locator("ul.moments a.moment").first().click(); // what is selected stays while other pages are shown
    await page.getByRole("heading", { level: 1 }).waitFor();
    await bar(page).locator("summary", { hasText: "Add to collection" }).click();
    await bar(page).getByRole("textbox", { name: "Name of a new collection" }).fill("Found");
    await page.keyboard.press("Enter");
    await bar(page).getByRole("link", { name: "Found" }).click();
    await page.getByRole("heading", { level: 1, name: "Found" }).waitFor();
    await board(page).first().waitFor();
    const [{ collectionId } = { collectionId: "" }] = await stage().server.client.listCollections();
    const kept = await stage().server.client.collection(collectionId);
    expect(kept.moments.length).to.be.at.least(1);
    expect(kept.moments.length).to.equal(await board(page).count());
    expect(kept.moments[0]).to.include({ videoId: best?.videoId, confidence: best?.confidence });
    await stage().server.client.deleteCollection(collectionId);
  });

  it("shows a collection in its order, which buttons, keys and dragging change", async () => {
    const { collectionId, names } = await makeCollection("order");
    const [first = "", second = "", third = ""] = names;
    const page = await open("/collections");
    await page.getByRole("link", { name: "order" }).click();
    await board(page).first().waitFor();
    expect(await namesOn(page)).to.deep.equal(names);
    const later = page.getByRole("button", { name: new RegExp(`^Move ${first} .* later`) });
    await later.press("Enter");
    await page.getByText("Moved to place 2 of 3").waitFor({ state: "attached" });
    await later.press("Enter"); // the focus has gone along
    await page.getByText("Moved to place 3 of 3").waitFor({ state: "attached" });
    expect(await namesOn(page)).to.deep.equal([second, third, first]);
    await drag(page, board(page).nth(2).locator(".frame"), board(page).nth(0).locator(".frame"));
    await page.getByText("Moved to place 1 of 3").waitFor({ state: "attached" });
    expect(await namesOn(page)).to.deep.equal([first, second, third]);
    await eventually(async () => void expect(await keptIn(collectionId)).to.deep.equal([first, second, third]));
    await stage().server.client.deleteCollection(collectionId);
  });

  it("takes a moment out of a collection, and puts it back in its place", async () => {
    const { collectionId, names } = await makeCollection("undo");
    const page = await open(`/collections/${collectionId}`);
    expect(await page.locator("nav a[aria-current]").textContent()).to.equal("Collections");
    await page.getByRole("button", { name: new RegExp(`^Remove ${names[1]}`) }).click();
    await page.getByText(`${names[1]} was removed.`).waitFor();
    await until(page, "document.querySelectorAll('.board > li').length === 2");
    await page.getByRole("button", { name: "Undo" }).click();
    await until(page, "document.querySelectorAll('.board > li').length === 3");
    expect(await namesOn(page)).to.deep.equal(names);
    await eventually(async () => void expect(await keptIn(collectionId)).to.deep.equal(names));
    await stage().server.client.deleteCollection(collectionId);
  });

  it("renames, exports and deletes a collection", async () => {
    const { collectionId } = await makeCollection("first name");
    const page = await open(`/collections/${collectionId}`);
    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByRole("textbox", { name: "Name of the collection" }).fill("Trailer: cut 2");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Trailer: cut 2" }).waitFor();
    await page.locator("summary", { hasText: "Export" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: /^EDL/ }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).to.equal("Trailer cut 2.edl");
    expect(await readFile(await saved.path(), "utf8")).to.match(/^TITLE: Trailer/i);
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog", { name: "Delete Trailer: cut 2?" }).getByRole("button", { name: "Delete" }).click();
    await page.getByRole("heading", { level: 1, name: "Collections" }).waitFor();
    await page.getByRole("heading", { name: "There is no collection yet" }).waitFor();
  });

  it("plays the moments of a collection one after the other, and each to its end", async () => {
    const { collectionId, names } = await makeCollection("play");
    const page = await open(`/collections/${collectionId}`);
    await page.getByRole("button", { name: "Play all" }).click();
    const player = page.getByRole("region", { name: "Playing" });
    for (const [n, name] of names.entries()) {
      await player.getByText(`${n + 1} of 3 · ${name}`).waitFor();
      await until(page, `document.querySelector('video').currentTime > ${n + 1.3}`);
    }
    await player.waitFor({ state: "detached" }); // after the last
    await stage().server.client.deleteCollection(collectionId);
  });

  it("puts a span that is marked into a collection", async () => {
    const { client } = stage().server;
    const { collectionId, names } = await makeCollection("spans");
    const { videos } = await client.listVideos({ sort: "name", limit: 1 });
    const page = await open(`/videos/${videos[0]?.videoId}?t=2`);
    await until(page, "document.querySelector('video')?.readyState > 1");
    await page.locator("summary", { hasText: "Add to collection" }).click();
    await page.getByText("Mark a span first").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("i");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("o");
    await page.locator("summary", { hasText: "Add to collection" }).click();
    await page.getByRole("button", { name: "spans" }).click();
    await page.getByRole("link", { name: "spans" }).waitFor();
    const { moments } = await client.collection(collectionId);
    expect(moments.at(-1)).to.include({ startSeconds: 2, endSeconds: 3, path: names[0] });
    await client.deleteCollection(collectionId);
  });
});

describeInChromium("the pages, collections of videos that are gone", function (chromium) {
  const { stage, open } = setStage(chromium, { withSamples: false });

  it("keep their moments, and say so", async () => {
    const { client } = stage().server;
    for (const name of ["balloon", "reef"])
      for (const { jobId } of (await client.addPath(`samples/${name}.mp4`)).jobs) await waitForJob(client, jobId);
    const { videos } = await client.listVideos({ sort: "name" });
    const moments = videos.map(({ videoId }) => ({ videoId, startSeconds: 1, endSeconds: 2 }));
    const { collectionId } = await client.createCollection({ name: "lasting", moments });
    await client.removeVideo(videos[0]?.videoId ?? "");
    const page = await open(`/collections/${collectionId}`);
    await page.getByText("This video is no longer in the index").waitFor();
    expect(await board(page).count()).to.equal(2);
    expect(await board(page).getByRole("link").count()).to.equal(1);
    await page.getByRole("button", { name: "Play all" }).click();
    await page.getByRole("region", { name: "Playing" }).getByText("1 of 1 · reef.mp4").waitFor();
  });
});
