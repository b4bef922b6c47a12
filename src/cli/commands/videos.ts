import type { Command } from "commander";
import { basename } from "node:path";
import type { VideoRecord } from "../../app/kinodex.js";
import { toDuration } from "../format.js";
import { openIndex } from "../openIndex.js";
import { addCommonOptions, createOutput, type CommonOptions } from "../output.js";
import { toPrintable } from "../printable.js";
import { toTable } from "../table.js";

/** `kinodex videos` and `kinodex remove VIDEO`. */
export function addVideosCommands(program: Command): void {
  addCommonOptions(program.command("videos")).description("list what is indexed").action(runVideos);
  addCommonOptions(program.command("remove").argument("<video>", "a file name, a path, or an id or the start of one"))
    .description("forget a video; its file is not touched")
    .action(runRemove);
}

async function runVideos(options: CommonOptions): Promise<void> {
  const output = createOutput(options);
  await using kinodex = await openIndex(options, output);
  const videos = await kinodex.videos();
  output.result({ videos: videos.map(toRow) }, (width) => toText(videos, width));
}

async function runRemove(video: string, options: CommonOptions): Promise<void> {
  const output = createOutput(options);
  await using kinodex = await openIndex(options, output);
  const { videoId, paths } = await kinodex.remove(video);
  output.result({ removed: videoId, paths }, () => `forgot ${toPrintable(paths.join(", "))}`);
}

function toRow(video: VideoRecord) {
  const { paths, ...rest } = video;
  return { ...rest, path: paths[0] ?? "", paths };
}

function toText(videos: readonly VideoRecord[], width: number): string {
  if (!videos.length) return "Nothing is indexed yet: run kinodex index PATH…";
  const rows = videos.map((video) => [
    video.videoId.slice(0, 10),
    basename(video.paths[0] ?? "(no file)"),
    toDuration(video.durationSeconds ?? video.indexedThroughSeconds),
    `${video.width}×${video.height}`,
    String(video.frameCount),
    String(video.clipCount),
    video.state === "indexing" ? `indexing, ${toDuration(video.indexedThroughSeconds)} done` : video.state,
  ]);
  const table = toTable(
    [
      { title: "id" },
      { title: "video", shrinks: true },
      { title: "length", align: "right" },
      { title: "picture", align: "right" },
      { title: "frames", align: "right" },
      { title: "clips", align: "right" },
      { title: "state", style: (state) => (state === "complete" ? undefined : "fair") },
    ],
    rows,
    width,
  );
  const remarks = videos
    .filter((video) => video.problems.length)
    .map((video) => toPrintable(`${video.state}: ${video.paths[0]}: ${video.problems.join("; ")}`));
  return [table, ...remarks].join("\n");
}
