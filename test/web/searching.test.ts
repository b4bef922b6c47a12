import { expect } from "chai";
import { readFile } from "node:fs/promises";
import { isKinodexError } from "../../src/core/errors.js";
import { parseQuery } from "../../src/query/language/parse.js";
import { timeOf, until } from "./browser.js";
import { findAbsent, findAnswer, findFound } from "./samples.js";
import { describeInChromium, setStage } from "./stage.js";

describeInChromium("the pages, searching and asking", function (chromium) {
  const { stage, open } = setStage(chromium, { withSamples: true });

  it("finds moments, and plays one from where it begins", async () => {
    const { query, moments } = await findFound(stage().server.client);
    const [moment] = moments;
    const name = moment?.path.split("/").at(-1) ?? "";
    const page = await open("/");
    await page.keyboard.type(query); // the box has the focus
    await page.keyboard.press("Enter");
    const best = page.getByRole("list", { name: "Moments, best first" }).getByRole("link").first();
    expect(await best.textContent()).to.match(/^\w+\.mp4, (?:strong|possible).*, from .+ to .+/);
    expect(new URL(page.url()).searchParams.get("q")).to.equal(query);
    await best.click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
    await until(page, "document.querySelector('video')?.readyState > 1");
    const address = new URL(page.url());
    expect(address.pathname).to.equal(`/videos/${moment?.videoId}`);
    const seconds = await timeOf(page);
    expect(seconds).to.be.within((moment?.startSeconds ?? 0) - 0.1, (moment?.startSeconds ?? 0) + 5);
    await page.goBack();
    await best.waitFor();
    expect(await page.evaluate("document.activeElement.textContent")).to.contain(name);
  });

  it("says of a moment on its video's page what it said among the results, until that video is asked", async () => {
    const { client } = stage().server;
    for (const { query, moments } of [await findAbsent(client), await findFound(client)]) {
      const page = await open(`/?q=${encodeURIComponent(query)}`);
      const card = page.locator("ul.moments a.moment").first();
      await card.waitFor();
      const told = await card.locator(".sure").textContent();
      const number = await card.locator(".sure").getAttribute("title");
      await card.click();
      const line = page.locator(".moment-line[aria-current=true]");
      await line.waitFor();
      expect(await line.locator(".sure").textContent()).to.equal(told);
      expect(await line.locator(".sure").getAttribute("title")).to.equal(number);
      const address = new URL(page.url());
      expect(Number(address.searchParams.get("sure"))).to.be.closeTo(moments[0]?.confidence ?? -1, 1e-5);
      const box = page.getByRole("searchbox", { name: "Search in this video" });
      await box.press("Enter");
      await page.waitForURL((url) => !url.searchParams.has("sure"));
      await page.getByText("Judged as in the search of all videos.").waitFor({ state: "detached" });
    }
  });

  it("takes no confidence from an address that is none", async () => {
    const { query, moments } = await findAbsent(stage().server.client);
    const address = `/videos/${moments[0]?.videoId}?q=${encodeURIComponent(query)}`;
    for (const hit of ["from=0&to=5&sure=7", "from=5&to=0&sure=1", "from=x&to=5&sure=1"]) {
      const page = await open(`${address}&${hit}`);
      await page.locator(".moment-line .sure").first().waitFor();
      expect(await page.locator(".moment-line .sure").first().getAttribute("title")).to.match(/^Confidence \d\d? %$/);
    }
  });

  it("plays a moment in its place in the grid while it is pointed at", async () => {
    const { query, moments } = await findFound(stage().server.client);
    const page = await open(`/?q=${encodeURIComponent(query)}`);
    const card = page.locator("ul.moments a.moment").first();
    await card.hover();
    await card.locator("video.preview.shown").waitFor();
    const [moment] = moments;
    const seconds = await page.evaluate<number>("document.querySelector('video.preview').currentTime");
    expect(seconds).to.be.within((moment?.startSeconds ?? 0) - 0.1, (moment?.endSeconds ?? 0) + 0.5);
    await page.getByRole("searchbox").hover();
    await card.locator("video").waitFor({ state: "detached" });
  });

  it("points at the place of a query that cannot be read, and runs the example beside it", async () => {
    const page = await open("/", { expected: /status of 400/ });
    await page.keyboard.type("a dog runs then (a cat sleeps");
    await page.keyboard.press("Enter");
    const alert = page.getByRole("alert");
    expect(await alert.locator("mark").textContent()).to.equal("(");
    const box = page.getByRole("searchbox", { name: "What to look for" });
    expect(await box.getAttribute("aria-invalid")).to.equal("true");
    expect(await box.evaluate((field) => (field as unknown as { selectionStart: number }).selectionStart)).to.equal(16);
    await alert.getByRole("button").click();
    await page.getByRole("region", { name: "Results" }).getByRole("heading").waitFor();
    expect(await page.getByRole("alert").count()).to.equal(0);
  });

  it("says that nothing was found with confidence, and shows what came nearest as that", async () => {
    const { query } = await findAbsent(stage().server.client);
    const page = await open(`/?q=${encodeURIComponent(query)}`);
    await page.getByRole("heading", { name: "Nothing found with confidence" }).waitFor();
    const misses = page.getByRole("list", { name: "Nearest misses" }).getByRole("link");
    expect(await misses.first().textContent()).to.contain("unlikely");
    expect(await page.locator("details.export").count()).to.equal(0);
  });

  it("offers examples of the query language, each of which can be read", async () => {
    const page = await open("/");
    await page.getByText("How to ask").click();
    const examples = await page.locator(".query-help .example").allTextContents();
    expect(examples).to.have.length.above(10);
    for (const example of examples) {
      try {
        parseQuery(example);
      } catch (error) {
        expect.fail(isKinodexError(error) ? error.message : String(error));
      }
    }
    await page.locator(".query-help .example").first().click();
    await page.waitForURL((url) => url.searchParams.get("q") === examples[0]);
    await page.getByText("Read as").waitFor();
  });

  it("narrows a search to a video and a time, and keeps that in the address", async () => {
    const { videos } = await stage().server.client.listVideos();
    const garden = videos.find(({ path }) => path.endsWith("garden.mp4"));
    const page = await open(`/?q=snow&video=${garden?.videoId}&from=20&top=6`);
    await page.locator("a.moment").first().waitFor();
    const labels = await page.locator("ul.moments a.moment").allTextContents();
    expect(labels.every((label) => label.startsWith("garden.mp4"))).to.equal(true);
    await page.getByRole("textbox", { name: "From", exact: true }).fill("0:10");
    await page.getByRole("textbox", { name: "From", exact: true }).press("Enter");
    await page.waitForURL((url) => url.searchParams.get("from") === "10" && url.searchParams.get("top") === "6");
  });

  it("searches by a picture", async () => {
    const { client, url } = stage().server;
    const { videos } = await client.listVideos();
    const rocket = videos.find(({ path }) => path.endsWith("rocket.mp4"));
    const picture = Buffer.from(
      await (await fetch(url + client.thumbnailUrl(rocket?.videoId ?? "", 11).slice(url.length))).arrayBuffer(),
    );
    const page = await open("/");
    await page
      .getByLabel("Search by picture")
      .setInputFiles({ name: "rocket.jpg", mimeType: "image/jpeg", buffer: picture });
    const best = page.locator("ul.moments a.moment").first();
    await best.waitFor();
    expect(await best.textContent()).to.match(/^rocket\.mp4/);
    expect(new URL(page.url()).searchParams.get("picture")).to.equal("rocket.jpg");
  });

  it("saves what was found for an editing program", async () => {
    const { query } = await findFound(stage().server.client);
    const page = await open(`/?q=${encodeURIComponent(query)}`);
    await page.locator("details.export summary").click();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: /^EDL/ }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).to.equal("moments.edl");
    await page.getByRole("button", { name: /^EDL/ }).waitFor({ state: "hidden" });
    await page.locator("details.export summary").press("Enter");
    await page.getByRole("button", { name: /^CSV/ }).press("Escape");
    await page.getByRole("button", { name: /^CSV/ }).waitFor({ state: "hidden" });
    expect(await readFile(await saved.path(), "utf8")).to.match(/^TITLE: /);
  });

  it("answers a question with evidence that leads to its place", async () => {
    const answer = await findAnswer(stage().server.client, true);
    const { question } = answer;
    const page = await open("/ask");
    await page.keyboard.type(question);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 2, name: answer.answer ?? "" }).waitFor();
    await page.getByRole("list", { name: "Evidence" }).getByRole("link").first().click();
    const [evidence] = answer.evidence;
    await page.waitForURL((url) => url.pathname === `/videos/${evidence?.videoId}`);
    await until(page, "document.querySelector('video')?.readyState > 1");
    expect(await timeOf(page)).to.be.within((evidence?.startSeconds ?? 0) - 0.1, (evidence?.endSeconds ?? 0) + 2);
  });

  it("gives no answer where it has none, and says why", async () => {
    const { question, reason } = await findAnswer(stage().server.client, false);
    const page = await open(`/ask?q=${encodeURIComponent(question)}`);
    await page.getByRole("heading", { name: "No answer" }).waitFor();
    await page.getByText(reason ?? "?").waitFor();
  });

  it("says what to do at an address that leads nowhere, and for a video that is not there", async () => {
    const page = await open("/nowhere", { expected: /status of 404/ });
    await page.getByRole("heading", { name: "There is no page here" }).waitFor();
    await page.goto(`/videos/${"0".repeat(64)}`);
    await page.getByRole("alert").getByText("Not found").waitFor();
  });

  it("says so when the server is gone, and goes on when it is back", async () => {
    const page = await open("/", { expected: /ERR_FAILED|ERR_INTERNET_DISCONNECTED/ });
    await page.getByRole("heading", { name: /videos to search/ }).waitFor();
    await page.context().setOffline(true);
    await page.keyboard.type("a fish");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("The server does not answer").waitFor();
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator("a.moment .sure").first().waitFor();
  });

  it("draws boxes around what was asked for, on the whole picture, which leads to its moment", async () => {
    const { client } = stage().server;
    const [video] = (await client.listVideos()).videos;
    const { videoId, paths } = video as NonNullable<typeof video>;
    const place = { videoId, path: paths[0] as string, timeSeconds: 1 };
    const boxes = [
      { ...place, phrase: "a red car", left: 0.1, top: 0.25, right: 0.5, bottom: 0.75 },
      { ...place, phrase: "a tree", left: 0.8, top: 0, right: 1, bottom: 1 },
    ];
    // No model that ships finds places, so the answer is written here; the page and its picture are the real ones.
    const answer = { question: "Where is it?", answer: "on the left", confidence: 0.9, abstained: false, boxes };
    for (const viewport of [
      { width: 1100, height: 900 },
      { width: 420, height: 300 },
    ]) {
      const page = await open("/ask", { viewport });
      await page.route("**/v1/ask", (route) => route.fulfill({ json: { ...answer, evidence: [], steps: [] } }));
      await page.goto("/ask?q=Where%20is%20it%3F");
      const picture = page.getByRole("img", { name: "with a box around: a red car, a tree" });
      await until(page, "document.querySelector('.boxed img')?.naturalWidth > 0");
      const seen = (await picture.boundingBox()) as NonNullable<Awaited<ReturnType<typeof picture.boundingBox>>>;
      const ratio = await picture.evaluate((image) => {
        const { naturalWidth, naturalHeight } = image as unknown as Record<"naturalWidth" | "naturalHeight", number>;
        return naturalWidth / naturalHeight;
      });
      expect(seen.width).to.be.above(100);
      expect(seen.width / seen.height, "it is not cut").to.be.closeTo(ratio, 0.02);
      for (const [n, { left, top, right, bottom }] of boxes.entries()) {
        const drawn = await page.locator(".box-around").nth(n).boundingBox();
        expect(drawn?.x).to.be.closeTo(seen.x + left * seen.width, 1);
        expect(drawn?.y).to.be.closeTo(seen.y + top * seen.height, 1);
        expect(drawn?.width).to.be.closeTo((right - left) * seen.width, 1);
        expect(drawn?.height).to.be.closeTo((bottom - top) * seen.height, 1);
      }
      await picture.click();
      await page.waitForURL((url) => url.pathname === `/videos/${videoId}` && url.searchParams.get("t") === "1");
    }
  });
});
