import { expect } from "chai";
import type { ImageTextMatcher } from "../../src/models/capabilities/matching.js";
import { drawFrame } from "../inference/fixtures.js";

/** What every matcher must do. `open` is called once; the caller closes what it opened. */
export function itIsAnImageTextMatcher(open: () => Promise<ImageTextMatcher>): void {
  let matcher: ImageTextMatcher;

  before(async () => {
    matcher = await open();
  });

  const frames = [drawFrame(40, 30, 1), drawFrame(40, 30, 2)];
  const texts = ["a dog runs along the beach", "a red car", "the boat at night"];
  const sentence = { before: "a dog runs along the", after: "at night" };
  const errorOf = (promise: Promise<unknown> | undefined) =>
    Promise.resolve(promise).catch((reason: unknown) => reason) as Promise<Error>;

  it("gives log odds for each text, in order, the same alone and together", async () => {
    const together = await matcher.match(frames, texts);
    expect(together).to.have.length(texts.length);
    for (const [n, text] of texts.entries()) {
      const [alone] = await matcher.match(frames, [text]);
      expect(together[n]).to.be.closeTo(alone as number, 1e-3);
    }
    expect(new Set(together).size).to.equal(texts.length);
  });

  it("gives the mean over the frames of a moment", async () => {
    const [both] = await matcher.match(frames, texts);
    const each = [await matcher.match(frames.slice(0, 1), texts), await matcher.match(frames.slice(1), texts)];
    expect(both).to.be.closeTo(((each[0]?.[0] as number) + (each[1]?.[0] as number)) / 2, 1e-3);
  });

  it("chooses among more frames than it takes", async () => {
    const many = Array.from({ length: matcher.maxFrames + 3 }, (_, seed) => drawFrame(24, 24, seed));
    expect(await matcher.match(many, texts)).to.have.length(texts.length);
  });

  it("gives nothing for no texts", async () => {
    expect(await matcher.match(frames, [])).to.deep.equal([]);
  });

  it("stops on request", async () => {
    const signal = AbortSignal.abort();
    expect(await errorOf(matcher.match([drawFrame(40, 30, 9)], texts, signal))).to.have.property("code", "interrupted");
    if (matcher.surprise)
      expect(await errorOf(matcher.surprise(frames, signal))).to.have.property("code", "interrupted");
  });

  it("fills a gap with probabilities that add up to 1, whatever the order of the choices", async () => {
    if (!matcher.fillGap) return; // not every model can
    const choices = ["beach", "sea", "red boat"];
    const found = await matcher.fillGap(frames, sentence, choices);
    expect(found.reduce((a, b) => a + b, 0)).to.be.closeTo(1, 1e-4);
    const turned = await matcher.fillGap(frames, sentence, choices.toReversed());
    for (const [n, probability] of turned.toReversed().entries())
      expect(probability).to.be.closeTo(found[n] as number, 1e-4);
  });

  it("refuses a choice without words, and a sentence that is too long", async () => {
    if (!matcher.fillGap) return; // not every model can
    expect(await errorOf(matcher.fillGap(frames, sentence, ["sea", " "]))).to.have.property("code", "usage");
    const long = { before: "a dog ".repeat(500), after: "" };
    expect(await errorOf(matcher.fillGap(frames, long, ["sea", "boat"]))).to.have.property("code", "usage");
  });

  it("tells how surprising each frame is, whichever others are asked about", async () => {
    if (!matcher.surprise) return; // not every model can
    const together = await matcher.surprise(frames);
    expect(together).to.have.length(frames.length);
    for (const nats of together) expect(nats).to.be.above(0);
    const [alone] = await matcher.surprise(frames.slice(1));
    expect(together[1]).to.be.closeTo(alone as number, 1e-4);
  });
}
