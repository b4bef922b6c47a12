import { Option, type Command } from "commander";
import type { VideoFilterOptions } from "../app/openKinodex.js";
import { videoFilterWords } from "../app/videoLists.js";
import { toSeconds } from "./options.js";

type Field = keyof VideoFilterOptions;

/** How each part of the filter is written. */
const flagsOf: Readonly<Record<Field, string>> = {
  folder: "--folder <dir>",
  recordedFrom: "--recorded-from <day>",
  recordedTo: "--recorded-to <day>",
  minDurationSeconds: "--min-duration <time>",
  maxDurationSeconds: "--max-duration <time>",
};

const options = (Object.keys(flagsOf) as Field[]).map((field) => {
  const option = new Option(flagsOf[field], videoFilterWords[field]);
  return { field, option: field.endsWith("Seconds") ? option.argParser(toSeconds) : option };
});

/** Gives a command the options that say which videos are meant. */
export function addVideoFilterOptions(command: Command): Command {
  for (const { option } of options) command.addOption(option);
  return command;
}

/** What {@link addVideoFilterOptions} has read. */
export function readVideoFilter(read: object): VideoFilterOptions {
  const values = read as Readonly<Record<string, unknown>>;
  return Object.fromEntries(options.map(({ field, option }) => [field, values[option.attributeName()]]));
}
