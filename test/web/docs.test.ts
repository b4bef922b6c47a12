import { expect } from "chai";
import { createRoutes } from "../../src/api/app.js";
import { describeInChromium, setStage } from "./stage.js";

describeInChromium("the description of the API in a browser", (chromium) => {
  // What a page asks of another host, and what its policy forbids, fails the test that opened it.
  const { stage, open } = setStage(chromium, { withSamples: false });

  it("shows every operation, with nothing but what this server serves", async () => {
    const page = await open("/docs");
    await page.getByRole("heading", { name: /^Kinodex \(/ }).waitFor();
    const ids = await page
      .locator("[id^='operation/'], [id*='/operation/']")
      .evaluateAll((elements) => elements.map(({ id }) => id.split("operation/")[1]));
    expect(new Set(ids)).to.include.members(createRoutes(stage().server.context).map(({ name }) => name));
    await page.getByText("a dog runs along the beach").first().waitFor();
  });

  it("finds an operation by a word", async () => {
    const page = await open("/docs");
    await page.getByPlaceholder("Search...").fill("thumbnail");
    await page.getByRole("search").getByText("The picture that is shown at a time").waitFor();
  });

  it("is dark where the system is, or where that was chosen on the other pages", async () => {
    const page = await open("/docs", { colorScheme: "dark" });
    const ground = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    await page.getByRole("heading", { name: /^Kinodex \(/ }).waitFor();
    expect(await ground()).to.equal("rgb(19, 17, 16)");
    await page.goto("/library");
    await page.getByRole("button", { name: /^Colours: / }).click();
    await page.goto("/docs");
    await page.getByRole("heading", { name: /^Kinodex \(/ }).waitFor();
    expect(await ground()).to.equal("rgb(255, 255, 255)");
  });
});
