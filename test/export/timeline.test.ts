import { expect } from "chai";
import { copyFileSync, existsSync, readdirSync, renameSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isKinodexError } from "../../src/core/errors.js";
import { assembleTimeline, type KnownVideo } from "../../src/export/assembleTimeline.js";
import { cutClips } from "../../src/export/cutClips.js";
import { convertFrames, toFrameRate, toTimecodeRate } from "../../src/export/frameRate.js";
import { requireFormat } from "../../src/export/formats.js";
import type { ExportedMoment } from "../../src/export/tables.js";
import { toTimecode } from "../../src/export/timecode.js";
import { toFrameRange, type Timeline } from "../../src/export/timeline.js";
import { decodeAll, ffmpeg, frameTimes, numberedFrames, numberOf, temporaryFolder } from "../media/renderClip.js";

const title = 'a "boat" & <sea>';

function toMoment(path: string, startSeconds: number, endSeconds: number): ExportedMoment {
  const found = { similarity: 0.31, confidence: 0.93, sources: ["frame", "clip"] };
  return { videoId: basename(path), path, startSeconds, endSeconds, keyframeSeconds: startSeconds, ...found };
}

async function assemble(moments: readonly ExportedMoment[], handlesSeconds = 0, videos: readonly KnownVideo[] = []) {
  return assembleTimeline(moments, { title, handlesSeconds, findVideos: async () => videos });
}

function write(format: string, timeline: Timeline): string {
  const found = requireFormat(format);
  if (found.kind !== "timeline") throw new Error(`${format} is no timeline`);
  return found.write(timeline);
}

