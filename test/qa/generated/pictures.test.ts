import { expect } from "chai";
import { join } from "node:path";
import { choosePictures, drawPictures } from "../../../src/qa/generated/pictures.js";
import type { StoredVideo } from "../../../src/query/moments/storedVideo.js";
import { ffmpeg, numberedFrames, temporaryFolder } from "../../media/renderClip.js";

/** A video of which so much is known as pictures are chosen by. */
const videoOf = (frameTimes: readonly number[], durationSeconds: number) =>
  ({ frameTimes: Float64Array.from(frameTimes), record: { durationSeconds } }) as unknown as StoredVideo;
const at = (keyframeSeconds: number) => ({ keyframeSeconds });

describe("the pictures that a model is shown", () => {
  const everySecond = videoOf(
    Array.from({ length: 60 }, (_, n) => n),
    60,
  );

  it("are the best of the moments first, then of what lies widest between them", () => {
    expect(choosePictures(everySecond, [at(40.2), at(10), at(40)], 6)).to.deep.equal([40, 10, 25, 50, 17, 32]);
    const [first, ...others] = choosePictures(everySecond, [], 4);
    expect(first).to.equal(30);
    expect(others).to.have.length(3);
  });

  it("leave room for the rest of the video, however many moments there are", () => {
    const many = Array.from({ length: 20 }, (_, n) => at(n));
    expect(choosePictures(everySecond, many, 6).filter((second) => second > 19)).to.have.length(2);
  });

  it("are frames of the index, none twice, and no more than there are", () => {
    expect(choosePictures(videoOf([0, 0.1, 5], 10), [at(0), at(0.1)], 6)).to.deep.equal([0, 5]);
    expect(choosePictures(videoOf([], 10), [at(0)], 6)).to.deep.equal([]);
  });

  describe("of a file", () => {
    const folder = temporaryFolder();
    const draw = async (source: string, times: readonly number[]) => {
      const path = join(folder, `${source.length}.mp4`);
      ffmpeg("-f", "lavfi", "-i", source, "-c:v", "libx264", "-g", "50", "-pix_fmt", "yuv420p", path);
      const pictures = await drawPictures(path, times, 448, undefined);
      return pictures.map(({ pixels, ...picture }) => ({ ...picture, shade: pixels[0] as number }));
    };

    it("are the frames at these very times, in the order in which they are named", async () => {
      const numbers = [3, 20, 0, 11];
      const drawn = await draw(
        numberedFrames(1),
        numbers.map((number) => number / 25),
      );
      expect(drawn.map(({ timeSeconds }) => timeSeconds)).to.deep.equal(numbers.map((number) => number / 25));
      for (const [n, { shade }] of drawn.entries()) expect(shade).to.be.closeTo(24 + 9 * (numbers[n] as number), 4);
    });

    it("are made smaller, never larger, and keep their shape", async () => {
      const [wide] = await draw("color=red:s=1280x720:d=1", [0]);
      expect(wide).to.include({ width: 448, height: 252 });
      const [tall] = await draw("color=red:s=720x1280:d=1:r=10", [0]);
      expect(tall).to.include({ width: 252, height: 448 });
      const [small] = await draw("color=red:s=96x64:d=1:r=10", [0]);
      expect(small).to.include({ width: 96, height: 64 });
    });
  });
});
