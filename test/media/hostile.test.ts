import { expect } from "chai";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isKinodexError, toMessage } from "../../src/core/errors.js";
import { probeMedia } from "../../src/media/probe.js";
import { decodeAll, ffmpeg, numberedFrames, temporaryFolder } from "./renderClip.js";

const H264 = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "10"];

async function complaintAbout(path: string): Promise<string> {
  try {
    await decodeAll(path);
  } catch (error) {
    expect(isKinodexError(error, "media"), toMessage(error)).to.equal(true);
    expect(toMessage(error)).to.include(path);
    return toMessage(error);
  }
  throw new Error(`${path} was read as a video`);
}

describe("Hostile and broken media", () => {
  const folder = temporaryFolder();
  const good = join(folder, "good.mp4");
  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  before(() => ffmpeg("-f", "lavfi", "-i", numberedFrames(6), ...H264, good));

  it("never follows playlists, whatever they are called", async () => {
    const manifest = (media: string): string =>
      `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><BaseURL>${media}</BaseURL></MPD>`;
    const hls = `#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3.0,\n${good}\n#EXT-X-ENDLIST\n`;
    expect(await complaintAbout(file("hls.mp4", hls))).to.include("HLS playlist");
    expect(await complaintAbout(file("bom.mp4", `\ufeff${hls}`))).to.include("not a video");
    expect(await complaintAbout(file("concat.mp4", `ffconcat version 1.0\nfile '${good}'\n`))).to.include("ffconcat");
    expect(await complaintAbout(file("dash.mp4", manifest(good)))).to.include("DASH manifest");
    expect(await complaintAbout(file("session.mp4", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\n"))).to.include("SDP");
    expect(await complaintAbout(file("link.mp4", "http://127.0.0.1:9/x.mp4\n"))).to.include("link");
  });

  it("refuses playlists that hide from the first look at their bytes", async () => {
    const hls = `#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3.0,\n${good}\n#EXT-X-ENDLIST\n`;
    await complaintAbout(file("binary.mp4", Buffer.concat([Buffer.from(hls), Buffer.alloc(64)])));
    await complaintAbout(file("nul.mp4", Buffer.concat([Buffer.alloc(1), Buffer.from(hls)])));
  });

  it("says what a file is that is no video", async () => {
    ffmpeg("-i", good, "-frames:v", "1", join(folder, "picture.png"));
    ffmpeg("-i", good, "-frames:v", "1", join(folder, "picture.jpg"));
    ffmpeg("-f", "lavfi", "-i", "sine=d=1", join(folder, "sound.m4a"));
    ffmpeg(
      "-f",
      "lavfi",
      "-i",
      "sine=d=1",
      "-i",
      join(folder, "picture.png"),
      "-map",
      "0",
      "-map",
      "1",
      "-disposition:v",
      "attached_pic",
      "-c:v",
      "png",
      join(folder, "cover.m4a"),
    );
    expect(await complaintAbout(file("empty.mp4", ""))).to.include("empty");
    expect(await complaintAbout(file("text.mp4", "this is not a video\n".repeat(200)))).to.include("text");
    expect(await complaintAbout(file("zeros.mp4", Buffer.alloc(1 << 16)))).to.include("zeros");
    expect(await complaintAbout(file("png.mp4", readFileSync(join(folder, "picture.png"))))).to.include("PNG");
    expect(await complaintAbout(join(folder, "picture.jpg"))).to.include("JPEG");
    expect(await complaintAbout(join(folder, "sound.m4a"))).to.include("only sound");
    expect(await complaintAbout(join(folder, "cover.m4a"))).to.include("cover");
    expect(await complaintAbout(folder)).to.include("not a regular file");
  });

  it("refuses pictures beyond the limit before they take memory", async () => {
    const path = join(folder, "bomb.mp4");
    ffmpeg("-f", "lavfi", "-i", "color=gray:s=9000x4400:r=1:d=1", "-c:v", "libx264", "-preset", "ultrafast", path);
    expect(await complaintAbout(path)).to.match(/9000x4400, more than the limit of 35389440 pixels/);
  });

  it("tells a missing file from a broken one", async () => {
    const error: unknown = await probeMedia(join(folder, "nowhere.mp4")).catch((reason: unknown) => reason);
    expect(isKinodexError(error, "not-found")).to.equal(true);
  });

  it("takes names that look like options, protocols, patterns and commands", async () => {
    const names = [
      "-y.mp4",
      "concat:good.mp4",
      "a|b.mp4",
      "x%03d.mp4",
      "$(touch pwned).mp4",
      "ünïcode ✓.mp4",
      "a b'c\"d.mp4",
    ];
    for (const name of names) {
      const { complete, frameCount } = await decodeAll(file(name, readFileSync(good)));
      expect([name, complete, frameCount]).to.deep.equal([name, true, 150]);
    }
  });

  for (const extension of ["mp4", "mkv", "avi", "ts", "flv", "webm", "mpg", "ogv", "wmv"]) {
    it(`marks a file that was cut short as partial, or refuses it (${extension})`, async () => {
      const whole = join(folder, `whole.${extension}`);
      const codec =
        { mpg: "mpeg2video", ogv: "libtheora", wmv: "wmv2", webm: "libvpx", flv: "flv" }[extension] ?? "libx264";
      const layout = extension === "mp4" ? ["-movflags", "faststart"] : [];
      ffmpeg("-i", good, "-c:v", codec, "-b:v", "500k", "-g", "10", ...layout, whole);
      expect((await decodeAll(whole)).problems).to.deep.equal([]);
      const bytes = readFileSync(whole);
      for (const share of [0.15, 0.4, 0.63, 0.8]) {
        const path = file(`cut-${share}.${extension}`, bytes.subarray(0, Math.floor(bytes.length * share)));
        try {
          const { complete, frameCount } = await decodeAll(path);
          expect([share, complete]).to.deep.equal([share, false]);
          expect(frameCount).to.be.within(1, 149);
        } catch (error) {
          expect(isKinodexError(error, "media"), toMessage(error)).to.equal(true);
        }
      }
    });
  }

  it("marks a file with damaged pictures as partial", async () => {
    const busy = join(folder, "busy.mp4");
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=160x120:r=25:d=6", ...H264, busy);
    const bytes = readFileSync(busy);
    bytes.fill(0, Math.floor(bytes.length * 0.4), Math.floor(bytes.length * 0.45));
    const { complete, problems } = await decodeAll(file("zeroed.mp4", bytes));
    expect(complete).to.equal(false);
    expect(problems.join()).to.include("damaged");
  });
});
