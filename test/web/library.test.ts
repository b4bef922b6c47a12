import { expect } from "chai";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createKeyStore } from "../../src/api/security/keys.js";
import { openServiceDatabase } from "../../src/api/serviceDatabase.js";
import { packageRoot } from "../../src/core/paths.js";
import { startTestServer } from "../api/testServer.js";
import { openWatchedPage } from "./browser.js";
import { builtPages, describeInChromium, setStage } from "./stage.js";
import { eventually } from "./eventually.js";

describeInChromium("the pages, adding and removing videos", function (chromium) {
  const { stage, open } = setStage(chromium, { withSamples: false });

  it("says how to begin where nothing is indexed", async () => {
    const page = await open("/");
    await page.getByRole("heading", { name: "No video is indexed yet" }).waitFor();
    await page.getByRole("link", { name: "library", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Library" }).waitFor();
    expect(await page.evaluate("document.activeElement.tagName")).to.equal("H1");
    await page.getByRole("heading", { name: "No video is indexed yet" }).waitFor();
  });

  it("takes a video, goes on after a lost connection, and shows it when it has been indexed", async () => {
    const page = await open("/library", { expected: /ERR_CONNECTION|ERR_FAILED|status of 503/ });
    let cut = 0;
    await page.route("**/v1/uploads/*", async (route) => {
      if (route.request().method() === "PATCH" && cut === 0) {
        cut += 1;
        await route.abort("connectionfailed");
      } else await route.continue();
    });
    const file = join(stage().folder, "holiday.mp4");
    copyFileSync(join(packageRoot, "samples", "balloon.mp4"), file);
    await page.getByLabel("Choose videos to upload").setInputFiles(file);
    await page.getByRole("progressbar").first().waitFor();
    const tile = page.getByRole("article").filter({ hasText: "holiday.mp4" });
    await tile.waitFor({ timeout: 120_000 });
    expect(cut).to.equal(1);
    await page.locator(".job").filter({ hasText: "holiday.mp4" }).getByText("done").waitFor();
    const { videos } = await stage().server.client.listVideos();
    expect(videos.map(({ sizeBytes }) => sizeBytes)).to.deep.equal([readFileSync(file).length]);
    await tile.getByRole("link").click();
    await page.getByRole("heading", { level: 1, name: "holiday.mp4" }).waitFor();
  });

  it("adds a file by its path under an allowed root, and names what is wrong with another", async () => {
    const page = await open("/library", { expected: /status of 40\d/ });
    const box = page.getByLabel("Or a file or folder on the server");
    await box.fill("samples/nothing.mp4");
    await box.press("Enter");
    await page.getByRole("alert").getByText("There is no such file or folder").waitFor();
    await box.fill("samples/reef.mp4");
    await box.press("Enter");
    await page.getByRole("article").filter({ hasText: "reef.mp4" }).waitFor({ timeout: 120_000 });
    expect(await page.getByRole("alert").count()).to.equal(0);
  });

  it("tries a job again that has failed", async () => {
    const page = await open("/library");
    await page.getByLabel("Choose videos to upload").setInputFiles({
      name: "broken.mp4",
      mimeType: "video/mp4",
      buffer: Buffer.alloc(20_000, "no video"),
    });
    const row = page.locator(".job").filter({ hasText: "broken.mp4" });
    await row.getByText("failed").waitFor({ timeout: 120_000 });
    await row.getByRole("button", { name: "Index broken.mp4 again" }).click();
    await row.getByText("failed").waitFor({ timeout: 120_000 });
  });

  it("dismisses jobs that have ended, one or all, and for good", async () => {
    const page = await open("/library");
    const files = ["one.mp4", "two.mp4"].map((name) => ({
      name,
      mimeType: "video/mp4",
      buffer: Buffer.alloc(20_000, `no video: ${name}`),
    }));
    await page.getByLabel("Choose videos to upload").setInputFiles(files);
    const row = (name: string) => page.locator(".job").filter({ hasText: name });
    for (const { name } of files) await row(name).getByText("failed").waitFor({ timeout: 120_000 });
    await page.getByRole("button", { name: "Dismiss broken.mp4" }).click();
    await row("broken.mp4").waitFor({ state: "detached" });
    await row("one.mp4").waitFor();
    await page.getByRole("button", { name: "Dismiss all ended" }).click();
    await page.locator(".job").first().waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("article").first().waitFor();
    expect(await page.locator(".job").count()).to.equal(0);
    await eventually(
      async () => void expect(await stage().server.client.listJobs({ state: "failed" })).to.deep.equal([]),
    );
  });

  it("removes a video once that is confirmed", async () => {
    const page = await open("/library");
    const count = (await stage().server.client.listVideos()).total;
    await page.getByRole("button", { name: "Remove holiday.mp4" }).click();
    const dialog = page.getByRole("dialog", { name: "Remove holiday.mp4?" });
    await dialog.getByText("its file is deleted").waitFor();
    await dialog.getByRole("button", { name: "Keep" }).click();
    await dialog.waitFor({ state: "detached" });
    expect((await stage().server.client.listVideos()).total).to.equal(count);
    await page.getByRole("button", { name: "Remove holiday.mp4" }).click();
    await dialog.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("article").filter({ hasText: "holiday.mp4" }).waitFor({ state: "detached" });
    await eventually(async () => void expect((await stage().server.client.listVideos()).total).to.equal(count - 1));
  });

  it("asks for a key where one is needed, and works with it", async () => {
    const index = join(stage().folder, "locked");
    await (await startTestServer(index))[Symbol.asyncDispose](); // makes the index
    const database = openServiceDatabase(index);
    const { key } = createKeyStore(database).create("page", "read");
    database.close();
    const locked = await startTestServer(index, { pages: builtPages, requireKey: true });
    try {
      await using watched = await openWatchedPage(stage().browser, locked.url, { expected: /status of 401/ });
      const { page, faults } = watched;
      await page.goto("/");
      await page.getByRole("heading", { name: "This server asks for a key" }).waitFor();
      await page.getByLabel("API key").fill("wrong");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").getByText("That is not a key of this server").waitFor();
      await page.getByLabel("API key").fill(key);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "No video is indexed yet" }).waitFor();
      await page.getByRole("link", { name: "Library", exact: true }).click();
      await page.getByText("Your key can only read").waitFor();
      expect(await page.getByLabel("Choose videos to upload").count()).to.equal(0);
      await page.getByRole("button", { name: "Help" }).click();
      await page.getByRole("button", { name: "Forget it" }).click();
      await page.getByRole("heading", { name: "This server asks for a key" }).waitFor();
      expect(faults).to.deep.equal([]);
    } finally {
      await locked[Symbol.asyncDispose]();
    }
  });
});
