import { pathToFileURL } from "node:url";
import { dropsFrames, isSameRate, perSecond, type FrameRate } from "./frameRate.js";
import { layOut, type Layout, type PlacedClip, type Timeline, type TimelineSource } from "./timeline.js";

/** Rates that a `conform-rate` element can name. */
const conformRates = ["23.98", "24", "25", "29.97", "30", "47.95", "48", "50", "59.94", "60", "90", "100", "119.88"];
/** Picture of a timeline that holds nothing, pixels. */
const emptyFormat = { width: 1920, height: 1080 };

interface Resources {
  readonly xml: string;
  readonly formatIdOf: ReadonlyMap<string, string>;
  readonly assetIdOf: ReadonlyMap<string, string>;
}

/** A timeline as an FCPXML 1.10 document with one project. */
export function toFcpxml(timeline: Timeline): string {
  const layout = layOut(timeline);
  const resources = toResources(timeline, layout);
  const title = escapeXml(timeline.title);
  const tcFormat = dropsFrames(layout.rate) ? "DF" : "NDF";
  const duration = toTime(layout.frameCount, layout.rate);
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE fcpxml>
<fcpxml version="1.10">
  <resources>
${resources.xml}
  </resources>
  <library>
    <event name="Kinodex">
      <project name="${title}">
        <sequence format="r1" duration="${duration}" tcStart="0s" tcFormat="${tcFormat}">
          <spine>
${layout.placed.map((placed) => toAssetClip(placed, layout.rate, resources)).join("")}          </spine>
        </sequence>
      </project>
    </event>
  </library>
</fcpxml>
`;
}

/** Formats first, that of the first clip being the project's, then one asset a file. */
function toResources({ clips }: Timeline, layout: Layout): Resources {
  const sources = [...new Map(clips.map(({ source }) => [source.path, source])).values()];
  const formatIdOf = new Map<string, string>();
  const lines: string[] = [];
  for (const format of sources.length ? sources : [{ ...emptyFormat, rate: layout.rate }]) {
    const key = formatKey(format);
    if (formatIdOf.has(key)) continue;
    const id = `r${formatIdOf.size + 1}`;
    formatIdOf.set(key, id);
    const frameDuration = `${format.rate.denominator}/${format.rate.numerator}s`;
    lines.push(
      `    <format id="${id}" frameDuration="${frameDuration}" width="${format.width}" height="${format.height}"/>`,
    );
  }
  const assetIdOf = new Map<string, string>();
  for (const source of sources) {
    const id = `r${formatIdOf.size + assetIdOf.size + 1}`;
    assetIdOf.set(source.path, id);
    const lastUsed = Math.max(...clips.filter((clip) => clip.source.path === source.path).map((clip) => clip.endFrame));
    const times = `start="${toTime(source.firstFrame, source.rate)}" duration="${toTime(source.frameCount ?? lastUsed, source.rate)}"`;
    const kinds = `hasVideo="1" videoSources="1"${source.hasAudio ? ' hasAudio="1" audioSources="1"' : ""}`;
    lines.push(
      `    <asset id="${id}" name="${escapeXml(source.name)}" ${times} ${kinds} format="${formatIdOf.get(formatKey(source))}">`,
      `      <media-rep kind="original-media" src="${escapeXml(pathToFileURL(source.path).href)}"/>`,
      "    </asset>",
    );
  }
  return { xml: lines.join("\n"), formatIdOf, assetIdOf };
}

function toAssetClip({ clip, recordStart, recordEnd }: PlacedClip, rate: FrameRate, resources: Resources): string {
  const { source, moment } = clip;
  const attributes = [
    `ref="${resources.assetIdOf.get(source.path)}"`,
    `name="${escapeXml(source.name)}"`,
    `offset="${toTime(recordStart, rate)}"`,
    `start="${toTime(source.firstFrame + clip.startFrame, source.rate)}"`,
    `duration="${toTime(recordEnd - recordStart, rate)}"`,
    `format="${resources.formatIdOf.get(formatKey(source))}"`,
    `tcFormat="${source.isDropFrame ? "DF" : "NDF"}"`,
  ].join(" ");
  const note = `confidence ${moment.confidence.toFixed(3)}, similarity ${moment.similarity.toFixed(3)}`;
  const named = conformRates.find((name) => Math.abs(Number(name) - perSecond(source.rate)) < 0.006);
  const conform =
    isSameRate(source.rate, rate) || named === undefined
      ? ""
      : `              <conform-rate scaleEnabled="0" srcFrameRate="${named}"/>\n`;
  return `            <asset-clip ${attributes}>
              <note>${note}</note>
${conform}            </asset-clip>
`;
}

function formatKey({ width, height, rate }: Pick<TimelineSource, "width" | "height" | "rate">): string {
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
