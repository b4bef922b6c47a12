import { Option, type Command } from "commander";
import {
  segmentSources,
  surpriseName,
  toChapters,
  toChapterVtt,
  toSubRip,
  toSummary,
  toTimestampList,
  toWebVtt,
  type SegmentSource,
} from "../../app/captionFiles.js";
import { chooseSegments, languagesOf } from "../../app/chooseSegments.js";
import type { Annotations, StoredCurve, StoredSegment, VideoRecord } from "../../app/kinodex.js";
import { checkOutput, writeOutput } from "../../core/outputFile.js";
import { sourceNames } from "../format.js";
import { openIndex } from "../openIndex.js";
import { toOutputFile, toPlace } from "../options.js";
import { addCommonOptions, createOutput, type CommonOptions, type Output } from "../output.js";

const formats = ["vtt", "srt", "json", "chapters", "timestamps", "summary"] as const;
type Format = (typeof formats)[number];

interface CaptionOptions extends CommonOptions {
  readonly format: Format;
  readonly source?: SegmentSource;
  readonly language?: string;
  readonly output?: string;
  readonly concepts?: string;
  readonly model?: string;
  readonly again: boolean;
  readonly overwrite: boolean;
}

/** `kinodex captions VIDEO`. */
export function addCaptionsCommand(program: Command): void {
  addCommonOptions(program.command("captions").argument("<video>", "a file name, a path, or an id or the start of one"))
    .description("timestamped captions of a video; made from its index where there are none yet")
    .addOption(new Option("--format <name>", "form of the captions").choices(formats).default("vtt"))
    .addOption(
      new Option("--source <name>", "where the words come from; default caption, or subtitle with --language").choices([
        ...segmentSources,
      ]),
    )
    .option("--language <name>", "only words in this language, as en, pt-BR or German")
    .option("-o, --output <file>", "write into a file instead of stdout", toPlace)
    .option("--concepts <file>", "concept bank to describe it with; makes its captions again")
    .option("--model <id>", "model that describes it besides; with --source speech, that listens to it")
    .option("--again", "make them again, as after a change of the model's calibration", false)
    .option("--overwrite", "write over a file that exists already", false)
    .action(runCaptions);
}

async function runCaptions(nameOfVideo: string, options: CaptionOptions): Promise<void> {
  const output = createOutput(options);
  const { index, language, again, concepts, model, overwrite } = options;
  const file = toOutputFile(options.output);
  const source = options.source ?? (language === undefined ? "caption" : "subtitle");
  if (file !== undefined) checkOutput(file, { overwrite }); // before anything is made
  await using kinodex = await openIndex({ index }, output);
  const { video, segments } = await kinodex.annotations(nameOfVideo, {
    source,
    language,
    again,
    concepts,
    model,
  });
  if (segments.length === 0) {
    const others = (await kinodex.annotations(nameOfVideo)).segments;
    const languages = language === undefined ? [] : languagesOf(chooseSegments(others, { source }));
    if (languages.length > 0)
      output.note(`no ${sourceNames[source]} in ${language}; there are ${languages.join(", ")}`);
    else if (others.length > 0) output.note(`no ${sourceNames[source]}; there are ${toSources(others)}`);
    else if (source === "caption" && video.annotatedBy["concepts"] !== undefined)
      output.note("no captions: the model is sure enough of nothing in it");
    else output.note(`no ${sourceNames[source]}: nothing of that kind is stored for this video`);
  }
  const text =
    options.json || options.format === "json"
      ? toJson(video, segments)
      : format({ video, segments }, await kinodex.curve(video.videoId, surpriseName), options, output);
  if (file === undefined) output.data(text);
  else await writeOutput(file, text, { overwrite });
}

/** "subtitles (--source subtitle)" */
function toSources(segments: readonly StoredSegment[]): string {
  const found = segmentSources.filter((source) => segments.some((segment) => segment.source === source));
  return found.map((source) => `${sourceNames[source]} (--source ${source})`).join(", ");
}

function format(
  { segments, video }: Annotations,
  surprise: StoredCurve | undefined,
  options: CaptionOptions,
  output: Output,
): string {
  if (options.format === "srt") return toSubRip(segments);
  if (options.format === "summary") return segments.length > 0 ? `${toSummary(segments)}\n` : "";
  if (options.format !== "chapters" && options.format !== "timestamps") return toWebVtt(segments);
  const chapters = toChapters(segments, video.durationSeconds, surprise);
  if (chapters.length === 0) output.note("no chapters: video sites ask for three of at least 10 s, each with words");
  return options.format === "chapters" ? toChapterVtt(chapters) : toTimestampList(chapters);
}

function toJson({ videoId, paths }: VideoRecord, segments: readonly StoredSegment[]): string {
  const toRow = ({ startSeconds, endSeconds, text, confidence, source, language, phrases }: StoredSegment) => {
    const times = phrases.flatMap(({ keyframesSeconds }) => keyframesSeconds);
    const keyframesSeconds = [...new Set(times)].sort((a, b) => a - b);
    return { startSeconds, endSeconds, caption: text, confidence, keyframesSeconds, source, language, phrases };
  };
  const summary = toSummary(segments);
  return `${JSON.stringify({ videoId, path: paths[0] ?? "", summary, segments: segments.map(toRow) })}\n`;
}