describe("a timeline of moments", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const dropFrame = join(folder, "drop & frame.mov");
  const film = join(folder, "film.mkv");
  const pal = join(folder, "pal.mp4");
  const varying = join(folder, "varying.mp4");
  const h264 = ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-g", "30", "-crf", "10"];
  /** Seconds of a frame at 29.97, as a container in milliseconds has them. */
  const inMilliseconds = (frame: number) => Math.round((frame * 1001) / 30) / 1000;

  before(() => {
    const ntsc = ["-f", "lavfi", "-i", numberedFrames(70, "96x64", "30000/1001")];
    const sound = ["-f", "lavfi", "-i", "sine=d=70", "-ac", "2", "-shortest"];
    ffmpeg(...ntsc, ...sound, ...h264, "-timecode", "01:00:00;00", dropFrame);
    ffmpeg("-f", "lavfi", "-i", numberedFrames(4, "96x64", "30000/1001"), ...h264, film);
    ffmpeg("-f", "lavfi", "-i", numberedFrames(4), ...h264, "-timecode", "10:00:00:00", pal);
    const gaps = "select='mod(n,10)'";
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=96x64:r=30:d=4", "-vf", gaps, ...frameTimes("vfr"), ...h264, varying);
  });

  it("puts a time that was rounded to milliseconds on the frame it belongs to", () => {
    for (let frame = 0; frame < 2000; frame++) {
      const span = { startSeconds: inMilliseconds(frame), endSeconds: inMilliseconds(frame + 7) };
      expect(toFrameRange(span, { numerator: 30_000, denominator: 1001 })).to.deep.equal({
        startFrame: frame,
        endFrame: frame + 7,
      });
    }
  });

  it("is an EDL whose seconds are those of a file with fewer than one frame a second", async () => {
    const slow = join(folder, "slow.mp4");
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=96x64:r=1/5:d=60", ...h264, slow);
    const { timeline } = await assemble([toMoment(slow, 20, 40)]);
    expect(write("edl", timeline)).to.contain("C        00:00:20:00 00:00:40:00 01:00:00:00 01:00:20:00");
    const format = requireFormat("edl");
    expect(format.kind === "timeline" && format.warn(timeline)[0]).to.contain("slow.mp4 has 0.2 frames a second");
  });

  it("is an EDL with two digits for frames, also of a file that has more in a second than they tell", async () => {
    const fast = join(folder, "fast.mp4");
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=96x64:r=240:d=3", ...h264, fast);
    const { timeline } = await assemble([toMoment(fast, 0.5, 1.75)]);
    expect(write("edl", timeline)).to.contain("C        00:00:00:30 00:00:01:45 01:00:00:00 01:00:01:15");
    const format = requireFormat("edl");
    expect(format.kind === "timeline" && format.warn(timeline)[0]).to.contain("fast.mp4 has 240 frames a second");
  });

  it("counts what has no timecode of its own by the clock", () => {
    for (const framesPerSecond of [0.02, 0.5, 0.7, 1.5, 12.5]) {
      const rate = toFrameRate(framesPerSecond);
      const counted = toTimecodeRate(rate);
      const frame = convertFrames(Math.round(600 * framesPerSecond), rate, counted);
      expect(toTimecode(frame, counted, false), String(framesPerSecond)).to.match(/^00:(09:59|10:00):/);
    }
  });

  it("is an EDL with the drop-frame timecode of the camera and a running one from hour one", async () => {
    const frames = (from: number, to: number) => toMoment(dropFrame, (from * 1001) / 30_000, (to * 1001) / 30_000);
    const { timeline, failures, notices } = await assemble([frames(1799, 1801), frames(0, 1800)]);
    expect({ failures, notices }).to.deep.equal({ failures: [], notices: [] });
    expect(write("edl", timeline).split("\n")).to.deep.equal([
      `TITLE: ${title}`,
      "FCM: DROP FRAME",
      "",
      "001  DROPFRAM AA/V  C        01:00:59;29 01:01:00;03 01:00:00;00 01:00:00;02",
      "* FROM CLIP NAME: drop & frame.mov",
      `* SOURCE FILE: ${dropFrame}`,
      `* COMMENT: ${title}, CONFIDENCE 0.930, SIMILARITY 0.310`,
      "",
      "002  DROPFRAM AA/V  C        01:00:00;00 01:01:00;02 01:00:00;02 01:01:00;04",
      "* FROM CLIP NAME: drop & frame.mov",
      `* SOURCE FILE: ${dropFrame}`,
      `* COMMENT: ${title}, CONFIDENCE 0.930, SIMILARITY 0.310`,
      "",
    ]);
  });

  it("is an EDL without drop frame where the first file counts so, which warns of a file of another rate", async () => {
    const { timeline } = await assemble([toMoment(pal, 1, 2), toMoment(dropFrame, 0, 1.001)]);
    const edl = write("edl", timeline);
    expect(edl).to.contain("FCM: NON-DROP FRAME");
    expect(edl).to.contain("001  PAL      V     C        10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00");
    expect(edl).to.contain("002  DROPFRAM AA/V  C        01:00:00;00 01:00:01;00 01:00:01:00 01:00:02:00");
    const format = requireFormat("edl");
    expect(format.kind === "timeline" && format.warn(timeline)[0])
      .to.contain("29.97")
      .and.to.contain("25");
  });

  it("is FCPXML whose times lie on frames, whose clips touch, and whose references exist", async () => {
    const moments = [toMoment(dropFrame, 1001 / 1000, 2002 / 1000), toMoment(pal, 1, 2)];
    const xml = write("fcpxml", (await assemble(moments, 0.5)).timeline);
    expect(xml).to.contain(`src="${pathToFileURL(dropFrame).href.replaceAll("&", "&amp;")}"`);
    expect(xml).to.contain('<project name="a &quot;boat&quot; &amp; &lt;sea&gt;">');
    expect(xml).to.contain('tcStart="107999892/30000s" tcFormat="DF"'); // frame 107,892 of 1001/30000 s: 01:00:00;00
    expect(xml).to.contain('hasAudio="1" audioSources="1" audioChannels="2"');
    const clips = [...xml.matchAll(/<asset-clip (.*)>/g)].map(([, attributes = ""]) => readAttributes(attributes));
    // The first clip: frames 30 to 60 with 15 on either side; the second: 25 frames of 1/25 s and 12 or 13 on either side.
    expect(clips[0]).to.include({ offset: "107999892/30000s", start: "108014907/30000s", duration: "60060/30000s" });
    expect(clips[1]).to.include({ start: `${36_000 * 25 + 12}/25s`, offset: "108059952/30000s" });
    for (const { ref, format, offset, duration } of clips) {
      expect(xml).to.contain(`<asset id="${ref}"`).and.to.contain(`<format id="${format}"`);
      expect([offset, duration].map((time) => (Number.parseInt(time ?? "", 10) / 1001) % 1)).to.deep.equal([0, 0]);
    }
    expect(xml).to.contain('<conform-rate scaleEnabled="0" srcFrameRate="25"/>');
    expect(xml).to.contain('<marker start="108029922/30000s" duration="1001/30000s"');
  });

  it("is OpenTimelineIO JSON with sound beside the pictures and a marker over each moment", async () => {
    const { timeline } = await assemble([toMoment(dropFrame, 1.001, 2.002), toMoment(pal, 0, 1)], 1);
    const { global_start_time, tracks } = JSON.parse(write("otio", timeline)) as OtioTimeline;
    expect(global_start_time).to.deep.equal({ OTIO_SCHEMA: "RationalTime.1", rate: 30_000 / 1001, value: 107_892 });
    expect(tracks.children.map(({ kind }) => kind)).to.deep.equal(["Video", "Audio"]);
    const [clip, second] = tracks.children[0]?.children ?? [];
    const at = (value: number) => ({ OTIO_SCHEMA: "RationalTime.1", rate: 30_000 / 1001, value });
    expect(clip?.source_range).to.deep.include({ start_time: at(107_892), duration: at(90) });
    expect(clip?.markers[0]?.marked_range).to.deep.include({ start_time: at(107_922), duration: at(30) });
    expect(clip?.media_references?.DEFAULT_MEDIA.target_url).to.equal(pathToFileURL(dropFrame).href);
    expect(second?.source_range.start_time.value).to.equal(900_000); // no handle before the first frame
    expect(second?.source_range.duration.value).to.equal(50);
    expect(tracks.children[1]?.children.map(({ OTIO_SCHEMA }) => OTIO_SCHEMA)).to.deep.equal(["Clip.2", "Gap.1"]);
  });

  it("counts a file of varying frame rate on a regular grid and says so", async () => {
    const { timeline, notices } = await assemble([toMoment(varying, 1, 2)]);
    expect(timeline.clips[0]).to.deep.include({ startFrame: 30, endFrame: 60 });
    expect(notices).to.have.length(1);
    expect(notices[0]).to.contain("varying.mp4").and.to.contain("varies").and.to.contain("30 frames");
  });

  it("names a file that is gone or has changed, finds it at another path, and keeps the other moments", async () => {
    const [gone, moved] = [join(folder, "gone.mp4"), join(folder, "moved.mp4")];
    copyFileSync(pal, gone);
    renameSync(gone, moved);
    const { size } = statSync(moved);
    const moments = [toMoment(gone, 1, 2), toMoment(film, 1, 2)];
    const lost = await assemble(moments);
    expect(lost.timeline.clips.map(({ source }) => source.name)).to.deep.equal(["film.mkv"]);
    expect(lost.failures.map(({ path }) => path)).to.deep.equal([gone]);
    expect(lost.failures[0]?.message).to.contain(gone).and.to.contain("no longer there");
    const found = await assemble(moments, 0, [{ videoId: "gone.mp4", paths: [gone, moved], sizeBytes: size }]);
    expect(found.timeline.clips.map(({ source }) => source.name)).to.deep.equal(["moved.mp4", "film.mkv"]);
    const changed = await assemble(moments, 0, [{ videoId: "film.mkv", paths: [film], sizeBytes: 1 }]);
    expect(changed.failures.map(({ message }) => message).join()).to.contain("film.mkv has changed");
  });

  it("cuts exactly the frames of each clip into files that tell what they are, and writes over none", async () => {
    const clips = join(folder, "clips");
    const moments = [toMoment(film, inMilliseconds(31), inMilliseconds(50)), toMoment(dropFrame, 1.001, 1.5015)];
    const { timeline } = await assemble(moments);
    const { cut, failures } = await cutClips(timeline, clips);
    expect(failures).to.deep.equal([]);
    expect(readdirSync(clips).sort()).to.deep.equal([
      "001_film_00-00-01.03_00-00-01.67.mp4",
      "002_drop-frame_00-00-01.00_00-00-01.50.mp4",
    ]);
    for (const { file, clip } of cut) {
      const { frames } = await decodeAll(file);
      const numbers = Array.from({ length: clip.endFrame - clip.startFrame }, (_, n) => (clip.startFrame + n) % 25);
      expect(frames.map(numberOf)).to.deep.equal(numbers);
    }
    const again: unknown = await cutClips(timeline, clips).catch((error: unknown) => error);
    expect(isKinodexError(again, "usage")).to.equal(true);
    await cutClips(timeline, clips, { overwrite: true });
    expect(existsSync(clips)).to.equal(true);
  });
});

interface OtioTime {
  readonly value: number;
}

interface OtioRange {
  readonly start_time: OtioTime;
  readonly duration: OtioTime;
}

interface OtioClip {
  readonly OTIO_SCHEMA: string;
  readonly source_range: OtioRange;
  readonly markers: readonly { readonly marked_range: OtioRange }[];
  readonly media_references?: { readonly DEFAULT_MEDIA: { readonly target_url: string } };
}

interface OtioTimeline {
  readonly global_start_time: OtioTime;
  readonly tracks: { readonly children: readonly { readonly kind: string; readonly children: readonly OtioClip[] }[] };
}

function readAttributes(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
}
