import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ffmpeg, frameTimes, turnTrack } from "./renderClip.js";

const SHADE = "24+mod(N,25)*9";

/** Moving detail, with the number of the frame as a shade of grey in the middle; see `numberOf`. */
function numberedDetail(seconds: number): string {
  const inMiddle = "between(X,32,63)*between(Y,16,47)";
  const channels = ["r", "g", "b"].map((name) => `${name}='if(${inMiddle},${SHADE},${name}(X,Y))'`);
  return `testsrc2=s=96x64:r=25:d=${seconds},format=gbrp,geq=${channels.join(":")}`;
}

const X264 = "-c:v libx264 -pix_fmt yuv420p -g 10 -bf 2 -sc_threshold 0 -crf 12";
const MPEG4 = "-c:v mpeg4 -q:v 2 -g 10 -bf 2 -sc_threshold 1000000000";
const MPEG2 = "-c:v mpeg2video -q:v 2 -g 10 -bf 2 -sc_threshold 1000000000";

/** Whole clips of 50 frames, 25 a second: name and encoding. */
const ENCODED = {
  "h264.mp4": X264,
  "open-gop.mp4": `${X264} -x264-params open-gop=1`,
  "hevc.mp4": "-c:v libx265 -pix_fmt yuv420p -x265-params log-level=error:keyint=10:bframes=2",
  "vp9.webm": "-c:v libvpx-vp9 -b:v 1M -g 10 -deadline realtime -cpu-used 8",
  "av1.mp4": "-c:v libaom-av1 -usage realtime -cpu-used 8 -g 10 -b:v 1M -pix_fmt yuv420p",
  "mpeg4.avi": MPEG4,
  "mpeg2.ts": MPEG2,
  "mpeg2.mpg": MPEG2,
  "mjpeg.avi": "-c:v mjpeg -q:v 2 -pix_fmt yuvj420p",
  "prores.mov": "-c:v prores",
  "qtrle.mov": "-c:v qtrle",
  "msvideo1.avi": "-c:v msvideo1",
  "svq1.mov": "-c:v svq1 -g 10",
  "theora.ogv": "-c:v libtheora -q:v 9 -g 10",
  "wmv2.wmv": "-c:v wmv2 -q:v 2 -g 10",
  "colours.gif": "-c:v gif",
  "pq.mkv": "-c:v ffv1 -pix_fmt yuv420p10le -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc",
  "hlg.mkv": "-c:v ffv1 -pix_fmt yuv420p10le -color_primaries bt2020 -color_trc arib-std-b67 -colorspace bt2020nc",
  "hd.mkv": "-c:v ffv1 -pix_fmt yuv420p -s 1296x864",
  "full.mkv": "-c:v ffv1 -vf scale=out_range=pc -pix_fmt yuv420p -color_range pc",
  "gbr.mkv": "-c:v ffv1 -pix_fmt gbrp",
  "wide.mp4": `${X264} -vf setsar=4/3`,
} as const;

const SUBRIP =
  "1\n00:00:00,200 --> 00:00:00,900\nThe first line.\n\n2\n00:00:01,000 --> 00:00:01,600\n<i>Two</i> & more\n";

/** Renders the clips that every ffmpeg is to read alike, and gives their names. */
export function renderVersionClips(folder: string): readonly string[] {
  const at = (name: string): string => join(folder, name);
  for (const [name, encoding] of Object.entries(ENCODED))
    ffmpeg("-f", "lavfi", "-i", numberedDetail(2), ...encoding.split(" "), at(name));
  const whole = at("h264.mp4");
  const timed = [
    "-vf",
    "settb=1/1000,setpts=N*N*10",
    ...frameTimes(),
    "-enc_time_base",
    "1:1000",
    "-video_track_timescale",
    "1000",
  ];
  ffmpeg("-f", "lavfi", "-i", numberedDetail(1), ...timed, ...X264.split(" "), "-bf", "0", at("variable.mp4"));
  const sound = ["-f", "lavfi", "-i", "sine=d=2"];
  ffmpeg("-i", whole, ...sound, "-c:v", "copy", "-c:a", "aac", "-output_ts_offset", "3", at("late.mkv"));
  ffmpeg("-i", whole, ...sound, "-c:v", "copy", "-c:a", "mp2", "-output_ts_offset", "3", at("late.ts"));
  ffmpeg("-f", "lavfi", "-i", "sine=d=1", at("sound.m4a"));
  writeFileSync(at("turned.mp4"), readFileSync(whole));
  turnTrack(at("turned.mp4"), 90);
  writeFileSync(at("words.srt"), SUBRIP);
  const words = ["-i", whole, "-i", at("words.srt"), "-c:v"];
  ffmpeg(...words, "copy", "-c:s", "mov_text", at("words.mp4"));
  ffmpeg(...words, "copy", "-c:s", "subrip", "-output_ts_offset", "2", at("words.mkv"));
  ffmpeg(...words, "libvpx", "-c:s", "webvtt", at("words.webm"));
  return [...Object.keys(ENCODED), ...LATER, ...damageClips(at)];
}

const LATER = "variable.mp4 late.mkv late.ts sound.m4a turned.mp4 words.mp4 words.mkv words.webm".split(" ");

/** Clips that hold no video that can be read. */
export const REFUSED: readonly string[] = ["sound.m4a", "noise.mp4", "short-h264.mp4"];

/** Writes what is broken: cut short, overwritten, or no video at all. */
function damageClips(at: (name: string) => string): readonly string[] {
  const broken: Record<string, Uint8Array> = {};
  for (const name of ["h264.mp4", "late.mkv", "mpeg2.ts", "mpeg2.mpg", "mpeg4.avi", "theora.ogv", "wmv2.wmv"]) {
    const bytes = readFileSync(at(name));
    broken[`short-${name}`] = bytes.subarray(0, Math.floor(bytes.length * 0.6));
  }
  const streamed = at("streamed.mp4");
  ffmpeg("-i", at("h264.mp4"), "-c", "copy", "-movflags", "+faststart", streamed);
  const bytes = readFileSync(streamed);
  broken["short-streamed.mp4"] = bytes.subarray(0, Math.floor(bytes.length * 0.6));
  broken["zeroed.mp4"] = Buffer.from(bytes).fill(0, Math.floor(bytes.length * 0.5), Math.floor(bytes.length * 0.55));
  const stream = readFileSync(at("mpeg2.ts"));
  broken["zeroed.ts"] = Buffer.from(stream).fill(0, 188 * 60, 188 * 80);
  broken["noise.mp4"] = Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * n * 31 + n * 7) % 251));
  for (const [name, content] of Object.entries(broken)) writeFileSync(at(name), content);
  return Object.keys(broken);
}
