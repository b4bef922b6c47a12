import { expect } from "chai";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../src/core/paths.js";
import { settled, timeOf, until } from "./browser.js";
import { said } from "./samples.js";
import { describeInChromium, setStage } from "./stage.js";

const orderQuery = "an orange cat then a snowman";

describeInChromium("the pages, watching", function (chromium) {
  const { stage, open } = setStage(chromium, { withSamples: true });

  it("opens a moment by its address, with the parts of the query on the timeline", async () => {
    const { moments } = await stage().server.client.search({ query: orderQuery });
    const [moment] = moments;
    const operands = moment?.operands ?? [];
    expect(operands).to.have.length(2);
    const t = operands[1]?.startSeconds ?? 0;
    const page = await open(`/videos/${moment?.videoId}?t=${t}&q=${encodeURIComponent(orderQuery)}`);
    await until(page, "document.querySelector('video')?.seeking === false");
    await page.locator(".lane.parts .bar").first().waitFor();
    expect(await timeOf(page)).to.be.closeTo(t, 0.1);
    expect(await page.locator(".lane.curve path.line").count()).to.equal(2);
    expect(await page.locator(".lane.parts .bar").count()).to.equal(2);
    expect(await page.locator(".lane.shots .bar").count()).to.equal(
      (await stage().server.client.shots(moment?.videoId ?? "")).shots.length,
    );
    await page.locator(".lane.moments .bar").first().waitFor();
    const track = page.locator(".track");
    const { width, height } = (await track.boundingBox()) ?? { width: 0, height: 0 };
    await track.click({ position: { x: width / 2, y: height / 2 } });
    const { durationSeconds } = await stage().server.client.video(moment?.videoId ?? "");
    await until(page, "document.querySelector('video')?.seeking === false");
    expect(await timeOf(page)).to.be.closeTo(durationSeconds / 2, 0.2);
    await page.locator(".sprite .tile").waitFor();
    await page.waitForURL((url) => Math.abs(Number(url.searchParams.get("t")) - durationSeconds / 2) < 0.2);
  });

  it("keeps the clock of the timeline inside of it, at the start and at the end", async () => {
    const { videos } = await stage().server.client.listVideos();
    const page = await open(`/videos/${videos[0]?.videoId}?t=0`);
    await until(page, "document.querySelector('video')?.readyState > 1");
    const slider = page.getByRole("slider", { name: "Time" });
    for (const key of ["Home", "End"]) {
      await slider.focus();
      await page.keyboard.press(key);
      await until(page, "document.querySelector('video').seeking === false");
      const track = await page.locator(".track").boundingBox();
      const clock = await page.locator(".playhead-clock").boundingBox();
      if (!track || !clock) throw new Error("the timeline is not shown");
      expect(clock.x, key).to.be.at.least(track.x - 2);
      expect(clock.x + clock.width, key).to.be.at.most(track.x + track.width + 2);
    }
  });

  it("shows what is said beside the video, following it, and leads to its time", async () => {
    const { videos } = await stage().server.client.listVideos();
    const reef = videos.find(({ path }) => path.endsWith("reef.mp4"));
    const page = await open(`/videos/${reef?.videoId}`);
    const lines = page.getByRole("region", { name: "Said" }).getByRole("button");
    await lines.first().waitFor();
    expect(await lines.allTextContents()).to.deep.equal(
      said.map(({ text, startSeconds }) => `0:0${startSeconds}${text}`),
    );
    await until(page, "document.querySelector('video')?.readyState > 0");
    await lines.nth(1).click();
    await settled(page, said[1].startSeconds);
    expect(await lines.nth(1).getAttribute("aria-current")).to.equal("true");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await settled(page, said[1].startSeconds - 2);
    expect(await lines.nth(0).getAttribute("aria-current")).to.equal("true");
    expect(await page.locator(".lane.subtitle .bar").count()).to.equal(said.length);
  });

  it("is worked by keys alone: search, choose, watch, mark and save a span", async () => {
    const page = await open("/library");
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.getByRole("searchbox", { name: "Name" }).waitFor();
    await page.keyboard.press("/"); // each page has a box of its own
    expect(await page.evaluate("document.activeElement.name")).to.equal("name");
    await page.getByRole("link", { name: "Search", exact: true }).press("Enter");
    await page.getByRole("searchbox", { name: "What to look for" }).waitFor();
    await page.locator("main h1").focus();
    await page.keyboard.press("/");
    await page.keyboard.type("a pink flower opens");
    await page.keyboard.press("?"); // text here, not the key for help
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Enter");
    await page.locator("a.moment .sure").first().waitFor();
    const folded = page.locator(".others > summary"); // what is less certain, where something is found
    if ((await folded.count()) > 0) await folded.press("Enter");
    await page.getByRole("searchbox", { name: "What to look for" }).focus();
    const focused = () => page.evaluate<string>("document.activeElement.getAttribute('href')");
    const links = await page
      .locator("ul.moments a.moment")
      .evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    await page.keyboard.press("ArrowDown");
    expect(await focused()).to.equal(links[0]);
    await page.keyboard.press("ArrowRight");
    expect(await focused()).to.equal(links[1]);
    await page.keyboard.press("ArrowLeft");
    for (const least of [0, 1]) {
      await page.keyboard.press("ArrowDown");
      expect(links.indexOf(await focused())).to.be.above(least);
    }
    for (const _ of [0, 1]) await page.keyboard.press("ArrowUp");
    expect(await focused()).to.equal(links[0]);
    await page.keyboard.press("Enter");
    await until(page, "document.querySelector('video')?.readyState > 1");
    await page.keyboard.press("k");
    await until(page, "document.querySelector('video').paused");
    await page.getByRole("slider", { name: "Time" }).focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await settled(page, 2);
    await page.keyboard.press("i");
    await page.keyboard.press("ArrowRight");
    await settled(page, 3);
    await page.keyboard.press("o");
    expect(await page.getByRole("group", { name: "Marked span" }).getByRole("status").first().textContent()).to.equal(
      "0:02.0 – 0:03.0",
    );
    const download = page.waitForEvent("download");
    await page.keyboard.press("e");
    const saved = await download;
    expect(saved.suggestedFilename()).to.match(/^\w+_2\.00-3\.00\.mp4$/);
    expect((await readFile(await saved.path())).subarray(4, 8).toString()).to.equal("ftyp");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "hidden" });
  });

  it("runs forwards and backwards, faster at each press", async () => {
    const { videos } = await stage().server.client.listVideos();
    const page = await open(`/videos/${videos[0]?.videoId}?t=5`);
    await until(page, "document.querySelector('video')?.readyState > 1");
    await settled(page, 5);
    await page.keyboard.press("l");
    await page.keyboard.press("l");
    expect(await page.evaluate("document.querySelector('video').playbackRate")).to.equal(2);
    await until(page, "document.querySelector('video').currentTime > 5.5");
    await page.keyboard.press("k");
    expect(await page.evaluate("document.querySelector('video').paused")).to.equal(true);
    const before = await timeOf(page);
    await page.keyboard.press("j");
    await until(page, `document.querySelector('video').currentTime < ${before - 0.5}`);
    await page.keyboard.press("k");
  });

  it("plays a marked span over and over, and at the speed that is chosen", async () => {
    const { videos } = await stage().server.client.listVideos();
    const page = await open(`/videos/${videos[0]?.videoId}?t=2`);
    await until(page, "document.querySelector('video')?.readyState > 1");
    await settled(page, 2);
    await page.keyboard.press("i");
    await page.keyboard.press("ArrowRight");
    await settled(page, 3);
    await page.keyboard.press("o");
    await page.keyboard.press("ArrowLeft");
    await settled(page, 2);
    await page.getByRole("combobox", { name: "Speed" }).selectOption("2");
    const loop = page.getByRole("button", { name: "Loop" });
    await loop.click();
    expect(await loop.getAttribute("aria-pressed")).to.equal("true");
    await page.evaluate(
      "window.turns = 0; document.querySelector('video').addEventListener('seeking', () => { turns += 1; })",
    );
    await page.keyboard.press("k");
    await until(page, "turns >= 2");
    expect(await timeOf(page)).to.be.within(1.9, 3.5);
    expect(await page.evaluate("document.querySelector('video').playbackRate")).to.equal(2);
    await loop.click();
    await until(page, "document.querySelector('video').currentTime > 3.6");
    await page.keyboard.press("k");
  });

  it("plays a video that the browser cannot play by clips, from where it is asked to", async () => {
    const { videos } = await stage().server.client.listVideos();
    const video = videos[0];
    const page = await open("/library");
    const other = await readFile(join(packageRoot, "package.json"));
    await page.route("**/stream", (route) => route.fulfill({ body: other, contentType: "video/mp4" }));
    await page.goto(`/videos/${video?.videoId}?t=3`);
    await page.getByText("This browser cannot play").waitFor();
    await page.getByRole("img", { name: "The picture at 3 s" }).waitFor(); // until the clip comes
    await until(page, "document.querySelector('.video-screen video')?.src.startsWith('blob:')");
    await until(page, "document.querySelector('.video-screen video').readyState > 1");
    await page.keyboard.press("k");
    await until(page, "document.querySelector('.video-screen video').currentTime > 0.5");
    await page.keyboard.press("k");
    const shown = Number(await page.getByRole("slider", { name: "Time" }).getAttribute("aria-valuenow"));
    expect(shown).to.be.within(3, 8);
    await page.getByRole("slider", { name: "Time" }).focus();
    await page.keyboard.press("Home");
    await until(page, "document.querySelector('.playhead').getAttribute('aria-valuenow') === '0'");
    await until(page, "document.querySelector('.video-screen video').currentTime === 0");
  });

  it("shows pictures of a video of which no clip can be cut either", async () => {
    const { videos } = await stage().server.client.listVideos();
    const page = await open("/library", { expected: /status of 500/ });
    await page.route("**/stream", (route) => route.fulfill({ body: "no video", contentType: "video/mp4" }));
    await page.route("**/clip?*", (route) => route.fulfill({ status: 500, body: "{}" }));
    await page.goto(`/videos/${videos[0]?.videoId}?t=3`);
    await page.getByText("Pictures are shown instead").waitFor();
    await page.getByRole("img", { name: "The picture at 3 s" }).waitFor();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("img", { name: "The picture at 4 s" }).waitFor();
  });
});
