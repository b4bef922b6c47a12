import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../../src/core/paths.js";
import type { DecodedFrame } from "../../../src/core/frame.js";
import { readMedium, type FrameDensity } from "../../../src/evaluation/labels/readMedium.js";
import type { LabelledMedium } from "../../../src/evaluation/labels/labelledExample.js";
import { toPng } from "../../../src/media/png.js";

describe("a labelled medium", () => {
  const path = join(packageRoot, "samples", "garden.mp4");
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "kinodex-medium-"))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const read = async (medium: LabelledMedium, density: FrameDensity = "few") => {
    const seen: DecodedFrame[] = [];
    const reader = {
      fitOf: () => ({ width: 32, height: 32, fit: "stretch" as const }),
      show: async (frames: readonly DecodedFrame[]) => void seen.push(...frames),
    };
    return { sequence: await readMedium(medium, density, reader, new AbortController().signal), seen };
  };

  it("is a whole video, a part of one at its own times, or a frame every so many seconds", async () => {
    const whole = await read({ path, isPicture: false });
    expect(whole.sequence.frames).to.have.length(16);
    expect(whole.seen).to.have.length(16);
    const part = await read({ path, isPicture: false, span: { startSeconds: 1, endSeconds: 3 } });
    expect(part.sequence.endSeconds).to.equal(2);
    expect(part.sequence.frames[0]?.timeSeconds).to.be.closeTo(1 / 16, 1e-9);
    expect(part.seen.every(({ timeSeconds }) => timeSeconds >= 1 && timeSeconds < 3)).to.equal(true);
    const dense = await read({ path, isPicture: false }, { everySeconds: 1 });
    expect(dense.sequence.frames).to.have.length(Math.round(dense.sequence.endSeconds));
  });

  it("is refused where a part lies outside its video", async () => {
    const error = await read({ path, isPicture: false, span: { startSeconds: 500, endSeconds: 510 } }).catch(String);
    expect(error).to.match(/from 500 s to 510 s lies outside the video .*garden\.mp4, which lasts/);
  });

  it("is a picture, of which there is one frame", async () => {
    const picture = join(folder, "red.png");
    const pixels = new Uint8Array(8 * 6 * 3).fill(200);
    writeFileSync(picture, await toPng({ timeSeconds: 0, width: 8, height: 6, pixels }));
    const { sequence, seen } = await read({ path: picture, isPicture: true });
    expect(sequence.frames).to.have.length(1);
    expect(seen[0]).to.include({ width: 8, height: 6 });
  });
});
