import { expect } from "chai";
import type { Page } from "playwright-core";
import { until } from "./browser.js";
import { eventually } from "./eventually.js";
import { findAnswer, findFound } from "./samples.js";
import { describeInChromium, setStage } from "./stage.js";

describeInChromium("the pages, accepting and rejecting", function (chromium) {
  const { stage, open } = setStage(chromium, { withSamples: true });

  const right = (page: Page) => page.getByRole("button", { name: /^Right: / });
  const wrong = (page: Page) => page.getByRole("button", { name: /^Wrong: / });
  const isPressed = (page: Page, which: "accepted" | "rejected", n = 0) =>
    until(page, `document.querySelectorAll('.verdicts .${which}')[${n}]?.ariaPressed === 'true'`);
  const nonePressed = (page: Page) => until(page, `!document.querySelector('.verdicts [aria-pressed="true"]')`);
  const verdicts = async () => (await stage().server.client.listMarks()).marks.map(({ verdict }) => verdict);

  afterEach(async () => {
    const { client } = stage().server;
    for (const { markId } of (await client.listMarks({ limit: 1000 })).marks) await client.removeMark(markId);
    for (const { searchId } of await client.listSavedSearches()) await client.deleteSavedSearch(searchId);
  });

  it("marks a moment by a button, shows that when one comes back, and takes it back", async () => {
    const { query, moments } = await findFound(stage().server.client);
    const page = await open(`/?q=${encodeURIComponent(query)}`);
    await right(page).first().click();
    await page.getByText("Marked as right.").waitFor();
    await isPressed(page, "accepted");
    const [mark] = (await stage().server.client.listMarks({ text: query })).marks;
    expect(mark).to.include({ about: "query", verdict: "accepted", drawn: false, videoId: moments[0]?.videoId });
    expect(mark?.confidence).to.equal(moments[0]?.confidence);
    await page.reload();
    await isPressed(page, "accepted");
    await wrong(page).first().click();
    await isPressed(page, "rejected");
    expect(await verdicts()).to.deep.equal(["rejected"]);
    await page.getByRole("button", { name: "Undo" }).click();
    await isPressed(page, "accepted");
    expect(await verdicts()).to.deep.equal(["accepted"]);
    await right(page).first().click(); // what is pressed already is taken back
    await nonePressed(page);
    expect(await verdicts()).to.deep.equal([]);
  });

  it("marks the moment that has the focus by keys", async () => {
    const { query } = await findFound(stage().server.client);
    const page = await open(`/?q=${encodeURIComponent(query)}`);
    await page.locator("ul.moments a.moment").first().focus();
    await page.keyboard.press("n");
    await isPressed(page, "rejected");
    await page.keyboard.press("y");
    await isPressed(page, "accepted");
    await page.keyboard.press("u");
    await isPressed(page, "rejected");
    expect(await verdicts()).to.deep.equal(["rejected"]);
  });

  it("shows a mark for a moment that is cut a little otherwise, and has one for it afterwards", async () => {
    const { client } = stage().server;
    const { query, moments } = await findFound(client);
    const { videoId = "", startSeconds = 0, endSeconds = 0 } = moments[0] ?? {};
    const span = { videoId, startSeconds, endSeconds: endSeconds - (endSeconds - startSeconds) / 10 };
    await client.addMarks([{ ...span, text: query, verdict: "rejected" }]);
    const page = await open(`/?q=${encodeURIComponent(query)}`);
    await isPressed(page, "rejected");
    await right(page).first().click();
    await isPressed(page, "accepted");
    await eventually(async () => void expect(await verdicts()).to.deep.equal(["accepted"]));
  });

  it("marks captions beside a video, and evidence of an answer", async () => {
    const { client } = stage().server;
    const { videos } = await client.listVideos();
    const captions = await Promise.all(videos.map(({ videoId }) => client.captions(videoId)));
    const captioned = captions.find(({ segments }) => segments.length > 0);
    if (captioned) {
      const page = await open(`/videos/${captioned.videoId}`);
      await right(page).first().click();
      await isPressed(page, "accepted");
      const [mark] = (await client.listMarks({ about: "caption" })).marks;
      expect(mark).to.include({ videoId: captioned.videoId, text: captioned.segments[0]?.caption });
    }
    const { question, answer } = await findAnswer(client, true);
    const page = await open(`/ask?q=${encodeURIComponent(question)}`);
    await wrong(page).first().click();
    await isPressed(page, "rejected");
    expect((await client.listMarks({ about: "answer" })).marks[0]).to.include({ text: `${question} ${answer}` });
  });

  it("offers a random draw of what saved searches find, and tells how far it is judged", async () => {
    const { client } = stage().server;
    const { query, moments, foundFrom } = await findFound(client);
    const empty = await open("/judge");
    await empty.getByText("There is nothing to judge yet").waitFor();
    await client.saveSearch("found", { query });
    await empty.reload();
    await right(empty).first().click();
    await isPressed(empty, "accepted");
    expect(await empty.locator(".judge-page .sure").count()).to.equal(0); // nobody is told what to say
    const [mark] = (await client.listMarks()).marks;
    expect(mark).to.include({ text: query, drawn: true, verdict: "accepted" });
    const found = moments.filter(({ confidence }) => confidence >= foundFrom).length;
    const next = await client.nextToJudge();
    expect(next.judgedCount).to.be.within(0, 1); // the first of the draw may be another one
    expect(next.hitCount).to.be.at.least(found);
    await empty.getByRole("button", { name: /^Next/ }).click();
    await empty.getByText(new RegExp(`^${next.judgedCount} judged`)).waitFor();
  });
});
