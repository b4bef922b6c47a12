import { expect } from "chai";
import { join } from "node:path";
import { probeMedia } from "../../src/media/probe.js";
import {
  decodeAll,
  ffmpeg,
  FRAMES_PER_SECOND,
  hasEncoder,
  needsCurrentRenderer,
  numberedFrames,
  numberOf,
  temporaryFolder,
} from "./renderClip.js";
import { skip } from "../skip.js";

const H264 = "libx264 -pix_fmt yuv420p -g 10 -bf 2 -sc_threshold 0";
const MPEG4 = "mpeg4 -q:v 2 -g 10 -bf 2 -sc_threshold 1000000000";

/** Container, encoder and its options. */
const CLIPS: readonly (readonly [extension: string, encoding: string])[] = [
  ["mp4", H264],
  ["mov", H264],
  ["mkv", H264],
  ["avi", H264],
  ["ts", H264],
  ["flv", H264],
  ["asf", H264],
  ["h264", H264],
  ["mp4", "libx264 -pix_fmt yuv420p -g 10 -bf 2 -sc_threshold 0 -x264-params open-gop=1"],
  ["mp4", "libx265 -pix_fmt yuv420p -x265-params log-level=error:keyint=10:bframes=2"],
  ["mkv", "libx265 -pix_fmt yuv420p -x265-params log-level=error:keyint=10:bframes=2"],
  ["ts", "libx265 -pix_fmt yuv420p -x265-params log-level=error:keyint=10:bframes=2"],
  ["webm", "libvpx -b:v 1M -g 10 -deadline realtime"],
  ["webm", "libvpx-vp9 -b:v 1M -g 10 -deadline realtime -cpu-used 8"],
  ["mp4", "libaom-av1 -usage realtime -cpu-used 8 -g 10 -b:v 1M -pix_fmt yuv420p"],
  ["mp4", MPEG4],
  ["avi", MPEG4],
  ["mkv", MPEG4],
  ["avi", "mpeg4 -q:v 2 -g 10"],
  ["avi", "libxvid -q:v 2 -g 10"],
  ["avi", "mjpeg -q:v 2 -pix_fmt yuvj420p"],
  ["mov", "mjpeg -q:v 2 -pix_fmt yuvj420p"],
  ["mov", "prores"],
  ["mov", "png"],
  ["mov", "qtrle"],
  ["mkv", "ffv1"],
  ["avi", "rawvideo -pix_fmt yuv420p"],
  ["avi", "msmpeg4 -q:v 2 -g 10"],
  ["mpg", "mpeg1video -q:v 2 -g 10 -bf 2 -sc_threshold 1000000000"],
  ["mpg", "mpeg2video -q:v 2 -g 10 -bf 2 -sc_threshold 1000000000"],
  ["ts", "mpeg2video -q:v 2 -g 10 -bf 2 -sc_threshold 1000000000"],
  ["m2v", "mpeg2video -q:v 2 -g 10 -sc_threshold 1000000000"],
  ["wmv", "wmv2 -q:v 2 -g 10"],
  ["wmv", "wmv1 -q:v 2 -g 10"],
  ["flv", "flv -q:v 2 -g 10"],
  ["ogv", "libtheora -q:v 9 -g 10"],
  ["3gp", "h263 -s 128x96 -q:v 2 -g 10"],
  ["gif", "gif"],
  ["y4m", "wrapped_avframe -pix_fmt yuv420p"],
];

const SECONDS = 2;

describe("Containers and codecs", () => {
  const folder = temporaryFolder();

  CLIPS.forEach(([extension, encoding], n) => {
    const [encoder = ""] = encoding.split(" ");
    const path = join(folder, `clip-${n}.${extension}`);

    it(`gives every frame of ${encoder} in ${extension} with its own time, and the same for keyframes`, async function () {
      if (!hasEncoder(encoder)) skip(this, `the ffmpeg that writes clips lacks ${encoder}`);
      if (encoder === "libaom-av1") needsCurrentRenderer(this);
      ffmpeg("-f", "lavfi", "-i", numberedFrames(SECONDS), "-c:v", ...encoding.split(" "), path);

      const info = await probeMedia(path);
      expect(info.width / info.height).to.be.within(1.3, 1.6);
      expect(info.problems).to.deep.equal([]);
      if (info.durationSeconds !== undefined) expect(info.durationSeconds).to.be.closeTo(SECONDS, 0.2);

      const all = await decodeAll(path);
      expect(all.problems).to.deep.equal([]);
      const expected = Array.from({ length: SECONDS * FRAMES_PER_SECOND }, (_, frame) => frame / FRAMES_PER_SECOND);
      expect(all.frames.map((frame) => Math.round(frame.timeSeconds * 1000))).to.deep.equal(
        expected.map((seconds) => Math.round(seconds * 1000)),
      );
      expect(all.frames.map(numberOf)).to.deep.equal(expected.map((_, frame) => frame % 25));

      const keyframes = await decodeAll(path, { select: { mode: "keyframes" } });
      expect(keyframes.problems).to.deep.equal([]);
      expect(keyframes.frames.length).to.be.at.least(encoder === "gif" ? 1 : 4);
      for (const { timeSeconds, ...frame } of keyframes.frames)
        expect(numberOf({ timeSeconds, ...frame }), `keyframe at ${timeSeconds} s`).to.equal(
          Math.round(timeSeconds * FRAMES_PER_SECOND) % 25,
        );

      const part = await decodeAll(path, { startSeconds: 1.2, endSeconds: 1.6 });
      expect(part.frames.map(numberOf)).to.deep.equal([5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    });
  });
});
