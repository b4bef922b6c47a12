import { expect } from "chai";
import { isKinodexError } from "../../src/core/errors.js";
import type { TextGenerator, TextRequest } from "../../src/models/capabilities/generation.js";
import { drawFrame } from "../inference/fixtures.js";
import { failureOf } from "../store/fixtures.js";

/** What every {@link TextGenerator} must do; call it inside a `describe`. */
export function itIsATextGenerator(open: () => Promise<TextGenerator>): void {
  const frame = drawFrame(40, 24, 1);
  const write = async (request: Partial<TextRequest> = {}, signal?: AbortSignal) => {
    const pieces = [];
    const asked = { frames: [frame], maxTokens: 4, ...request };
    for await (const piece of (await open()).generate(asked, signal)) pieces.push(piece);
    return pieces;
  };

  it("tells how many frames it takes, and how large it sees them", async () => {
    const { maxFrames, maxEdge } = await open();
    expect(maxFrames).to.be.at.least(1);
    expect(maxEdge).to.be.at.least(1);
  });

  it("describes a frame of any shape, and the same one the same way again", async () => {
    for (const [width, height] of [
      [3, 2],
      [17, 90],
      [200, 50],
    ] as const) {
      const frames = [drawFrame(width, height, 2)];
      const pieces = await write({ frames });
      expect(pieces).to.not.be.empty;
      expect(await write({ frames })).to.deep.equal(pieces);
    }
  });

  it("writes no more tokens than it is allowed to", async () => {
    const told = await write({ maxTokens: 3 });
    expect(told.filter(({ logProbability }) => logProbability !== undefined).length).to.be.at.most(3);
    for (const { logProbability = 0 } of told) expect(logProbability).to.be.at.most(0);
  });

  it("leaves the frames as they are", async () => {
    const before = frame.pixels.slice();
    await write();
    expect(frame.pixels).to.deep.equal(before);
  });

  it("takes a prompt, or refuses it", async () => {
    const { takesPrompts } = await open();
    const asking = () => write({ prompt: "what is in the picture?", tellsTimes: true });
    if (takesPrompts) expect(await asking()).to.not.be.empty;
    else expect(isKinodexError(await failureOf(asking), "usage")).to.equal(true);
  });

  it("refuses more frames than it takes", async () => {
    const { maxFrames } = await open();
    const frames = Array.from({ length: maxFrames + 1 }, () => frame);
    expect(isKinodexError(await failureOf(() => write({ frames })), "usage")).to.equal(true);
  });

  it("stops on the signal, before it begins too, and may be left in the middle", async () => {
    const whole = await write();
    const abort = new AbortController();
    const stopped = failureOf(() => write({ maxTokens: 40 }, abort.signal));
    abort.abort();
    expect(isKinodexError(await stopped, "interrupted")).to.equal(true);
    expect(isKinodexError(await failureOf(() => write({}, abort.signal)), "interrupted")).to.equal(true);
    for await (const _ of (await open()).generate({ frames: [frame], maxTokens: 40 })) break;
    expect(await write()).to.deep.equal(whole);
  });

  it("writes for several at once, each as if it were alone", async () => {
    const [first, second] = [drawFrame(40, 24, 3), drawFrame(24, 40, 4)];
    const alone = [await write({ frames: [first] }), await write({ frames: [second] })];
    expect(await Promise.all([write({ frames: [first] }), write({ frames: [second] })])).to.deep.equal(alone);
  });
}
