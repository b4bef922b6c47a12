import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { waitForJob } from "../api/testServer.js";
import { ffmpeg, hasEncoder } from "../media/renderClip.js";
import { skip } from "../skip.js";
import { until } from "./browser.js";
import { describeInChromium, setStage } from "./stage.js";

const hevc = "-c:v libx265 -preset ultrafast -x265-params log-level=error -pix_fmt yuv420p";
const h264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p";

/** Files as cameras and editing programs write them: the encoder that writes their picture, and how. */
const files: Readonly<Record<string, readonly [encoder: string, how: string]>> = {
  "hevc-hvc1.mp4": ["libx265", `${hevc} -tag:v hvc1 -c:a aac`],
  "hevc-hev1.mp4": ["libx265", `${hevc} -tag:v hev1 -c:a aac`],
  "hevc-aac.mkv": ["libx265", `${hevc} -c:a aac`],
  "hevc-ac3.mkv": ["libx265", `${hevc} -c:a ac3`],
  "prores.mov": ["prores", "-c:v prores -c:a pcm_s16le"],
  "windows.wmv": ["wmv2", "-c:v wmv2 -q:v 3 -c:a wmav2"],
  "dvd.mpg": ["mpeg2video", "-c:v mpeg2video -q:v 3 -c:a mp2"],
  "h264-ac3.mkv": ["libx264", `${h264} -c:a ac3`],
  "h264-ac3.mp4": ["libx264", `${h264} -c:a ac3`],
  "h264-pcm.mov": ["libx264", `${h264} -c:a pcm_s16le`],
};

const heard = "document.querySelector('.video-screen video').webkitAudioDecodedByteCount > 0";
const seen = "document.querySelector('.video-screen video').webkitDecodedFrameCount > 2";

describeInChromium("the pages, playing what browsers cannot play", function (chromium) {
  const { stage, open } = setStage(chromium, { withSamples: false });

  for (const [name, [encoder, how]] of Object.entries(files))
    it(`plays ${name} with its sound, from where it is asked to`, async function () {
      if (!hasEncoder(encoder)) skip(this, `this ffmpeg has no ${encoder}`);
      const { folder, server } = stage();
      const file = join(folder, name);
      const input = "-f lavfi -i testsrc2=s=320x180:r=25:d=4 -f lavfi -i sine=d=4";
      ffmpeg(...input.split(" "), ...how.split(" "), file);
      const job = await server.client.upload(new Blob([readFileSync(file)]), name);
      const { result } = await waitForJob(server.client, job.jobId);
      const page = await open(`/videos/${result?.videoId}?t=1`);
      await until(page, "document.querySelector('.video-screen video')?.readyState > 1");
      await page.keyboard.press("k");
      await until(page, heard);
      await until(page, seen);
      const slider = page.getByRole("slider", { name: "Time" });
      await until(
        page,
        "document.querySelector('.video-screen video').ended || document.querySelector('.video-screen video').currentTime > 0.5",
      );
      expect(Number(await slider.getAttribute("aria-valuenow"))).to.be.within(1, 4);
    });
});
