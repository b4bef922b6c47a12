// docs/REPORT.md and its pages: the model that ships, examined on the samples, on rendered scenes, and on clips of one's own.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readToldRun } from "../src/app/evaluate/reportEvaluation.js";
import { packageRoot } from "../src/core/paths.js";
import { writeMarkdown } from "../src/evaluation/report/markdown.js";
import { toReport, toShownExamples } from "../src/evaluation/report/toReport.js";
import { writeTemporal } from "./dataset/writeTemporal.js";

const { values } = parseArgs({ options: { clips: { type: "string" }, scenes: { type: "string", default: "40" } } });
/** No scenes that anything was trained or tuned on were rendered from it. */
const seed = 20261130;
const document = join(packageRoot, "docs", "REPORT.md");
const pages = join(packageRoot, "docs", "report");

/** Runs the command line as a user would; what it says to people goes to the terminal. */
function evaluate(...args: string[]): void {
  const main = join(packageRoot, "dist/src/cli/main.js");
  const { status } = spawnSync(process.execPath, [main, "evaluate", ...args], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  // 1: something of the data could not be examined, which the report tells
  if (status !== 0 && status !== 1) process.exit(status ?? 1);
}

/** Examines the model and, where frames may be shown, writes the page. Gives Markdown that links it. */
function examine(name: string, source: readonly string[], isShown: boolean): string {
  const results = join(work, `${name}.json`);
  evaluate("run", ...source, "-o", results);
  if (isShown) evaluate("report", results, ...source, "-o", join(pages, `${name}.html`));
  const run = readToldRun(results);
  const report = toReport(run, { shown: toShownExamples(run), strips: new Map(), faults: [] });
  const markdown = writeMarkdown(report, { headingLevel: 3, withDetails: false });
  return isShown ? `[Every number with the frames behind it](report/${name}.html)\n\n${markdown}` : markdown;
}

/** Puts figures between the marks that the document has for them. */
function fill(name: string, markdown: string): void {
  const text = readFileSync(document, "utf8");
  const [start, end] = [`<!-- figures: ${name} -->\n`, "<!-- end of figures -->\n"];
  const [from, to] = [text.indexOf(start), text.indexOf(end, text.indexOf(start))];
  if (from < 0 || to < 0) throw new Error(`${document} has no place for the figures of ${name}`);
  writeFileSync(document, `${text.slice(0, from)}${start}\n${markdown}\n${text.slice(to)}`);
}

const work = mkdtempSync(join(tmpdir(), "kinodex-report-"));
try {
  mkdirSync(pages, { recursive: true });
  const scenes = join(work, "scenes");
  await writeTemporal(scenes, Number(values.scenes), seed);
  fill("samples", examine("samples", ["--dataset", join(packageRoot, "samples")], true));
  fill("scenes", examine("scenes", ["--dataset", scenes], true));
  if (values.clips !== undefined) fill("clips", examine("clips", ["--clips", values.clips], false));
} finally {
  rmSync(work, { recursive: true, force: true });
}
