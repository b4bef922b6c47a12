import { expect } from "chai";
import { join } from "node:path";
import type { Interpolation } from "../../src/core/frame.js";
import { fitFrame } from "../../src/inference/picture/preprocess.js";
import { resample } from "../../src/inference/picture/resample.js";
import { decodeAll, ffmpeg, temporaryFolder } from "./renderClip.js";

/** BT.601 luma of RGB pixels. */
function lumaOf(pixels: Uint8Array): Float64Array {
  return Float64Array.from({ length: pixels.length / 3 }, (_, n) => {
    const [red, green, blue] = pixels.subarray(n * 3, n * 3 + 3) as unknown as [number, number, number];
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  });
}

function meanDistance(some: Float64Array, others: Float64Array): number {
  return some.reduce((sum, value, at) => sum + Math.abs(value - (others[at] as number)), 0) / some.length;
}

const sidesAndFilters = [64, 112, 224].flatMap((side) =>
  (["bicubic", "bilinear", "lanczos"] as const satisfies readonly Interpolation[]).map(
    (filter) => [side, filter] as const,
  ),
);

describe("Resizing while decoding", () => {
  const folder = temporaryFolder();

  for (const [name, encoding] of [
    ["an RGB video", ["-c:v", "png"]],
    ["a 4:2:0 video", ["-c:v", "libx264", "-crf", "18", "-pix_fmt", "yuv420p"]],
  ] as const) {
    it(`agrees with Pillow's antialiased filters in the luma of ${name}, to less than half a level of 255 on average`, async () => {
      const path = join(folder, `${encoding[1]}.mov`);
      // a fractal: detail at every scale. Its colours are left out, because the full-size frame that Pillow starts
      // from has upsampled them already, which a resize straight from 4:2:0 does not do
      const source = "mandelbrot=s=640x360:r=1:start_scale=0.02";
      ffmpeg("-f", "lavfi", "-i", source, "-frames:v", "2", ...encoding, path);
      const full = await decodeAll(path, { width: 640, height: 360 });
      for (const [side, interpolation] of sidesAndFilters) {
        const { frames } = await decodeAll(path, { width: side, height: side, interpolation });
        expect(frames).to.have.length(2);
        frames.forEach((frame, n) => {
          const expected = lumaOf(resample(full.frames[n]!, { width: side, height: side, interpolation }).pixels);
          const meanError = meanDistance(lumaOf(frame.pixels), expected);
          expect(meanError, `${side} pixels, ${interpolation}, frame ${n}`).to.be.below(0.5);
        });
      }
    });
  }

  it("cuts the middle out of a longer short edge as the encoder does with a picture", async () => {
    const path = join(folder, "cut.mov");
    ffmpeg("-f", "lavfi", "-i", "mandelbrot=s=640x360:r=1:start_scale=0.02", "-frames:v", "1", "-c:v", "png", path);
    const { frames: full } = await decodeAll(path, { width: 640, height: 360 });
    for (const shortEdge of [64, 80]) {
      const fit = { width: 64, height: 64, fit: "crop", shortEdge, interpolation: "bilinear" } as const;
      const { frames } = await decodeAll(path, fit);
      const expected = lumaOf(fitFrame(full[0]!, fit).pixels);
      expect(meanDistance(lumaOf(frames[0]!.pixels), expected), `${shortEdge} pixels`).to.be.below(0.5);
    }
  });

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
