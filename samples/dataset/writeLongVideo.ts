import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { findFfmpeg } from "../../src/media/findFfmpeg.js";
import { CANVASES } from "../../src/calibration/drawing/draw.js";
import { encodeFrames, filmFrames, rawInput } from "../films/encode.js";
import { durationOf } from "../../src/calibration/drawing/shots.js";
import { createRandom } from "../../src/calibration/drawing/random.js";
import { pairAt } from "../../src/calibration/scenes/drawPair.js";

const FRAME_RATE = 25;
/** So many distinct clips are drawn, each also mirrored; longer videos repeat them in another order. */
const DISTINCT_CLIPS = 24;

export interface LongVideoOptions {
  readonly file: string;
  readonly minutes: number;
  readonly width: number;
  readonly height: number;
  readonly seed: number;
}

/**
 * Writes a long video of random scenes with a cut every few seconds. Drawing is the slow part, so a clip is drawn once
 * at 640x360, enlarged and encoded as it is and mirrored; the whole is joined without encoding again.
 */
export async function writeLongVideo({ file, minutes, width, height, seed }: LongVideoOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "kinodex-video-"));
  try {
    const clips: { readonly path: string; readonly seconds: number }[] = [];
    const wanted = minutes * 60;
    let drawn = 0;
    for (let index = 0; index < DISTINCT_CLIPS && drawn < wanted; index++) {
      const { shots } = pairAt(seed, index).takes[0];
      const paths = ["plain", "mirrored"].map((side) => join(folder, `${index}-${side}.mp4`)) as [string, string];
      const codec = [
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-crf",
        "25",
        "-pix_fmt",
        "yuv420p",
        "-g",
        String(FRAME_RATE * 2),
      ];
      await encodeFrames(filmFrames(shots, CANVASES["16:9"], FRAME_RATE), rawInput(640, 360, FRAME_RATE), [
        "-filter_complex",
        `[0:v]scale=${width}:${height}:flags=bicubic,split[a][b];[b]hflip[c]`,
        "-map",
        "[a]",
        ...codec,
        paths[0],
        "-map",
        "[c]",
        ...codec,
        paths[1],
      ]);
      const length = Math.round(durationOf(shots) * FRAME_RATE) / FRAME_RATE;
      clips.push(...paths.map((path) => ({ path, seconds: length })));
      drawn += length * 2;
    }
    const random = createRandom(seed);
    const order: string[] = [];
    for (let seconds = 0; seconds < wanted;) {
      for (const clip of random.sample(clips, clips.length)) {
        if (seconds >= wanted) break;
        order.push(`file ${basename(clip.path)}`); // beside the list: the folder may need quoting
        seconds += clip.seconds;
      }
    }
    const listing = join(folder, "clips.txt");
    await writeFile(listing, `${order.join("\n")}\n`);
    await concatenate(listing, wanted, file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function concatenate(listing: string, seconds: number, file: string): Promise<void> {
  const args = [
    "-nostdin",
    "-loglevel",
    "error",
    "-y",
    "-f",
    "concat",
    "-i",
    listing,
    "-t",
    String(seconds),
    "-c",
    "copy",
    "-movflags",
    "+faststart",
    file,
  ];
  const { ffmpegPath } = await findFfmpeg();
  const child = spawn(ffmpegPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`ffmpeg could not join the clips into ${file}: it ended with code ${code}`);
}
