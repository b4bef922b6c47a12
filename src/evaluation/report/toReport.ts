import type { Sample } from "../probing/sample.js";
import { compareRuns } from "../results/compare.js";
import type { ResultsDocument } from "../results/document.js";
import { toAnswers } from "./answers.js";
import { toReportedMedia, type ReportedMedia } from "./frames/reportedMedium.js";
import type { Cell, ChartBlock, Report, Section, StatementsBlock, TableBlock } from "./report.js";
import { toReportedTasks } from "./reportedTask.js";
import { toComparison } from "./sections/comparison.js";
import { toConfidence } from "./sections/confidence.js";
import { toConfusion } from "./sections/confusion.js";
import { toControls } from "./sections/controls.js";
import { toEveryFigure } from "./sections/everyFigure.js";
import { toFacts } from "./sections/facts.js";
import { toFrequency } from "./sections/frequency.js";
import { toMedia, type Strips } from "./sections/media.js";
import { toOmissionTable } from "./sections/omissions.js";
import { toSaid } from "./sections/said.js";
import { toTime } from "./sections/time.js";
import { toValues } from "./sections/values.js";
import { toShownTasks, type ShownTask } from "./shownTasks.js";

/** A run that is told about in a report. */
export interface ToldRun {
  readonly document: ResultsDocument;
  /** Empty where they cannot be shown. */
  readonly samples: readonly Sample[];
}

/** The examples that the numbers of a report open, and what they were made of. */
export interface ShownExamples extends ReportedMedia {
  readonly tasks: Readonly<Record<string, ShownTask>>;
}

/** Chooses the examples of a run that are shown; `against` is another run on the same data. */
export function toShownExamples({ document, samples }: ToldRun, against?: ToldRun): ShownExamples {
  const tasks = toShownTasks(toReportedTasks(document), samples, against?.samples ?? []);
  return { tasks, ...toReportedMedia(document, tasks) };
}

export interface ReportOptions {
  readonly shown: ShownExamples;
  /** Another run on the same data, and what it is called. */
  readonly against?: (ToldRun & { readonly name: string }) | undefined;
  /** Frames of media; those of others are told by hash and time. */
  readonly strips: Strips;
  /** What went wrong while it was made, in sentences. */
  readonly faults: readonly string[];
}

/**
 * Says what a run found out: plainly first, then in figures, then every number. A figure without data is left out.
 *
 * @throws {KinodexError} `usage` for another run on other data
 */
export function toReport({ document, samples }: ToldRun, options: ReportOptions): Report {
  const { shown, against, strips, faults } = options;
  const tasks = toReportedTasks(document);
  const sections = [
    toSaid(document, tasks, faults),
    toValues(document, tasks),
    toTime(tasks),
    toControls(document, tasks),
    against && toComparison(against.name, compareRuns(against, { document, samples }).tasks),
    toConfidence(toAnswers(samples, areLogOdds(document))),
    toFrequency(document, tasks),
    toConfusion(document, tasks),
    toEveryFigure(document, tasks),
    toOmissionTable(document),
    toMedia(shown.media, strips),
    toFacts(document),
  ];
  const kept = sections.filter((section) => section !== undefined);
  const { config, data } = document;
  return {
    title: `What ${config.model} understands of ${data.name}`,
    about: toAbout(document, tasks.length),
    sections: kept.map((section) => keepOpenable(section, shown.tasks)),
  };
}

function toAbout({ data, "n-samples": counts, date }: ResultsDocument, tasks: number): string {
  const examples = Object.values(counts).reduce((sum, { original }) => sum + original, 0);
  const clips = data.clips.length > 0 ? `${data.clips.length} clips, ` : "";
  return `${clips}${tasks} tasks, ${examples} examples, ${new Date(date * 1000).toISOString().slice(0, 10)}`;
}

/** Whether scores are log odds of an option being true; see the examinees. */
function areLogOdds({ config }: ResultsDocument): boolean {
  const by = new Set([config.model_args["by"]].flat());
  return by.has("matching") || by.has("generation");
}

/** Numbers open examples where there are some. */
function keepOpenable(section: Section, shown: Readonly<Record<string, ShownTask>>): Section {
  const keep = <Opening extends Pick<Cell, "opens">>(one: Opening): Opening =>
    one.opens && !shown[one.opens.task] ? { ...one, opens: undefined } : one;
  const ofTable = (table: TableBlock): TableBlock => ({ ...table, rows: table.rows.map((row) => row.map(keep)) });
  const ofBlock = (block: Section["blocks"][number]): TableBlock | ChartBlock | StatementsBlock => {
    if (block.kind === "table") return ofTable(block);
    if (block.kind === "statements") return { ...block, statements: block.statements.map(keep) };
    return { ...block, points: block.points.map(keep), table: ofTable(block.table) };
  };
  return { ...section, blocks: section.blocks.map(ofBlock) };
}
