import { expect } from "chai";
import { join } from "node:path";
import { findFfmpeg } from "../../src/media/findFfmpeg.js";
import { probeMedia } from "../../src/media/probe.js";
import { describeWithFfmpeg } from "../../src/media/probeWithFfmpeg.js";
import { findRecordedAt } from "../../src/media/recordedAt.js";
import { ffmpeg, temporaryFolder } from "./renderClip.js";

describe("when a video was recorded", () => {
  const folder = temporaryFolder();

  it("is read from the tags of a file, with ffprobe and without", async () => {
    const path = join(folder, "dated.mp4");
    const tag = ["-metadata", "creation_time=2021-03-04T05:06:07+02:00"];
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=96x64:r=10", "-t", "1", ...tag, path);
    const recordedAt = "2021-03-04T03:06:07.000Z";
    expect(await probeMedia(path)).to.include({ recordedAt });
    const { description } = await describeWithFfmpeg(await findFfmpeg(), path, undefined);
    expect(description).to.include({ recordedAt });
  });

  it("is what Apple's tag says before all others, and nothing where a clock was never set", () => {
    const made = ["creation_time", "2024-05-01T10:00:00.000000Z"] as const;
    expect(findRecordedAt([made, ["com.apple.quicktime.creationdate", "2020-01-02T03:04:05+0100"]])).to.equal(
      "2020-01-02T02:04:05.000Z",
    );
    expect(findRecordedAt([["CREATION_TIME", made[1]]])).to.equal("2024-05-01T10:00:00.000Z");
    for (const value of ["1904-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z", "yesterday", ""])
      expect(findRecordedAt([["creation_time", value]]), value).to.equal(undefined);
  });
});
