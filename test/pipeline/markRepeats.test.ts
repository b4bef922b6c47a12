import { expect } from "chai";
import { markRepeats } from "../../src/pipeline/markRepeats.js";
import type { Sampled } from "../../src/pipeline/sampleFrames.js";

const side = 64;

/** A grey picture with a square of another grey. */
function frameAt(timeSeconds: number, grey: number, noise = 0): Sampled {
  const pixels = Uint8Array.from({ length: side * side * 3 }, (_, n) => {
    const [x, y] = [Math.floor(n / 3) % side, Math.floor(n / 3 / side)];
    return (x < side / 2 && y < side / 2 ? grey : 90) + noise * ((((n * 2654435761) >>> 16) % 3) - 1);
  });
  return { type: "frame", frame: { timeSeconds, width: side, height: side, pixels } };
}

const checkpointAt = (timeSeconds: number): Sampled => ({ type: "checkpoint", timeSeconds });
const cutAt = (timeSeconds: number): Sampled => ({ type: "cut", timeSeconds });

async function marked(items: readonly Sampled[]): Promise<string[]> {
  const found: string[] = [];
  for await (const item of markRepeats(
    (async function* () {
      yield* items;
    })(),
  ))
    found.push(item.type);
  return found;
}

describe("markRepeats", () => {
  it("keeps one frame of a still, noise or not, and every frame that shows something else", async () => {
    const items = [frameAt(0, 30), frameAt(1, 30, 3), frameAt(2, 30), frameAt(3, 60), frameAt(4, 30)];
    expect(await marked(items)).to.deep.equal(["frame", "repeat", "repeat", "frame", "frame"]);
  });

  it("measures from the frame that is encoded, so that slow change is not lost", async () => {
    const greys = [30, 31.5, 33, 34.5, 36].map((grey, n) => frameAt(n, grey));
    expect(await marked(greys))
      .to.include.members(["repeat"])
      .and.satisfy((types: string[]) => types.slice(1).includes("frame"));
  });

  it("repeats nothing across a checkpoint, so that each chunk stands alone, but across a cut to the same picture", async () => {
    const items = [frameAt(0, 30), checkpointAt(1), frameAt(1, 30), cutAt(2), frameAt(2, 30)];
    expect(await marked(items)).to.deep.equal(["frame", "checkpoint", "frame", "cut", "repeat"]);
  });
});
