import { InvalidArgumentError, Option, type Command } from "commander";
import type { Kinodex, Query } from "../app/kinodex.js";
import { KinodexError } from "../core/errors.js";
import { checkOutput, writeOutput } from "../core/outputFile.js";
import { stopSignals } from "../core/stopSignals.js";
import { toPlace } from "./options.js";
import type { Output } from "./output.js";

/** What a command says of a picture that is painted of its words first. */
export interface PaintOptions {
  readonly paint?: string;
  readonly painter?: string;
  readonly seed: number;
  readonly overwrite: boolean;
}

/** Gives a command the options that say it. */
export function addPaintOptions(command: Command): Command {
  return command
    .option("--paint <file.png>", "paint the words first, keep the picture there, and search by it", toPlace)
    .addOption(new Option("--painter <model>", "model that paints, where several could").env("KINODEX_PAINTER"))
    .option("--seed <n>", "paint another picture of the same words", toSeed, 0);
}

/**
 * Checks, before anything is opened, that a picture can be painted and kept; nothing where none is asked for.
 *
 * @throws {KinodexError} `usage` for a query that has no words, and what {@link checkOutput} throws
 */
export function checkPaint(asked: Query, { paint, overwrite }: PaintOptions): void {
  if (paint === undefined) return;
  if (typeof asked !== "string")
    throw new KinodexError("usage", "--paint needs words to paint, not --image or --like: describe the picture");
  checkOutput(paint, { overwrite });
}

/** What is searched for in the end: the picture of the words where one is to be painted. */
export async function paintQuery(
  kinodex: Kinodex,
  asked: Query,
  { paint: file, painter: model, seed, overwrite }: PaintOptions,
  { interactive, note }: Output,
): Promise<Query> {
  if (file === undefined || typeof asked !== "string") return asked;
  if (interactive) note("painting, which may take minutes (Ctrl-C stops it)");
  const abort = new AbortController();
  for (const signal of stopSignals()) process.once(signal, () => abort.abort());
  await writeOutput(file, await kinodex.paint(asked, { model, seed, signal: abort.signal }), { overwrite });
  note(`painted: ${file}`);
  return { image: file };
}

function toSeed(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("give a whole number, like 1.");
  return Number(text);
}
