import { expect } from "chai";
import { join } from "node:path";
import { resizeBicubic } from "../../src/inference/resample.js";
import { decodeAll, ffmpeg, temporaryFolder } from "./renderClip.js";

describe("Resizing while decoding", () => {
  const folder = temporaryFolder();

  for (const [name, encoding, tolerance] of [
    ["an RGB video", ["-c:v", "png"], 1.25],
    ["a 4:2:0 video", ["-c:v", "libx264", "-crf", "18", "-pix_fmt", "yuv420p"], 1.6],
  ] as const) {
    it(`agrees with Pillow's antialiased bicubic on ${name} to a mean of ${tolerance} of 255`, async () => {
      const path = join(folder, `${tolerance}.mov`);
      // scenery with fine detail: a fractal in colours
      const source = "mandelbrot=s=640x360:r=1:start_scale=0.02";
      ffmpeg("-f", "lavfi", "-i", source, "-frames:v", "2", ...encoding, path);
      const full = await decodeAll(path, { width: 640, height: 360 });
      for (const side of [64, 112, 224]) {
        const { frames } = await decodeAll(path, { width: side, height: side });
        frames.forEach((frame, n) => {
          const expected = resizeBicubic(full.frames[n]!, side, side).pixels;
          const errors = frame.pixels.map((value, at) => Math.abs(value - (expected[at] as number)));
          const meanError = errors.reduce((sum, error) => sum + error, 0) / errors.length;
          expect(meanError, `${side} pixels, frame ${n}`).to.be.below(tolerance);
        });
      }
    });
  }

  it("reads the colours of BT.709 where the file says so, and of BT.601 where it says nothing", async () => {
    for (const tags of [[], ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]]) {
      const path = join(folder, `colour-${tags.length}.mp4`);
      const matrix = tags.length > 0 ? "bt709" : "bt601";
      const filter = `scale=out_color_matrix=${matrix},format=yuv444p`;
      const source = "color=0x20c040:s=64x64:d=0.2,format=gbrp";
      ffmpeg("-f", "lavfi", "-i", source, "-vf", filter, "-c:v", "libx264", "-crf", "1", ...tags, path);
      const { frames } = await decodeAll(path);
      const [red, green, blue] = frames[0]!.pixels;
      expect(red).to.be.closeTo(0x20, 3);
      expect(green).to.be.closeTo(0xc0, 3);
      expect(blue).to.be.closeTo(0x40, 3);
    }
  });
});
