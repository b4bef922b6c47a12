import { join } from "node:path";
import { lastValueFrom, tap, toArray } from "rxjs";
import type { Kinodex, ReindexEvent, ReindexOptions } from "../../../src/app/openKinodex.js";
import { pullModel } from "../../../src/models/hub/pull.js";
import { ffmpeg } from "../../media/renderClip.js";
import { doublesFolder, useHub, type UsedHub } from "../../models/hub/useHub.js";

/** The model that the index begins with, and the one that it gets. */
export const [first, second] = ["double/clip", "double/siglip2"] as const;

/** A hub of which both models were pulled. */
export async function useBothModels(): Promise<UsedHub> {
  const hub = await useHub({ folder: doublesFolder });
  process.env["KINODEX_PROVIDER"] = "cpu";
  for (const name of [first, second]) await pullModel(name, { precision: "fp32" });
  return hub;
}

/** Writes small videos, and subtitles beside the first of them. */
export function drawVideos(folder: string, count: number, seconds = 3): string[] {
  const sources = ["testsrc2", "mandelbrot", "smptebars", "rgbtestsrc", "testsrc", "yuvtestsrc"];
  return Array.from({ length: count }, (_, n) => {
    const path = join(folder, `${n}.mp4`);
    const source = `${sources[n % sources.length]}=s=96x64:r=10,hue=h=${20 * n}`;
    ffmpeg("-f", "lavfi", "-i", source, "-t", String(seconds), "-pix_fmt", "yuv420p", path);
    return path;
  });
}

/** Reindexes, and gives all that happened. */
export function reindex(
  kinodex: Kinodex,
  options: ReindexOptions,
  onEvent: (event: ReindexEvent) => void = () => {},
): Promise<ReindexEvent[]> {
  return lastValueFrom(kinodex.reindex(options).pipe(tap(onEvent), toArray()));
}
