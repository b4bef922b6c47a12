import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join as joinPath } from "node:path";
import { packageRoot } from "../../../core/paths.js";
import { toPrintable } from "../../../core/printable.js";
import type { Block, Report, Section, StatementsBlock } from "../report.js";
import type { ViewerData } from "../viewerData.js";
import { writeChart } from "./chart.js";
import { toLink } from "./link.js";
import { element, type Markup } from "./markup.js";
import { writeTable } from "./table.js";

/** The pages of the server look the same. */
const styleFiles = ["src/web/styles/base.css", "src/evaluation/report/page/report.css"];
const viewerFile = "src/evaluation/report/page/viewer.js";

/** Writes a report as one page that asks nobody for anything, and runs and obeys nothing but what it came with. */
export function writePage(report: Report, data: ViewerData): string {
  const style = styleFiles.map(readPart).join("\n");
  const script = readPart(viewerFile);
  const policy = [
    "default-src 'none'",
    "img-src data:",
    `style-src '${digestOf(style)}'`,
    `script-src '${digestOf(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const head = element(
    "head",
    {},
    element("meta", { charset: "utf-8" }),
    element("meta", { "http-equiv": "Content-Security-Policy", content: policy }),
    element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    element("meta", { name: "referrer", content: "no-referrer" }),
    element("title", {}, report.title),
    element("style", {}, { markup: style }),
  );
  const body = element(
    "body",
    {},
    element("a", { class: "skip", href: "#main" }, "Skip to the report"),
    writeHeader(report),
    element("main", { id: "main", tabindex: -1 }, ...report.sections.map(writeSection)),
    element("dialog", { id: "viewer", "aria-labelledby": "viewer-title" }),
    element("script", { type: "application/json", id: "examples" }, { markup: toScriptText(data) }),
    element("script", {}, { markup: script }),
  );
  return `<!doctype html>\n${element("html", { lang: "en" }, head, body).markup}\n`;
}

const readPart = (file: string): string => readFileSync(joinPath(packageRoot, file), "utf8").replaceAll("\r\n", "\n");
const digestOf = (content: string): string => `sha256-${createHash("sha256").update(content).digest("base64")}`;

/** JSON that can end neither its element nor, in a text, the sense of what stands around it. */
function toScriptText(data: ViewerData): string {
  const toSeen = (_: string, value: unknown) => (typeof value === "string" ? toPrintable(value) : value);
  return JSON.stringify(data, toSeen).replaceAll("<", String.raw`\u003c`);
}

function writeHeader({ title, about, sections }: Report): Markup {
  const links = sections.map(({ title: name }) => element("li", {}, element("a", { href: `#${idOf(name)}` }, name)));
  return element(
    "header",
    {},
    element("p", { class: "brand" }, element("span", { class: "mark" }), "Kinodex"),
    element("h1", { class: "lead" }, title),
    element("p", { class: "muted" }, about),
    element("noscript", {}, element("p", { class: "warn" }, "Numbers open their examples with JavaScript only.")),
    element("nav", { "aria-label": "Sections" }, element("ul", {}, ...links)),
  );
}

function writeSection({ title, intro, blocks }: Section): Markup {
  const id = idOf(title);
  return element(
    "section",
    { id, "aria-labelledby": `${id}-title` },
    element("h2", { id: `${id}-title` }, title),
    intro === undefined ? undefined : element("p", { class: "intro" }, intro),
    element("div", { class: "blocks" }, ...blocks.map(writeBlock)),
  );
}

const idOf = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

function writeBlock(block: Block): Markup {
  if (block.kind === "table") return writeTable(block);
  return block.kind === "chart" ? writeChart(block) : writeStatements(block);
}

function writeStatements({ heading, tone, statements, otherwise }: StatementsBlock): Markup {
  const items = statements.map(({ text, value = "", rest, opens }) =>
    element("li", {}, text, ...toLink(opens, { class: "value" }, value), rest),
  );
  return element(
    "div",
    { class: `statements ${tone}` },
    element("h3", {}, heading),
    items.length > 0 ? element("ul", {}, ...items) : element("p", { class: "muted" }, otherwise),
  );
}
