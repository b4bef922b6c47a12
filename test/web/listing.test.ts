import { expect } from "chai";
import type { Page } from "playwright-core";
import { until } from "./browser.js";
import { describeInChromium, setStage } from "./stage.js";

const namesOn = (page: Page) => page.locator(".video-row h3").allTextContents();
const showsFirst = (page: Page, name: string) =>
  until(page, `document.querySelector('.video-row h3')?.textContent === '${name}'`);

describeInChromium("the pages, listing videos", function (chromium) {
  const { stage, open } = setStage(chromium, { withSamples: true });

  it("sorts the library, and a link shows it in the same order", async () => {
    const { videos } = await stage().server.client.listVideos({ sort: "duration", order: "desc" });
    const names = videos.map(({ path }) => path.split("/").at(-1) ?? "");
    const page = await open("/library");
    await page.getByLabel("Order").selectOption("by name");
    await page.waitForURL((url) => url.searchParams.get("sort") === "name");
    await showsFirst(page, names.toSorted()[0] ?? "");
    expect(await namesOn(page)).to.deep.equal(names.toSorted());
    await page.getByLabel("Order").selectOption("longest");
    await showsFirst(page, names[0] ?? "");
    await page.goto(page.url());
    await showsFirst(page, names[0] ?? "");
    expect(await page.getByLabel("Order").inputValue()).to.equal("long");
  });

  it("looks for videos by a word of their name and by folder, and says so where there is none", async () => {
    const [folder] = await stage().server.client.folders();
    const page = await open("/library");
    const box = page.getByRole("searchbox", { name: "Name" });
    await box.fill("rail");
    await page.waitForURL((url) => url.searchParams.get("name") === "rail");
    await page.getByRole("heading", { name: "1 video" }).waitFor();
    expect(await namesOn(page)).to.deep.equal(["railway.mp4"]);
    await page.locator("select[name=folder]").selectOption(folder?.folder ?? "");
    await page.waitForURL((url) => url.searchParams.get("folder") === folder?.folder);
    await page.getByRole("heading", { name: "1 video" }).waitFor();
    await page.goto(page.url());
    await page.getByRole("heading", { name: "1 video" }).waitFor();
    expect(await box.inputValue()).to.equal("rail");
    await box.fill("nothing of that name");
    await page.getByRole("heading", { name: "No video has such a name" }).waitFor();
    expect(await namesOn(page)).to.deep.equal([]);
  });

  it("is light or dark as the system is, or as people choose, and the browser keeps that", async () => {
    const page = await open("/library", { colorScheme: "dark" });
    const isDark = () =>
      page.evaluate<boolean>("getComputedStyle(document.body).backgroundColor === 'rgb(19, 17, 16)'");
    const button = page.getByRole("button", { name: /^Colours: / });
    expect(await isDark()).to.equal(true);
    await button.click();
    expect(await button.getAttribute("title")).to.equal("Colours: light");
    expect(await isDark()).to.equal(false);
    await page.reload();
    expect(await isDark()).to.equal(false);
    await button.click();
    expect(await isDark()).to.equal(true);
    await page.emulateMedia({ colorScheme: "light" });
    expect(await isDark(), "chosen, whatever the system is").to.equal(true);
    await button.click();
    expect(await isDark(), "like the system again").to.equal(false);
  });
});
