import { pathToFileURL } from "node:url";
import { isSameRate, perSecond, type FrameRate } from "./frameRate.js";
import { layOut, type Layout, type PlacedClip, type Timeline, type TimelineSource } from "./timeline.js";

/** Rates that a `conform-rate` element can name. */
const conformRates = ["23.98", "24", "25", "29.97", "30", "47.95", "48", "50", "59.94", "60"];
/** Picture of a timeline that holds nothing, pixels. */
const emptyFormat = { width: 1920, height: 1080 };

interface Resources {
  readonly xml: string;
  readonly timelineFormatId: string;
  readonly formatIdOf: (format: PictureFormat) => string;
  readonly assetIdOf: (source: TimelineSource) => string;
}

type PictureFormat = Pick<TimelineSource, "width" | "height" | "rate">;

/**
 * A timeline as an FCPXML 1.9 document with one project, whose picture is that of the first clip. Each clip carries a
 * marker where its moment begins, named by what was searched for.
 *
 * 1.9 is the oldest version with `media-rep`, and so the one that most programs read.
 */
export function toFcpxml(timeline: Timeline): string {
  const layout = layOut(timeline);
  const resources = toResources(timeline, layout);
  const title = escapeXml(timeline.title);
  const frames = (layout.placed.at(-1)?.recordEnd ?? layout.firstFrame) - layout.firstFrame;
  const sequence = [
    `format="${resources.timelineFormatId}"`,
    `duration="${toTime(frames, layout.rate)}"`,
    `tcStart="${toTime(layout.firstFrame, layout.rate)}"`,
    `tcFormat="${layout.isDropFrame ? "DF" : "NDF"}"`,
  ].join(" ");
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE fcpxml>
<fcpxml version="1.9">
  <resources>
${resources.xml}
  </resources>
  <library>
    <event name="Kinodex">
      <project name="${title}">
        <sequence ${sequence}>
          <spine>
${layout.placed.map((placed) => toAssetClip(placed, layout.rate, resources, title)).join("")}          </spine>
        </sequence>
      </project>
    </event>
  </library>
</fcpxml>
`;
}

/** The timeline's format and those of the files, then one asset a file. */
function toResources({ clips }: Timeline, layout: Layout): Resources {
  const sources = [...new Map(clips.map(({ source }) => [source.path, source])).values()];
  const timelineFormat = { ...(sources[0] ?? emptyFormat), rate: layout.rate };
  const formats = new Map([timelineFormat, ...sources].map((format) => [formatKey(format), format]));
  const ids = [...formats.keys(), ...sources.map(({ path }) => path)];
  const idOf = (key: string) => `r${ids.indexOf(key) + 1}`;
  const formatIdOf = (format: PictureFormat) => idOf(formatKey(format));
  const assetIdOf = ({ path }: TimelineSource) => idOf(path);
  const assets = sources.map((source) => {
    const lastUsed = Math.max(...clips.filter((clip) => clip.source === source).map((clip) => clip.endFrame));
    return toAsset(source, source.frameCount ?? lastUsed, assetIdOf(source), formatIdOf(source));
  });
  const xml = [...[...formats.values()].map((format) => toFormat(format, formatIdOf(format))), ...assets].join("\n");
  return { xml, timelineFormatId: formatIdOf(timelineFormat), formatIdOf, assetIdOf };
}

function toFormat({ width, height, rate }: PictureFormat, id: string): string {
  const frameDuration = `${rate.denominator}/${rate.numerator}s`;
  return `    <format id="${id}" frameDuration="${frameDuration}" width="${width}" height="${height}"/>`;
}

function toAsset(source: TimelineSource, frames: number, id: string, formatId: string): string {
  const { audioChannels } = source;
  const attributes = [
    `id="${id}"`,
    `name="${escapeXml(source.name)}"`,
    `start="${toTime(source.firstFrame, source.rate)}"`,
    `duration="${toTime(frames, source.rate)}"`,
    `hasVideo="1" videoSources="1" format="${formatId}"`,
    ...(audioChannels ? [`hasAudio="1" audioSources="1" audioChannels="${audioChannels}"`] : []),
  ].join(" ");
  return `    <asset ${attributes}>
      <media-rep kind="original-media" src="${escapeXml(pathToFileURL(source.path).href)}"/>
    </asset>`;
}

function toAssetClip(placed: PlacedClip, rate: FrameRate, resources: Resources, title: string): string {
  const { clip, recordStart, recordEnd } = placed;
  const { source, moment } = clip;
  const attributes = [
    `ref="${resources.assetIdOf(source)}"`,
    `name="${escapeXml(source.name)}"`,
    `offset="${toTime(recordStart, rate)}"`,
    `start="${toTime(source.firstFrame + clip.startFrame, source.rate)}"`,
    `duration="${toTime(recordEnd - recordStart, rate)}"`,
    `format="${resources.formatIdOf(source)}"`,
    `tcFormat="${source.isDropFrame ? "DF" : "NDF"}"`,
  ].join(" ");
  const note = `confidence ${moment.confidence.toFixed(3)}, similarity ${moment.similarity.toFixed(3)}`;
  const marked = `start="${toTime(source.firstFrame + clip.momentRange.startFrame, source.rate)}" duration="${toTime(1, source.rate)}"`;
  const named = conformRates.find((name) => Math.abs(Number(name) - perSecond(source.rate)) < 0.006);
  const conform =
    isSameRate(source.rate, rate) || named === undefined
      ? ""
      : `              <conform-rate scaleEnabled="0" srcFrameRate="${named}"/>\n`;
  return `            <asset-clip ${attributes}>
              <note>${note}</note>
${conform}              <marker ${marked} value="${title}" note="${note}"/>
            </asset-clip>
`;
}

function formatKey({ width, height, rate }: PictureFormat): string {
  return `${width}x${height}@${rate.numerator}/${rate.denominator}`;
}

/** A number of frames in seconds, as a fraction on the grid of the frames: `1001/30000s`. */
function toTime(frames: number, { numerator, denominator }: FrameRate): string {
  const ticks = frames * denominator;
  return ticks % numerator === 0 ? `${ticks / numerator}s` : `${ticks}/${numerator}s`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Text for an attribute or an element; characters that XML 1.0 cannot hold become U+FFFD. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\P{Cc}\t\n\r]|[\p{Surrogate}\uFFFE\uFFFF]/gu, "\uFFFD")
    .replaceAll(/[&<>"']/g, (character) => entities[character] as string);
}
