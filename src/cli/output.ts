import { Option, type Command } from "commander";
import { isKinodexError, toMessage, type ErrorCode } from "../core/errors.js";
import { toPlace } from "./options.js";
import { toPrintable, toPrintableLines } from "../core/printable.js";
import { defaultIndex } from "./settings.js";
import { hasColours, mark, toColoured } from "./style.js";

/** What every command accepts. */
export interface CommonOptions {
  readonly index: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Gives a command the options that every command has. */
export function addCommonOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--index <dir>", "folder of the index").env("KINODEX_INDEX").default(defaultIndex).argParser(toPlace),
    )
    .option("--json", "print one JSON document on stdout and nothing else there", false)
    .option("--quiet", "no progress and no remarks", false);
}

/** Exit codes of the command line; they are a contract with scripts. */
export const exitCodes = { done: 0, someFailed: 1, usage: 2, environment: 3, interrupted: 130 } as const;

const exitCodeOf: Record<ErrorCode, number> = {
  usage: exitCodes.usage,
  "not-found": exitCodes.someFailed,
  input: exitCodes.someFailed,
  media: exitCodes.someFailed,
  environment: exitCodes.environment,
  model: exitCodes.environment,
  "index-damaged": exitCodes.environment,
  "index-mismatch": exitCodes.usage,
  "queue-full": exitCodes.environment,
  "job-state": exitCodes.usage,
  "stale-job": exitCodes.someFailed,
  interrupted: exitCodes.interrupted,
};

/** Where a command's words go: the result to stdout, all else to stderr. */
export interface Output {
  readonly json: boolean;
  /** Whether a person watches stderr, so that progress may be drawn there. */
  readonly interactive: boolean;
  /** The command's result: one JSON document with `--json`, else what `toText` makes of it for a terminal of so many places. */
  readonly result: (document: unknown, toText: (width: number) => string) => void;
  /** What a command writes for programs, on stdout: as it is into a file or a pipe, printable on a terminal. */
  readonly data: (text: string) => void;
  /** A remark for people, silenced by `--quiet`. */
  readonly note: (message: string) => void;
  /** Something that went wrong; never silenced. */
  readonly problem: (message: string) => void;
}

/** The output that `--json` and `--quiet` ask for. */
export function createOutput({ json, quiet }: Pick<CommonOptions, "json" | "quiet">): Output {
  return {
    json,
    interactive: process.stderr.isTTY && !quiet && !json,
    result: (document, toText) => {
      const { stdout } = process;
      if (json) stdout.write(`${JSON.stringify(document)}\n`);
      else writeLines(stdout, toPrintableLines(toText(stdout.isTTY ? stdout.columns : Number.POSITIVE_INFINITY)));
    },
    data: (text) => {
      process.stdout.write(process.stdout.isTTY ? toPrintableLines(text) : text);
    },
    note: (message) => {
      if (!quiet) writeLines(process.stderr, toPrintable(message));
    },
    problem: (message) => {
      writeLines(process.stderr, `${failed} ${toPrintable(message)}`);
    },
  };
}

const failed = mark("bad", "kinodex:");

function writeLines(stream: NodeJS.WriteStream, text: string): void {
  stream.write(`${toColoured(text, hasColours(stream))}\n`);
}

/** Tells what was thrown in one line and returns the exit code it stands for. */
export function reportFailure(error: unknown): number {
  if (isKinodexError(error)) {
    // Usage alone is told in several lines, with the place in a query that cannot be read.
    const print = error.code === "usage" ? toPrintableLines : toPrintable;
    writeLines(process.stderr, `${failed} ${print(error.message)}`);
    return exitCodeOf[error.code];
  }
  writeLines(process.stderr, `${failed} unexpected failure: ${toPrintable(toMessage(error))}`);
  if (error instanceof Error && process.env["KINODEX_DEBUG"]) process.stderr.write(`${error.stack}\n`);
  return exitCodes.environment;
}
