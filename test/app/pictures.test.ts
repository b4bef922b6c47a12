import { expect } from "chai";
import { join } from "node:path";
import { drawSprites, layOutSprites } from "../../src/app/pictures.js";
import { probeMedia } from "../../src/media/probe.js";
import { loadSharp } from "../../src/media/sharp.js";
import { toShownSize } from "../../src/media/shownSize.js";
import { ffmpeg, temporaryFolder, turnTrack } from "../media/renderClip.js";

describe("A sheet of sprites", () => {
  const folder = temporaryFolder();
  /** Red on the left, green in the middle, blue on the right; each side is a twelfth of the width. */
  const bands = "color=red:s=16x96:d=2[l];color=lime:s=160x96:d=2[m];color=blue:s=16x96:d=2[r];[l][m][r]hstack=3";

  const draw = async (path: string) => {
    const info = await probeMedia(path);
    const layout = layOutSprites({ durationSeconds: info.durationSeconds ?? 0, ...toShownSize(info) });
    const jpeg = await drawSprites(path, layout, new AbortController().signal);
    const { data, info: size } = await loadSharp()(jpeg).raw().toBuffer({ resolveWithObject: true });
    const colourAt = (x: number, y: number) => {
      const pixel = data.subarray((y * size.width + x) * 3).subarray(0, 3);
      return ["red", "green", "blue"][pixel.indexOf(Math.max(...pixel))];
    };
    return { layout, colourAt };
  };

  it("shows anamorphic pictures whole, in the shape that people see", async () => {
    const path = join(folder, "anamorphic.mp4");
    ffmpeg("-f", "lavfi", "-i", `${bands},setsar=2`, "-c:v", "libx264", "-pix_fmt", "yuv420p", path);
    const { layout, colourAt } = await draw(path);
    expect([layout.tileWidth, layout.tileHeight]).to.deep.equal([160, 40]);
    expect([colourAt(4, 20), colourAt(80, 20), colourAt(155, 20)]).to.deep.equal(["red", "green", "blue"]);
  });

  it("shows turned pictures upright", async () => {
    const path = join(folder, "turned.mp4");
    ffmpeg("-f", "lavfi", "-i", `${bands},setsar=2`, "-c:v", "libx264", "-pix_fmt", "yuv420p", path);
    turnTrack(path, 90);
    const { layout, colourAt } = await draw(path);
    expect([layout.tileWidth, layout.tileHeight]).to.deep.equal([80, 320]);
    expect([colourAt(40, 8), colourAt(40, 160), colourAt(40, 310)]).to.deep.equal(["red", "green", "blue"]);
  });

  it("has tiles of any shape", () => {
    const sizeOf = (width: number, height: number) => {
      const { tileWidth, tileHeight } = layOutSprites({ durationSeconds: 10, width, height });
      return [tileWidth, tileHeight];
    };
    expect([sizeOf(4, 4096), sizeOf(4096, 4), sizeOf(1, 1)]).to.deep.equal([
      [2, 320],
      [160, 2],
      [160, 160],
    ]);
  });
});
