import { toPrintable } from "../../core/printable.js";
import type { Block, Cell, Column, Report, Section, StatementsBlock, TableBlock } from "./report.js";

/** How a report becomes Markdown. */
export interface MarkdownOptions {
  /** Of its title. Default 1. */
  readonly headingLevel?: number | undefined;
  /** Whether sections that are there to be looked up are written. Default true. */
  readonly withDetails?: boolean | undefined;
}

/** Writes a report as Markdown: the same sentences and numbers, without drawings and frames. */
export function writeMarkdown(
  { title, about, sections }: Report,
  { headingLevel = 1, withDetails = true }: MarkdownOptions = {},
): string {
  const heading = "#".repeat(headingLevel);
  const written = sections
    .filter(({ isDetail = false }) => withDetails || !isDetail)
    .map((section) => writeSection(section, `${heading}#`));
  return [`${heading} ${toText(title)}`, toText(about), ...written].join("\n\n") + "\n";
}

function writeSection({ title, intro, blocks }: Section, heading: string): string {
  return [
    `${heading} ${toText(title)}`,
    ...(intro === undefined ? [] : [toText(intro)]),
    ...blocks.map((block) => writeBlock(block, `${heading}#`)),
  ].join("\n\n");
}

function writeBlock(block: Block, heading: string): string {
  if (block.kind === "statements") return writeStatements(block, heading);
  return block.kind === "table" ? writeTable(block) : writeTable({ ...block.table, caption: block.caption });
}

function writeStatements({ heading, statements, otherwise }: StatementsBlock, level: string): string {
  const items = statements.map(({ text, value = "", rest = "" }) => `- ${toText(text + value + rest)}`);
  return [`${level} ${toText(heading)}`, items.length > 0 ? items.join("\n") : toText(otherwise)].join("\n\n");
}

function writeTable({ caption, columns, rows }: TableBlock): string {
  const told = columns.map(({ kind }, n) => ({ kind, n })).filter(({ kind }) => kind !== "plot");
  const toLine = (texts: readonly string[]) => `| ${texts.join(" | ")} |`;
  const head = told.map(({ n }) => toText((columns[n] as Column).title));
  const rule = told.map(({ kind }) => (kind === "number" ? "--:" : "---"));
  const body = rows.map((row) => told.map(({ n }) => writeCell(row[n])));
  return [`**${toText(caption)}**`, [head, rule, ...body].map(toLine).join("\n")].join("\n\n");
}

function writeCell(cell: Cell | undefined): string {
  const { text = "", note } = cell ?? {};
  return [text, ...(note === undefined ? [] : [note])].map(toText).join("; ");
}

/** Text in which nothing is markup. */
function toText(text: string): string {
  return toPrintable(text).replaceAll(/[\\`*_{}[\]<>#|~&]/g, String.raw`\$&`);
}
