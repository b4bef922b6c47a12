import { Option, type Command } from "commander";
import { basename } from "node:path";
import type { VideoRecord } from "../../app/kinodex.js";
import { videoSortKeys, type VideoSortKey } from "../../app/videoLists.js";
import { toDuration } from "../format.js";
import { openIndex } from "../openIndex.js";
import { toCount } from "../options.js";
import { addCommonOptions, createOutput, type CommonOptions } from "../output.js";
import { toPrintable } from "../../core/printable.js";
import { toTable } from "../table.js";
import { addVideoFilterOptions, readVideoFilter } from "../videoFilter.js";

/** `kinodex videos` and `kinodex remove VIDEO`. */
export function addVideosCommands(program: Command): void {
  addVideoFilterOptions(addCommonOptions(program.command("videos")))
    .description("list what is indexed")
    .option("--name <words>", "only videos whose name holds each of these words")
    .addOption(new Option("--sort <key>", "what to sort by").choices(videoSortKeys).default("added"))
    .option("--descending", "the last of them first", false)
    .option("--limit <n>", "maximum number of videos", toCount)
    .action(runVideos);
  addCommonOptions(program.command("remove").argument("<video>", "a file name, a path, or an id or the start of one"))
    .description("forget a video; its file is not touched")
    .action(runRemove);
}

interface VideosCommandOptions extends CommonOptions {
  readonly name?: string;
  readonly sort: VideoSortKey;
  readonly descending: boolean;
  readonly limit?: number;
}

async function runVideos(options: VideosCommandOptions): Promise<void> {
  const output = createOutput(options);
  const { name, sort: sortBy, descending, limit } = options;
  await using kinodex = await openIndex(options, output);
  const filter = { ...readVideoFilter(options), name };
  const { videos, total } = await kinodex.videos({ ...filter, sortBy, descending, limit });
  const isNarrowed = Object.values(filter).some((part) => part !== undefined);
  const nothing = isNarrowed ? "No video is like that." : "Nothing is indexed yet: run kinodex index PATH…";
  output.result({ videos: videos.map(toRow), total }, (width) =>
    videos.length > 0 ? toText(videos, total, width) : nothing,
  );
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

function toText(videos: readonly VideoRecord[], total: number, width: number): string {
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
      { title: "picture", align: "right", optional: true },
      { title: "frames", align: "right", optional: true },
      { title: "clips", align: "right", optional: true },
      { title: "state", style: (state) => (state === "complete" ? undefined : "fair") },
    ],
    rows,
    width,
  );
  const remarks = videos
    .filter((video) => video.problems.length)
    .map((video) => toPrintable(`${video.state}: ${video.paths[0]}: ${video.problems.join("; ")}`));
  const rest = total > videos.length ? [`and ${total - videos.length} more`] : [];
  return [table, ...rest, ...remarks].join("\n");
}
